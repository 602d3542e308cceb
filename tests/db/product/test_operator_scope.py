"""The sight that PostgreSQL itself leaves an operator: the rows of their region (row-level security)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import psycopg
import pytest

from db import operators, safety_cases
from db.pool import Connection

_TWO_REGIONS = (Path(__file__).parent / "two_regions.sql").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KIM = 1


@pytest.fixture(scope="module")
def world_url(world_url: str) -> str:
    with psycopg.connect(world_url) as connection:
        connection.execute(_TWO_REGIONS.encode())
    return world_url


SEEN = (
    ("segments", 1, 3),
    ("campaigns", 1, 2),
    ("campaign_recipients", 1, 2),
    ("tracked_links", 1, 2),
    ("link_clicks", 1, 2),
    ("notices", 2, 3),
    ("help_topics", 2, 3),
    ("programmes", 2, 3),
    ("safety_cases", 2, 3),
    ("import_batches", 1, 2),
    ("import_changes", 1, 2),
    ("shop_reports", 1, 2),
    ("reservations", 1, 2),
    ("orders", 1, 2),
    ("order_items", 1, 2),
    ("order_discounts", 1, 2),
    ("foodcard_holds", 1, 2),
    ("card_transactions", 1, 2),
    ("card_money", 1, 2),
    ("guardian_links", 1, 2),
    ("audit_log", 1, 3),
    ("outbox", 1, 2),
    ("link_codes", 1, 2),
    ("coupon_ledger", 1, 4),
)
"""Rows that an operator of one region sees, and one who looks after the whole country."""


@pytest.mark.parametrize(("table", "own", "everything"), SEEN, ids=[table for table, _, _ in SEEN])
async def test_an_operator_sees_the_rows_of_their_region(
    connection: Connection, table: str, own: int, everything: int
) -> None:
    count = f"SELECT count(*) FROM chatbot.{table}"
    counts = []
    for region in (1, 2, None):
        attempt = connection.transaction()
        await attempt.start()
        await operators.limit_sight(connection, region)
        counts.append(await connection.fetchval(count))
        await attempt.rollback()
    assert counts == [own, own, everything]
    await connection.execute("SET LOCAL ROLE operator_user")
    blind = {"notices": 1, "help_topics": 1, "programmes": 1, "safety_cases": 1}
    assert await connection.fetchval(count) == blind.get(table, 0)


async def test_the_bot_itself_sees_all(connection: Connection) -> None:
    await connection.execute("SET LOCAL ROLE app_user")
    for table in (*(name for name, _, _ in SEEN), "operators", "redemptions", "exposures", "benefit_grants"):
        await connection.fetchval(f"SELECT count(*) FROM chatbot.{table}")
    assert await connection.fetchval("SELECT count(*) FROM chatbot.orders") == 2


async def test_an_operator_deals_with_cases_of_their_region_only(connection: Connection) -> None:
    cases = await connection.fetch("SELECT masked_text, id FROM chatbot.safety_cases")
    ids = {case["masked_text"]: case["id"] for case in cases}
    await operators.limit_sight(connection, 1)
    assert await safety_cases.look(connection, ids["하나"], KIM, NOW)
    assert not await safety_cases.look(connection, ids["둘"], KIM, NOW)
    assert await safety_cases.look(connection, ids["모름"], KIM, NOW)


NOTICE = (
    "INSERT INTO chatbot.notices (region_id, notice_text, shown_from, shown_until) "
    "VALUES ({}, 'x', now(), now() + INTERVAL '1 day')"
)
SEGMENT = "INSERT INTO chatbot.segments (segment_name, region_id, rules) VALUES ('x', {}, '{{}}')"

FORBIDDEN = (
    "SELECT password_hash FROM chatbot.operators",
    "SELECT payload FROM chatbot.outbox",
    "SELECT card_ref_enc FROM chatbot.link_codes",
    "SELECT secret_enc FROM chatbot.redemptions",
    "SELECT subject_hash FROM chatbot.benefit_grants",
    "UPDATE chatbot.orders SET status = 'CANCELLED', ended_at = now()",
    "UPDATE chatbot.audit_log SET action = 'nothing'",
    "DELETE FROM chatbot.safety_cases",
    "UPDATE chatbot.campaigns SET region_id = 2",
    SEGMENT.format(2),
    SEGMENT.format("NULL"),
    NOTICE.format(2),
    NOTICE.format("NULL"),
)


@pytest.mark.parametrize("command", FORBIDDEN)
async def test_an_operator_of_one_region_may_not(connection: Connection, command: str) -> None:
    await operators.limit_sight(connection, 1)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(command)


ALLOWED = (
    SEGMENT.format(1),
    NOTICE.format(1),
    "UPDATE chatbot.campaigns SET campaign_name = '새 이름'",
    "INSERT INTO chatbot.audit_log (region_id, action, subject_type, subject_id) VALUES (1, 'view', 'users', '1')",
    """
    INSERT INTO chatbot.link_codes (purpose, code_hash, region_id, birth_year, card_ref_enc, card_ref_hash, expires_at)
    VALUES ('child', decode(repeat('03', 32), 'hex'), 1, 2013, '\\x01', '\\x01', '2100-01-01')
    """,
)


@pytest.mark.parametrize("command", ALLOWED)
async def test_an_operator_of_one_region_may(connection: Connection, command: str) -> None:
    await operators.limit_sight(connection, 1)
    assert (await connection.execute(command)).endswith(" 1")


@pytest.mark.parametrize("table", ["coupon_ledger", "audit_log"])
@pytest.mark.parametrize("command", ["UPDATE chatbot.{} SET id = id", "DELETE FROM chatbot.{}"])
async def test_not_even_the_bot_may_change_a_book(connection: Connection, table: str, command: str) -> None:
    await connection.execute("SET LOCAL ROLE app_user")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(command.format(table))
