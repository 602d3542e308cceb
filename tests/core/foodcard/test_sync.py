"""What the card system says is taken over: all of it, once, wherever a run was cut."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.standins.foodcard import Card
from bot.standins.server import Fault
from core.foodcard.provider import Page, Transaction
from core.foodcard.sync import CardSync
from tests.core.foodcard.conftest import NOON, Office

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class CutAfter:
    """The card system, which goes into maintenance after so many pages."""

    office: Office
    pages: int

    async def cards(self, since: datetime | None, cursor: str | None) -> Page:
        if self.pages == 0:
            self.office.system.faults.extend([Fault.MAINTENANCE] * 3)
        self.pages -= 1
        return await self.office.client.cards(since, cursor)

    async def transactions(self, ref: str, since: datetime | None) -> Sequence[Transaction]:
        return await self.office.client.transactions(ref, since)


LATER = datetime(2026, 11, 18, 2, tzinfo=UTC)


def paths(office: Office) -> list[str]:
    return [call.path for call in office.system.calls]


async def test_linked_cards_get_their_balance_and_strangers_leave_nothing(office: Office) -> None:
    child = await office.link("R-1")
    office.system.issue(Card("R-1", 12300, charge_day=5))
    office.system.issue(Card("R-2", 99000))
    report = await office.sync.run(NOON)
    assert (report.cards, report.changed, report.finished) == (2, 1, True)
    assert await office.balance(child) == 12300
    assert await office.value("SELECT charge_day FROM chatbot.foodcard_users") == 5
    assert await office.value("SELECT count(*) FROM chatbot.foodcard_users") == 1


async def test_the_next_run_asks_only_for_what_changed(office: Office) -> None:
    child = await office.link("R-1")
    for number in range(1, 6):
        office.system.issue(Card(f"R-{number}", 1000, updated_at=LATER - timedelta(days=number)))
    await office.sync.run(NOON)
    office.system.issue(Card("R-1", 700, updated_at=LATER))
    report = await office.sync.run(NOON + timedelta(minutes=5))
    assert (report.cards, report.changed) == (1, 1)
    assert await office.balance(child) == 700


async def test_a_card_linked_later_gets_a_balance_that_was_told_long_ago(office: Office) -> None:
    office.system.issue(Card("R-1", 1000, updated_at=LATER))
    office.system.issue(Card("R-2", 4200, updated_at=LATER - timedelta(days=30)))
    await office.sync.run(NOON)
    child = await office.link("R-2")
    await office.sync.run(NOON)
    assert await office.balance(child) == 4200


async def test_an_older_statement_changes_nothing(office: Office) -> None:
    child = await office.link("R-1")
    office.system.issue(Card("R-1", 1000, updated_at=LATER))
    await office.sync.run(NOON)
    office.system.issue(Card("R-1", 9, updated_at=LATER - timedelta(minutes=1)))
    await office.sync.run(NOON)
    assert await office.balance(child) == 1000


@pytest.mark.parametrize("page", [0, 1, 2])
async def test_a_run_cut_at_any_page_goes_on_there(office: Office, page: int) -> None:
    children = [await office.link(f"R-{number}") for number in range(6)]
    for number in range(6):
        office.system.issue(Card(f"R-{number}", 1000 + number))
    office.system.page_size = 2
    sync = CardSync(office.database, CutAfter(office, page), office.cipher)
    first = await sync.run(NOON)
    assert (first.finished, first.pages) == (False, page)
    second = await office.sync.run(NOON)
    assert (second.finished, second.pages) == (True, 3 - page)
    assert [await office.balance(child) for child in children] == [1000 + number for number in range(6)]


async def test_two_runs_at_once_disturb_nothing(office: Office) -> None:
    children = [await office.link(f"R-{number}") for number in range(30)]
    for number in range(30):
        office.system.issue(Card(f"R-{number}", 1000 + number))
    office.system.page_size = 5
    await asyncio.gather(*(office.sync.run(NOON) for _ in range(3)))
    assert [await office.balance(child) for child in children] == [1000 + number for number in range(30)]


async def test_payments_follow_their_card_once(office: Office) -> None:
    await office.link("R-1")
    office.system.issue(Card("R-1", 10000))
    office.system.pay("R-1", 3500, "참맛분식 홍길동", NOON)
    assert (await office.sync.run(NOON)).payments == 1
    office.system.pay("R-1", 3000, "참맛분식", NOON + timedelta(hours=1))
    office.system.pay("R-1", 9000, "참맛분식", NOON + timedelta(hours=2))
    await office.sync.run(NOON + timedelta(hours=3))
    assert await office.value("SELECT count(*) FROM chatbot.card_transactions") == 3
    kept = await office.value(
        "SELECT array_agg((status, refusal_reason)::text ORDER BY id) FROM chatbot.card_transactions"
    )
    assert kept == ["(APPROVED,)", "(APPROVED,)", "(REFUSED,BALANCE)"]
    calls = len(paths(office))
    await office.sync.run(NOON + timedelta(hours=4))
    assert len(paths(office)) == calls + 1, "nothing changed: only the page is asked for"


async def test_a_card_system_that_is_away_changes_nothing(office: Office) -> None:
    child = await office.link("R-1")
    office.system.issue(Card("R-1", 500))
    await office.sync.run(NOON)
    office.system.faults.extend([Fault.ERROR] * 3)
    assert not (await office.sync.run(NOON)).finished
    assert await office.balance(child) == 500


async def test_a_lost_card_is_lost_here_too(office: Office) -> None:
    await office.link("R-1")
    office.system.issue(Card("R-1", 500, status="LOST"))
    await office.sync.run(NOON)
    assert await office.value("SELECT status FROM chatbot.foodcard_users") == "LOST"


async def test_a_charge_day_reaches_everybody(office: Office) -> None:
    child = await office.link("R-1")
    office.system.issue(Card("R-1", 500, charge_day=1, charge_amount=90000))
    await office.sync.run(NOON)
    assert office.system.charge(1, LATER) == 1
    await office.sync.run(NOON)
    assert await office.balance(child) == 90500
