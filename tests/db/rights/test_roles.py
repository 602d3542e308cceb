"""What each role can and cannot do, tried by somebody who logged in as it."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from db.migrate import migrate
from tests.db.rights.conftest import ROLES, Login

TURN = """
INSERT INTO chatbot.conversations (
    turn_id, user_id, session_id, conversation_id, platform, input_text, response_text, intent_confidence, timestamp)
VALUES (gen_random_uuid(), 1, gen_random_uuid(), gen_random_uuid(), 'line', '배고파', '네', 0.9, {at})
"""

CAN = {
    "app_user": [
        TURN.format(at="now()"),
        TURN.format(at="'2041-01-01'"),
        "UPDATE chatbot.recommendations_log SET user_final_selection = 1, time_to_decision_ms = 9 WHERE id = 1",
        "INSERT INTO chatbot.consents (user_id, kind, is_granted, source) VALUES (1, 'location', TRUE, 'chat')",
        "UPDATE chatbot.users SET nickname = 'new' WHERE id = 1",
        "DELETE FROM chatbot.user_profiles WHERE user_id = 1",
        "SELECT chatbot.sync_card_balance(1, 12300, 'ACTIVE', now())",
        "SELECT chatbot.make_conversation_partitions('2042-01-01')",
        "SELECT ml_training.make_metric_partitions('2042-01-01')",
        "SELECT chatbot.archive_conversations('2025-01-01')",
        "DELETE FROM chatbot.conversations_archive",
        "SELECT * FROM ml_training.prepare_daily_training_data()",
        "SELECT analytics.refresh_day('2026-11-23')",
        "SELECT ml_features.refresh_users('2026-11-23'), ml_features.refresh_shops('2026-11-23')",
        "SELECT * FROM ml_features.user_features, ml_features.shop_features, analytics.daily_aid",
        "UPDATE ml_training.model_versions SET is_active = TRUE, traffic_percentage = 100",
        "INSERT INTO ml_training.nlu_training_data (input_text, true_intent) VALUES ('배고파', 'FOOD_REQUEST')",
        "INSERT INTO ml_training.performance_metrics (model_type, request_count, success_count) VALUES ('nlu', 1, 1)",
        "SET LOCAL ROLE operator_user",
    ],
    "ml_user": [
        "SELECT * FROM chatbot.shops, chatbot.menus, chatbot.shop_facilities, chatbot.reviews",
        "UPDATE ml_training.data_queue SET status = 'ready'",
        "SELECT * FROM ml_training.prepare_daily_training_data()",
        "SELECT * FROM ml_training.v_nlu_ready_for_training, ml_training.v_recommendation_training_data",
        "SELECT * FROM ml_training.v_model_performance_dashboard",
        "INSERT INTO ml_training.training_jobs VALUES (9, 'nightly', 'nlu', NULL, '{}', 100, 70, 20, 10)",
        "DELETE FROM ml_features.user_features",
        "SELECT ml_features.refresh_users('2026-11-23')",
    ],
    "data_analyst": [
        "SELECT * FROM analytics.daily_turns, analytics.daily_intents, analytics.daily_recommendations",
        "SELECT * FROM analytics.daily_coupons, analytics.v_daily_aid, analytics.v_shops",
        "SELECT * FROM analytics.v_people, analytics.v_conversations, analytics.v_recommendations",
        "SELECT * FROM analytics.v_coupon_wallet",
    ],
    "operator_user": [
        "SELECT id, nickname FROM chatbot.users",
        "SELECT balance, card_last_four FROM chatbot.foodcard_users",
        "SELECT input_text FROM chatbot.conversations",
        "SELECT * FROM chatbot.shops, chatbot.menus, chatbot.regions, chatbot.places, chatbot.coupons",
    ],
}

CANNOT = {
    "app_user": [
        "UPDATE chatbot.consents SET is_granted = FALSE",
        "DELETE FROM chatbot.consents",
        "UPDATE chatbot.foodcard_users SET balance = 99999 WHERE id = 1",
        "SET naviyam.card_sync = 'on'; UPDATE chatbot.foodcard_users SET balance = 99999 WHERE id = 1",
        "TRUNCATE chatbot.users CASCADE",
        "CREATE TABLE chatbot.mine (id INTEGER)",
        "CREATE TABLE public.mine (id INTEGER)",
        "ALTER TABLE chatbot.shops DISABLE ROW LEVEL SECURITY",
        "DROP TABLE chatbot.reviews",
        "SELECT chatbot.make_month_partitions('chatbot.conversations', '2042-01-01', 1)",
        "SELECT * FROM chatbot.pseudonym_salt",
        "INSERT INTO chatbot.conversations_archive VALUES ('2026-01-01', 1, 1, '[1]')",
        "SELECT * FROM ml_training.data_queue",
        "INSERT INTO ml_training.data_queue (model_type, raw_data) VALUES ('nlu', '{\"a\": 1}')",
        "UPDATE ml_training.model_versions SET model_path = '/tmp/other'",
        "UPDATE analytics.daily_turns SET turn_count = 9",
        "SELECT * FROM analytics.v_conversations",
        "SET ROLE ml_user",
        "SET ROLE data_analyst",
        "CREATE ROLE another",
    ],
    "ml_user": [
        "SELECT * FROM chatbot.users",
        "SELECT * FROM chatbot.conversations",
        "SELECT * FROM chatbot.conversations_default",
        "SELECT * FROM chatbot.foodcard_users",
        "SELECT * FROM chatbot.recommendations_log",
        "SELECT * FROM analytics.daily_turns",
        "UPDATE chatbot.shops SET popularity_score = 1",
        "SELECT chatbot.sync_card_balance(1, 1, 'ACTIVE', now())",
        "SELECT chatbot.archive_conversations('2025-01-01')",
        "CREATE TABLE ml_training.mine (id INTEGER)",
        "SET ROLE app_user",
    ],
    "data_analyst": [
        "SELECT * FROM chatbot.shops",
        "SELECT * FROM chatbot.users",
        "SELECT * FROM chatbot.conversations",
        "SELECT * FROM chatbot.pseudonym_salt",
        "SELECT * FROM ml_training.data_queue",
        "SELECT * FROM ml_features.user_features",
        "SELECT * FROM analytics.daily_aid",
        "INSERT INTO analytics.daily_turns VALUES ('2026-01-01', 'line', 1, 1, 1, 0)",
        "DELETE FROM analytics.daily_turns",
        "UPDATE analytics.v_shops SET shop_name = 'mine'",
        "SELECT analytics.refresh_day('2026-11-23')",
        "SET ROLE app_user",
    ],
    "operator_user": [
        "SELECT * FROM chatbot.users",
        "SELECT email_enc FROM chatbot.users",
        "SELECT external_user_id FROM chatbot.users",
        "SELECT card_ref_enc FROM chatbot.foodcard_users",
        "SELECT platform_message_id FROM chatbot.conversations",
        "SELECT * FROM chatbot.consents",
        "SELECT * FROM chatbot.inbox",
        "SELECT * FROM chatbot.conversations_default",
        "SELECT * FROM ml_training.data_queue",
        "UPDATE chatbot.foodcard_users SET status = 'LOST'",
        "UPDATE chatbot.users SET nickname = 'x'",
        "DELETE FROM chatbot.shops",
        "SET ROLE app_user",
    ],
}


@pytest.mark.parametrize(("role", "statement"), [(role, one) for role, many in CAN.items() for one in many])
def test_a_role_can_do_its_work(login: Login, role: str, statement: str) -> None:
    connection = login(role)
    connection.execute(statement.encode())
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(("role", "statement"), [(role, one) for role, many in CANNOT.items() for one in many])
def test_a_role_can_do_nothing_else(login: Login, role: str, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        login(role).execute(statement.encode())


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_given_nothing_over_the_cluster(filled_url: str, role: str) -> None:
    with psycopg.connect(filled_url) as connection:
        (attributes,) = connection.execute(
            """
            SELECT rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
            FROM pg_roles WHERE rolname = %s
            """,
            (role,),
        ).fetchall()
    assert not any(attributes)


LATER = [
    ("app_user", "chatbot", {"SELECT", "INSERT", "UPDATE", "DELETE"}),
    ("ml_user", "ml_training", {"SELECT", "INSERT", "UPDATE", "DELETE"}),
    ("ml_user", "ml_features", {"SELECT", "INSERT", "UPDATE", "DELETE"}),
    ("data_analyst", "analytics", {"SELECT"}),
]


@pytest.mark.parametrize(("role", "schema", "given"), LATER)
def test_a_later_table_is_its_readers_and_nobody_elses(
    filled_url: str, role: str, schema: str, given: set[str]
) -> None:
    with psycopg.connect(filled_url) as connection:
        connection.execute(f"CREATE TABLE {schema}.later (id SERIAL)".encode())
        found = connection.execute(
            """
            SELECT g.grantee::regrole::text, g.privilege_type
            FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g
            WHERE c.oid = %s::regclass AND g.grantee <> c.relowner
            """,
            (f"{schema}.later",),
        ).fetchall()
        connection.rollback()
    assert set(found) == {(role, privilege) for privilege in given}


@pytest.mark.usefixtures("filled_url")
def test_roles_survive_a_schema_taken_back_while_another_database_uses_them(database_url: str) -> None:
    migrate(database_url, to=8)
    with psycopg.connect(database_url) as connection:
        rights = connection.execute(
            """
            SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 CROSS JOIN LATERAL aclexplode(c.relacl) g
            WHERE n.nspname = 'chatbot' AND g.grantee <> c.relowner
            """
        ).fetchone()
        defaults = connection.execute("SELECT count(*) FROM pg_default_acl").fetchone()
        roles = connection.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY (%s)", (list(ROLES),)).fetchone()
    assert (rights, defaults, roles) == ((0,), (0,), (4,))
    migrate(database_url)
