"""An operator sees and changes the rows of their region; the analyst sees nobody."""

from __future__ import annotations

import json

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests.db.rights.conftest import Login

SEEN = {
    "chatbot.regions": {"": [], "1": [1], "2": [2], "*": [1, 2]},
    "chatbot.shops": {"": [], "1": [1], "2": [2], "*": [1, 2]},
    "chatbot.foodcard_users": {"": [], "1": [1], "2": [2], "*": [1, 2]},
    "chatbot.users": {"": [], "1": [1], "2": [2], "*": [1, 2, 3]},
}
HOW_MANY = {
    "chatbot.region_card_rules": {"": 0, "1": 1, "*": 2},
    "chatbot.help_places": {"": 1, "1": 2, "*": 3},
    "chatbot.menus": {"": 0, "1": 1, "*": 2},
    "chatbot.shop_facilities": {"": 0, "1": 1, "*": 2},
    "chatbot.reviews": {"": 0, "1": 1, "*": 2},
    "chatbot.user_coupon_wallet": {"": 0, "1": 2, "*": 3},
    "chatbot.conversations": {"": 0, "1": 1, "*": 4},
}
SCOPED = [(table, region, ids) for table, scopes in SEEN.items() for region, ids in scopes.items()]
COUNTED = [(table, region, count) for table, scopes in HOW_MANY.items() for region, count in scopes.items()]


def console(login: Login, region: str, role: str = "operator_user") -> psycopg.Connection:
    """A session as the console opens it for an operator."""
    connection = login(role)
    if role == "app_user":
        connection.execute("SET LOCAL ROLE operator_user")
    connection.execute("SELECT set_config('naviyam.operator_region', %s, TRUE)", (region,))
    return connection


@pytest.mark.parametrize("role", ["operator_user", "app_user"])
@pytest.mark.parametrize(("table", "region", "ids"), SCOPED)
def test_an_operator_sees_their_region(login: Login, role: str, table: str, region: str, ids: list[int]) -> None:
    found = console(login, region, role).execute(f"SELECT id FROM {table} ORDER BY id".encode()).fetchall()
    assert [number for (number,) in found] == ids


@pytest.mark.parametrize(("table", "region", "count"), COUNTED)
def test_an_operator_sees_what_hangs_on_it(login: Login, table: str, region: str, count: int) -> None:
    assert console(login, region).execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (count,)


def test_without_a_region_nothing_is_seen(login: Login) -> None:
    assert login("operator_user").execute("SELECT count(*) FROM chatbot.shops").fetchone() == (0,)


def test_the_bot_and_the_trainer_see_every_region(login: Login) -> None:
    for role in ("app_user", "ml_user"):
        assert login(role).execute("SELECT count(*) FROM chatbot.menus").fetchone() == (2,)
    for table, whole in {"users": 3, "conversations": 4, "user_coupon_wallet": 3, "help_places": 3}.items():
        found = login("app_user").execute(f"SELECT count(*) FROM chatbot.{table}".encode())
        assert found.fetchone() == (whole,)


CHANGES = [
    ("UPDATE chatbot.shops SET kiosk = TRUE", 1),
    ("UPDATE chatbot.menus SET price = price + 1", 1),
    ("UPDATE chatbot.help_places SET phone = '119' WHERE region_id IS NOT NULL", 1),
    ("INSERT INTO chatbot.menus (shop_id, menu_name, price) VALUES (1, '라면', 4000)", 1),
    (
        "INSERT INTO chatbot.shops (shop_name, category, address_name, region_id) VALUES ('새집', '한식', '효자동', 1)",
        1,
    ),
]
TRESPASSES = [
    "INSERT INTO chatbot.shops (shop_name, category, address_name, region_id) VALUES ('새집', '한식', '효자동', 2)",
    "INSERT INTO chatbot.shops (shop_name, category, address_name) VALUES ('새집', '한식', '효자동')",
    "INSERT INTO chatbot.menus (shop_id, menu_name, price) VALUES (2, '라면', 4000)",
    "UPDATE chatbot.shops SET region_id = 2",
    "UPDATE chatbot.menus SET shop_id = 2",
    "UPDATE chatbot.help_places SET phone = '119' WHERE region_id IS NULL",
    "UPDATE chatbot.region_card_rules SET region_id = 2",
]


@pytest.mark.parametrize(("change", "count"), CHANGES)
def test_an_operator_changes_their_region(login: Login, change: str, count: int) -> None:
    assert console(login, "1").execute(change.encode()).rowcount == count


@pytest.mark.parametrize("change", TRESPASSES)
def test_an_operator_changes_no_other_region(login: Login, change: str) -> None:
    with pytest.raises(InsufficientPrivilege, match="row-level security"):
        console(login, "1").execute(change.encode())


