"""The product's hottest statements at 500,000 shops and 2 million turns: each goes by the index meant for it.

Writes docs/evaluation/database.md.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from bot import sample
from bot.commands.check_data import unreadable
from bot.config import ROOT
from core.clock import SEOUL
from core.privacy import mask_value
from db import holds, orders, people, turns, wallet
from db.checks import every_check, run_checks
from db.idempotency import IdempotencyKeys, Request
from db.inbox import Inbox
from db.outbox import Outbox
from db.pool import Connection, Database
from db.turns import ContextRow, ConversationRow, RecommendationRow, Selection, TurnRecord
from tests.servers import Databases
from tests.soak import generate
from tests.soak.plans import OneConnection, Plan, explain

pytestmark = pytest.mark.soak

REPORT = ROOT / "docs" / "evaluation" / "database.md"
PERSON = 4242
ORDER = generate.ORDERS - 100 + 1  # pending, its voucher open for minutes
BIG = 20_000
"""Rows from which a table must not be read from end to end in a turn."""


@dataclass(frozen=True)
class Hot:
    """A piece of the product, and the indexes by which its statements must go."""

    what: str
    piece: Callable[[Connection], Awaitable[object]]
    indexes: frozenset[str]


def now() -> datetime:
    return datetime.now(SEOUL)


def _turn() -> TurnRecord:
    turn_id, session_id, at = uuid4(), uuid4(), now()
    chosen = UUID(_md5("recommendation 5"))
    return TurnRecord(
        conversation=ConversationRow(
            *(
                turn_id,
                PERSON,
                session_id,
                "kakao",
                None,
                "배고파",
                "여기 어때요?",
                at,
                "FOOD_REQUEST",
                0.9,
                {},
                1,
                None,
            ),
            *("NORMAL", 9, 1, 5, 1, (1,), None, ()),
        ),
        recommendation=RecommendationRow(
            *(uuid4(), turn_id, PERSON, session_id, at, "FOOD_REQUEST", {}, None, [], "WIDE_DEEP", 0.9, 10, {})
        ),
        context=ContextRow(session_id, PERSON, {"session_id": str(session_id)}, at),
        selection=Selection(chosen, 1, at),
    )


def _md5(text: str) -> str:
    """As `generate` names accounts and recommendations."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


async def _begin(connection: Connection) -> object:
    keys = IdempotencyKeys(OneConnection(connection), generate.CIPHER)
    return await keys.begin(Request("web:somebody", str(uuid4()), "POST", "/api/v1/chat", b"{}"))


HOTTEST = (
    Hot(
        "who writes: account, consents, profile, card",
        lambda c: people.find(c, "kakao", _md5(f"account {PERSON}")),
        frozenset({"users_account_unique", "idx_consents_user", "user_profiles_user_id_key"}),
    ),
    Hot("the wallet", lambda c: people.wallet(c, PERSON, now(), now()), frozenset({"user_coupon_wallet_one_active"})),
    Hot(
        "the last visit",
        lambda c: people.last_visit(c, PERSON, now() - timedelta(days=90)),
        frozenset({"idx_recommendations_user_time"}),
    ),
    Hot("the open talk", lambda c: turns.context(c, None, PERSON), frozenset({"idx_conversation_contexts_user"})),
    Hot(
        "remembering a turn (a group commit of one)",
        lambda c: turns.write_turns(c, [_turn()]),
        frozenset(
            {
                "conversations_turn_unique",
                "recommendations_log_recommendation_id_key",
                "conversation_contexts_pkey",
            }
        ),
    ),
    Hot(
        "taking events from the inbox",
        lambda c: Inbox(OneConnection(c), generate.CIPHER).take(16, timedelta(seconds=10)),
        frozenset({"idx_inbox_due", "idx_inbox_lane"}),
    ),
    Hot(
        "taking messages from the outbox",
        lambda c: Outbox(OneConnection(c), generate.CIPHER).take(16, timedelta(seconds=30), now()),
        frozenset({"idx_outbox_due"}),
    ),
    Hot("an Idempotency-Key", _begin, frozenset({"idempotency_keys_pkey"})),
    Hot(
        "a claim of a coupon",
        lambda c: wallet.claim(
            c, PERSON, f"C{generate.COUPONS}", "PROMOTION", "test", now(), now() + timedelta(days=1)
        ),
        frozenset({"idx_user_coupon_user_status"}),
    ),
    Hot("the money on a card", lambda c: holds.money(c, PERSON), frozenset({"idx_foodcard_holds_card"})),
    Hot(
        "the shop confirms a voucher",
        lambda c: orders.confirm(c, ORDER, 10 * (1 + ORDER % 50000), "page", now()),
        frozenset({"idx_redemptions_open_of_shop", "orders_pkey", "order_discounts_coupon_unique"}),
    ),
    Hot("coupons that run out", lambda c: wallet.expire_due(c, now(), 100), frozenset({"idx_user_coupon_expires"})),
    Hot(
        "vouchers that run out",
        lambda c: orders.release_due(c, now(), 100),
        frozenset({"idx_redemptions_due", "redemptions_pkey", "orders_pkey"}),
    ),
)


