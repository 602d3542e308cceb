"""Migrations on a database that people use: what stands there stays, forward, back, and with code of either side."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from bot import sample
from bot.commands.check_data import unreadable
from core.clock import SEOUL
from core.messages import Account
from core.privacy import mask_value
from db.checks import every_check, run_checks
from db.migrate import MigrationError, migrate, numbers
from db.pool import Connection, Database
from tests.db.checks import world
from tests.db.snapshot import common, snapshot
from tests.journeys.stage import DATA, running, settings_for
from tests.servers import Databases

pytestmark = pytest.mark.slow

FIRST_IN_USE = 8
"""The schema with which the bot answered its first turns."""

ANSWERS_FROM = 90
"""The oldest schema on which today's program can answer a turn: what a turn reads came with it (shop_cochoice)."""

GIVEN_UP = {23: {"chatbot.user_coupon_wallet": {"reserved_order_id", "reserved_until"}}}
"""What a step back gives up on purpose: before the ledger no order held a coupon."""

NOW = datetime.now(SEOUL)


def _do(url: str, work: Callable[[Connection], Awaitable[None]]) -> None:
    async def run() -> None:
        database = await Database.connect(url, application="tests", size=1, statement_seconds=30)
        async with database.transaction() as connection:
            await work(connection)
        await database.close()

    asyncio.run(run())


async def _fill(url: str) -> None:
    """The sample catalogue and its member, by today's code."""
    database = await Database.connect(url, application="tests", size=2, statement_seconds=30)
    await sample.load_reference(database, DATA)
    await sample.load(database, DATA, NOW)
    await sample.prepare_member(database, Account("web", "sim-member"), DATA, NOW)
    await database.close()


_USED_LONG_AGO = """
INSERT INTO chatbot.user_coupon_wallet (
    user_id, coupon_id, status, acquisition_source, used_at, used_shop_id, used_order_amount, discount_applied,
    expires_at)
SELECT u.id, c.id, 'USED', 'PROMOTION', now(), s.id, 8000, 1000, now()
FROM chatbot.users u, (SELECT min(id) AS id FROM chatbot.coupons) c, (SELECT min(id) AS id FROM chatbot.shops) s;
UPDATE chatbot.coupons SET total_issued = total_issued + 1, total_used = total_used + 1
WHERE id = (SELECT min(id) FROM chatbot.coupons);
INSERT INTO chatbot.conversations (
    turn_id, user_id, session_id, conversation_id, platform, input_text, response_text, timestamp, extracted_intent,
    intent_confidence)
SELECT gen_random_uuid(), CASE WHEN i % 2 = 0 THEN (SELECT min(id) FROM chatbot.users) END, s.id, s.id, 'web', '배고파',
       '여기 어때요?', now() - i * INTERVAL '9 days', 'FOOD_REQUEST', 0.9
FROM generate_series(1, 40) AS i, LATERAL (SELECT md5(i::text)::uuid AS id) s;
"""


async def _findings(url: str) -> list[str]:
    database = await Database.connect(url, application="tests", size=1, statement_seconds=30)
    async with database.acquire() as connection:
        findings = await run_checks(connection, every_check(mask_value, unreadable, world.CIPHER.key_id))
    await database.close()
    return [finding.check.name for finding in findings if finding.found]


@pytest.fixture
def used(database_url: str) -> str:
    """The old schema with the sample, a member, wallets and a year of turns."""
    asyncio.run(_fill(database_url))
    migrate(database_url, to=FIRST_IN_USE)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(_USED_LONG_AGO)
    return database_url


def test_going_up_keeps_every_row(used: str) -> None:
    before = snapshot(used)
    assert len(before["chatbot.menus"]) > 1000
    migrate(used)
    was, now = common(before, snapshot(used))
    assert was.keys() == before.keys()
    assert was == now