def views(connection: psycopg.Connection) -> list[str]:
    found = connection.execute("SELECT viewname FROM pg_views WHERE schemaname = 'analytics' ORDER BY 1")
    return [name for (name,) in found]


def test_the_masked_views_hold_nothing_that_names_anybody(login: Login) -> None:
    analyst = login("data_analyst")
    names = views(analyst)
    assert len(names) == 6
    for name in names:
        found = analyst.execute(f"SELECT * FROM analytics.{name}".encode())
        columns = {column.name for column in found.description or ()}
        held = json.dumps([list(row) for row in found.fetchall()], default=str)
        assert not [c for c in columns if c.endswith(("user_id", "_enc", "_hash", "message_id", "phone", "name_enc"))]
        assert "SECRET" not in held, name
        assert "00000000-0000-0000-0000-000000000007" not in held, name


def test_people_are_told_apart_and_not_known(login: Login, filled_url: str) -> None:
    analyst = login("data_analyst")
    people = analyst.execute(
        "SELECT person, platform, birth_years_from, region_id, has_card, joined_month::text FROM analytics.v_people"
    ).fetchall()
    by_platform = {row[1]: row for row in people}
    assert [by_platform[name][2:] for name in ("line", "kakao", "web")] == [
        (2010, 1, True, "2026-03-01"),
        (2005, 2, True, "2026-03-01"),
        (None, None, False, "2026-03-01"),
    ]
    pseudonyms = {row[0] for row in people}
    assert len(pseudonyms) == 3
    said = analyst.execute("SELECT person, extracted_entities FROM analytics.v_conversations").fetchall()
    assert {person for person, _ in said} == pseudonyms | {None}
    assert all(entities == {"budget": 9000} for _, entities in said)
    asked = analyst.execute("SELECT person, session FROM analytics.v_recommendations").fetchall()
    sessions = {session for (session,) in analyst.execute("SELECT session FROM analytics.v_conversations")}
    assert asked == [(by_platform["line"][0], sessions.pop())]
    with psycopg.connect(filled_url) as owner:
        owner.execute("UPDATE chatbot.pseudonym_salt SET salt = sha256('another')")
        anew = {person for (person,) in owner.execute("SELECT person FROM analytics.v_people")}
        owner.rollback()
    assert not anew & pseudonyms


def test_aid_is_seen_only_by_region_and_only_from_five_people_up(login: Login) -> None:
    analyst = login("data_analyst")
    assert analyst.execute("SELECT region_id, person_count FROM analytics.v_daily_aid").fetchall() == [(2, 5)]
    assert analyst.execute("SELECT count(*) FROM analytics.v_coupon_wallet").fetchone() == (2,)


def test_there_is_one_salt(filled_url: str) -> None:
    with psycopg.connect(filled_url) as owner:
        assert owner.execute("SELECT length(salt) FROM chatbot.pseudonym_salt").fetchone() == (32,)
        for broken in (
            "INSERT INTO chatbot.pseudonym_salt VALUES (FALSE, sha256('a'))",
            "('a')",
            "(TRUE, sha256('a'))",
        ):
            statement = broken if broken.startswith("INSERT") else f"INSERT INTO chatbot.pseudonym_salt VALUES {broken}"
            with pytest.raises(psycopg.Error), owner.transaction():
                owner.execute(statement.encode())


def test_a_card_balance_moves_by_the_card_systems_word_only(login: Login) -> None:
    app = login("app_user")
    app.execute("SELECT chatbot.sync_card_balance(1, 12300, 'ACTIVE', now())")
    assert app.execute("SELECT balance FROM chatbot.foodcard_users WHERE id = 1").fetchone() == (12300,)
    app.execute("UPDATE chatbot.foodcard_users SET balance_alert_sent = TRUE WHERE id = 1")
    with pytest.raises(InsufficientPrivilege, match="only sync_card_balance"):
        app.execute("UPDATE chatbot.foodcard_users SET balance = 1 WHERE id = 1")


def test_what_app_user_writes_is_collected_although_it_may_not_collect(login: Login, filled_url: str) -> None:
    app = login("app_user")
    app.execute(
        """
        INSERT INTO chatbot.conversations (
            turn_id, session_id, conversation_id, platform, input_text, response_text, intent_confidence)
        VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'line', '떡볶이', '네', 0.9)
        """
    )
    app.commit()
    with psycopg.connect(filled_url) as owner:
        found = owner.execute("SELECT count(*) FROM ml_training.data_queue WHERE raw_data ->> 'input_text' = '떡볶이'")
        assert found.fetchone() == (1,)
        owner.execute("DELETE FROM chatbot.conversations WHERE input_text = '떡볶이'")