@dataclass
class Filled:
    """The database at scale, with how long making it took."""

    url: str
    seconds: float
    plans: dict[str, list[Plan]]
    check_seconds: float = 0.0


@pytest.fixture(scope="module")
def filled(servers: tuple[Databases, str]) -> Iterator[Filled]:
    with servers[0].copy() as url:
        asyncio.run(_reference(url))
        began = time.monotonic()
        generate.fill(url)
        whole = Filled(url, time.monotonic() - began, {})
        yield whole
        REPORT.write_text(_report(whole), encoding="utf-8")


async def _reference(url: str) -> None:
    database = await Database.connect(url, application="soak", size=1)
    await sample.load_reference(database, ROOT / "data")
    await database.close()


@pytest.mark.parametrize("hot", HOTTEST, ids=lambda hot: hot.what)
async def test_a_hot_statement_goes_by_its_index(filled: Filled, hot: Hot) -> None:
    database = await Database.connect(filled.url, application="soak", size=1, statement_seconds=60)
    async with database.acquire() as connection:
        plans = await explain(connection, hot.piece)
        big = {row["relname"] for row in await connection.fetch(_BIG, BIG)}
    await database.close()
    filled.plans[hot.what] = plans
    assert plans
    assert hot.indexes <= set().union(*(plan.indexes for plan in plans)), plans
    assert not big & set().union(*(plan.whole_tables for plan in plans)), plans


async def test_every_check_is_made_in_minutes_and_finds_nothing(filled: Filled) -> None:
    database = await Database.connect(filled.url, application="soak", size=1, statement_seconds=600)
    began = time.monotonic()
    async with database.acquire() as connection:
        findings = await run_checks(connection, every_check(mask_value, unreadable, generate.KEY_ID))
    await database.close()
    filled.check_seconds = time.monotonic() - began
    assert [finding for finding in findings if finding.found] == []
    assert filled.check_seconds < 600


_BIG = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('chatbot', 'ml_training') AND c.relkind = 'r' AND c.reltuples >= $1
"""


def _report(whole: Filled) -> str:
    rows = [
        f"| {hot.what} | {len(plans)} | {sum(plan.milliseconds for plan in plans):.2f} "
        f"| {sum(plan.pages for plan in plans)} | {', '.join(sorted(set().union(*(p.indexes for p in plans))))} |"
        for hot in HOTTEST
        if (plans := whole.plans.get(hot.what))
    ]
    return "\n".join([*_head(whole), *rows, "", *_statements(whole), ""])


def _head(whole: Filled) -> list[str]:
    with psycopg.connect(whole.url) as connection:
        (version,) = connection.execute("SHOW server_version").fetchone() or ("",)
        (size,) = connection.execute("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchone() or ("",)
        counts = [
            f"{(connection.execute(f'SELECT count(*) FROM chatbot.{table}'.encode()).fetchone() or (0,))[0]:,} {table}"
            for table in generate.STATEMENTS
            if table.isidentifier()
        ]
    return [
        "# The database at scale",
        "",
        "Written by `./naviyam test -m soak tests/soak/test_database_at_scale.py`, which fails where a statement",
        "leaves its index or reads a big table from end to end. Rows are generated; the cluster lies in memory,",
        "without fsync; times are of the second, warm run on two cores, the cost of measuring each plan node included.",
        "",
        f"PostgreSQL {version}, {size}, made in {whole.seconds:.0f} s: {', '.join(counts)}.",
        "",
        f"`./naviyam check-data` on it: {whole.check_seconds:.0f} s for every check, nothing found.",
        "",
        "| piece of the product | statements | ms together | pages of 8 kB touched | indexes used |",
        "|---|---|---|---|---|",
    ]


def _statements(whole: Filled) -> list[str]:
    told = ["## Statement by statement", "", "| ms | pages | statement | indexes |", "|---|---|---|---|"]
    for plans in whole.plans.values():
        told += [
            f"| {plan.milliseconds:.3f} | {plan.pages} | `{plan.statement[:110].replace('|', ' ')}` "
            f"| {', '.join(sorted(plan.indexes)) or '–'} |"
            for plan in plans
        ]
    return told