def test_what_went_up_passes_the_checks(used: str) -> None:
    migrate(used)
    wrong = set(asyncio.run(_findings(used)))
    # months of before there were partitions for them are in the DEFAULT one, where the archive finds them
    assert wrong <= {"rows_in_no_month_conversations"}


def test_every_migration_goes_back_and_up_again_among_rows(database_url: str) -> None:
    _do(database_url, lambda connection: world.build(connection, NOW))
    known = sorted(numbers())
    for number, previous in reversed(list(zip(known[1:], known[:-1], strict=True))):
        before = snapshot(database_url)
        migrate(database_url, to=previous)
        lower = snapshot(database_url)
        was, below = common(before, lower, GIVEN_UP.get(number, {}))
        assert was == below, f"{numbers()[number]} loses rows going back"
        migrate(database_url, to=number)
        was, again = common(lower, snapshot(database_url))
        assert was == again, f"{numbers()[number]} changes rows going up"
        migrate(database_url, to=previous)


async def test_todays_code_answers_on_the_schema_before(servers: tuple[Databases, str], tmp_path: Path) -> None:
    """A new program may start while the schema is still an older one; it answers, and the turn is kept."""
    with servers[0].copy() as url:
        await asyncio.to_thread(migrate, url, ANSWERS_FROM)
        settings = settings_for(url, servers[1], tmp_path)
        async with running(settings, "2026-11-23T12:00:00+09:00") as stage:
            door = stage.door("kakao")
            seen = await door.say("건대입구역 5천원")
            assert seen.cards
            assert await stage.value("SELECT count(*) FROM chatbot.conversations") == 1


def test_a_run_that_fails_on_the_way_keeps_the_steps_before_and_goes_on(database_url: str) -> None:
    known = sorted(numbers())
    migrate(database_url, to=0)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute(
            "CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF current_query() LIKE '%CREATE TABLE chatbot.coupons%' THEN RAISE 'the disk is full'; "
            "END IF; END $$"
        )
        connection.execute("CREATE EVENT TRIGGER refuse ON ddl_command_start EXECUTE FUNCTION refuse()")
    with pytest.raises(MigrationError, match=r"0005\.coupons failed going forward.*disk is full.*migrate again"):
        migrate(database_url)
    with psycopg.connect(database_url, autocommit=True) as connection:
        applied = {name for (name,) in connection.execute("SELECT migration_id FROM _yoyo_migration")}
        assert applied == {numbers()[number] for number in known if number < 5}
        standing = connection.execute("SELECT to_regclass('chatbot.coupons'), to_regclass('chatbot.users')").fetchone()
        assert standing == (None, "chatbot.users")
        connection.execute("DROP EVENT TRIGGER refuse")
    assert migrate(database_url) == [numbers()[number] for number in known if number >= 5]


def test_a_step_that_fails_going_back_keeps_its_rows(database_url: str) -> None:
    _do(database_url, lambda connection: world.build(connection, NOW))
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CREATE VIEW public.somebodys AS SELECT * FROM chatbot.job_runs")
    before = snapshot(database_url)
    with pytest.raises(MigrationError, match=r"0045\.job_history failed going back.*depend"):
        migrate(database_url, to=32)
    assert snapshot(database_url)["chatbot.job_runs"] == before["chatbot.job_runs"]


async def test_another_key_is_named_and_nothing_is_written(database_url: str, database: Database) -> None:
    async with database.transaction() as connection:
        await world.build(connection, NOW)
    before = await asyncio.to_thread(snapshot, database_url)
    async with database.acquire() as connection:
        findings = await run_checks(connection, every_check(mask_value, unreadable, bytes.fromhex("deadbeef")))
    named = [finding for finding in findings if finding.found]
    assert {finding.check.name for finding in named} >= {
        "unsealed_inbox_payload",
        "unsealed_foodcard_users_card_ref_enc",
    }
    assert all("deadbeef" in finding.check.sentence for finding in named)
    assert await asyncio.to_thread(snapshot, database_url) == before
