"""The learning and rights steps on a database that is in use: nothing of it is lost, forward or back."""

from __future__ import annotations

import psycopg

from db.migrate import migrate

_BEFORE = 8
_LAST = 18

FILL = """
INSERT INTO chatbot.users (id, platform, external_user_id) VALUES (1, 'line', 'child');
INSERT INTO chatbot.shops (id, shop_name, category, address_name) VALUES (1, '김밥천국', '분식', '효자동 1');
INSERT INTO chatbot.conversations (
    turn_id, user_id, session_id, conversation_id, platform, input_text, response_text, timestamp, intent_confidence)
SELECT gen_random_uuid(), 1, gen_random_uuid(), gen_random_uuid(), 'line', '배고파', '네', moment, 0.9
FROM unnest(ARRAY[now(), '2025-05-05 12:00+09', '2025-06-05 12:00+09']) AS moment;
INSERT INTO chatbot.recommendations_log (
    recommendation_id, turn_id, user_id, session_id, timestamp, request_intent, request_entities, recommendations,
    recommendation_count, recommendation_method)
SELECT gen_random_uuid(), turn_id, 1, session_id, timestamp, 'FOOD_REQUEST', '{}', '[]', 0, 'HYBRID'
FROM chatbot.conversations;
"""
HELD = """
SELECT (SELECT count(*) FROM chatbot.users), (SELECT count(*) FROM chatbot.shops),
       (SELECT count(*) FROM chatbot.conversations), (SELECT count(*) FROM chatbot.recommendations_log)
"""


def test_a_database_in_use_goes_forward_and_back(database_url: str) -> None:
    migrate(database_url, to=_BEFORE)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(FILL)
        held = connection.execute(HELD).fetchone()
        assert held == (1, 1, 3, 3)
        migrate(database_url, to=_LAST)
        assert connection.execute(HELD).fetchone() == held
        connection.execute("UPDATE chatbot.recommendations_log SET user_final_selection = 1")
        assert connection.execute("SELECT count(*) FROM ml_training.data_queue").fetchone() == (3,)
        assert connection.execute("SELECT chatbot.archive_conversations('2025-05-01')").fetchone() == (1,)
        connection.execute("SELECT analytics.refresh_day('2025-06-05'), ml_features.refresh_users('2025-06-05')")
        migrate(database_url, to=_BEFORE)
        assert connection.execute(HELD).fetchone() == (1, 1, 2, 3)
        connection.execute("UPDATE chatbot.recommendations_log SET user_final_selection = NULL")
        migrate(database_url, to=_LAST)
        assert connection.execute(HELD).fetchone() == (1, 1, 2, 3)


def test_rows_as_the_code_before_writes_them_still_go_in(database_url: str) -> None:
    """Expanding only: what the previous version does goes on working on the newest schema."""
    with psycopg.connect(database_url) as connection:
        connection.execute(FILL)
        assert connection.execute(HELD).fetchone() == (1, 1, 3, 3)
