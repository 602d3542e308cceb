"""Rules of turns, broken."""

from __future__ import annotations

from db.checks.turns import LEADING
from tests.db.checks.faults.fault import Fault

_ORPHANS = {
    "recommendations_log": "UPDATE chatbot.recommendations_log SET turn_id = gen_random_uuid(), timestamp = {then}",
    "performance_logs": "UPDATE chatbot.performance_logs SET turn_id = gen_random_uuid(), created_at = {then}",
    "orders": "UPDATE chatbot.orders SET turn_id = gen_random_uuid(), created_at = {then} WHERE id = 1",
    "reservations": """
        INSERT INTO chatbot.reservations (id, request_id, shop_id, turn_id, people, reserved_for, created_at)
        VALUES (1, gen_random_uuid(), 1, gen_random_uuid(), 2, now(), {then})
    """,
    "safety_cases": """
        INSERT INTO chatbot.safety_cases (id, turn_id, label, level, masked_text, created_at)
        VALUES (1, gen_random_uuid(), 'abuse', 'crisis', '무서워요', {then})
    """,
    "data_queue": """
        INSERT INTO ml_training.data_queue (id, model_type, raw_data, turn_id, created_at)
        VALUES (1000, 'nlu', '{{"a": 1}}', gen_random_uuid(), {then})
    """,
    "nlu_training_data": """
        INSERT INTO ml_training.nlu_training_data (id, turn_id, input_text, true_intent, created_at)
        VALUES (1000, gen_random_uuid(), '배고파', 'FOOD_REQUEST', {then})
    """,
}

ORPHANS = tuple(
    Fault(
        f"{table}_of_no_turn",
        _ORPHANS[table].format(then="now() - INTERVAL '1 hour'"),
        "1000" if schema == "ml_training" else "1",
    )
    for schema, _, table in (name.partition(".") for name, _ in LEADING)
)

_TALK = "UPDATE chatbot.conversations SET"
_SAID = """
INSERT INTO chatbot.conversations (
    id, turn_id, user_id, session_id, conversation_id, platform, platform_message_id, input_text, response_text,
    timestamp)
VALUES (90, {turn}, {user}, {session}, {session}, 'line', {message}, '배고파', '네', {at})
"""


def _said(
    *,
    turn: str = "gen_random_uuid()",
    user: str = "NULL",
    session: str = "gen_random_uuid()",
    message: str = "NULL",
    at: str = "now()",
) -> str:
    return _SAID.format(turn=turn, user=user, session=session, message=message, at=at)


_FIRST = "'00000000-0000-0000-0000-00000000000{}'"

TURNS = (
    Fault(
        "partitions_missing_conversations",
        "DO $$ BEGIN EXECUTE format('DROP TABLE chatbot.conversations_%s', "
        "to_char(now() AT TIME ZONE 'Asia/Seoul' + INTERVAL '1 month', 'YYYY_MM')); END $$",
        "",
    ),
    Fault(
        "partitions_missing_performance_metrics",
        "DO $$ BEGIN EXECUTE format('DROP TABLE ml_training.performance_metrics_%s', "
        "to_char(now() AT TIME ZONE 'Asia/Seoul', 'YYYY_MM')); END $$",
        "",
    ),
    Fault("rows_in_no_month_conversations", _said(at="'2999-01-01'"), "90"),
    Fault(
        "rows_in_no_month_performance_metrics",
        "INSERT INTO ml_training.performance_metrics (id, model_type, measured_at, request_count, success_count) "
        "VALUES (90, 'nlu', '2999-01-01', 0, 0)",
        "90",
    ),
    Fault("turns_twice", _said(turn=_FIRST.format(1)), "90"),
    Fault("sessions_of_two_people", _said(user="2", session=_FIRST.format(2)), "00000000-0000-0000-0000-000000000002"),
    Fault("message_ids_of_nobody", _said(message="'m2'"), "90"),
    Fault("turns_kept_too_long", _said(at="now() - INTERVAL '37 months'"), "90"),
    Fault("turns_of_unknown_shops", f"{_TALK} recommended_shop_ids = ARRAY[1, 999]", "1"),
    Fault("entities_of_no_known_shape", f'{_TALK} extracted_entities = \'{{"budget": "5천원"}}\'', "1"),
    Fault("entities_of_no_known_shape", f'{_TALK} extracted_entities = \'{{"phone": "1"}}\'', "1"),
    Fault(
        "recommendations_of_no_known_shape",
        "UPDATE chatbot.recommendations_log SET recommendations = '[{\"shop_id\": 1}]'",
        "1",
    ),
    Fault("recommendations_miscounted", "UPDATE chatbot.recommendations_log SET recommendation_count = 2", "1"),
    Fault(
        "contexts_with_a_point",
        "UPDATE chatbot.conversation_contexts SET context_data = context_data || '{\"point\": {}}'",
        "00000000-0000-0000-0000-000000000002",
    ),
    Fault(
        "contexts_of_no_known_shape",
        "UPDATE chatbot.conversation_contexts SET context_data = '{\"turn\": 1}'",
        "00000000-0000-0000-0000-000000000002",
    ),
)
