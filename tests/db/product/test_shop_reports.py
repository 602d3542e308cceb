"""Two independent people doubt a shop, whoever is first, however often each says so, and also at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import catalogue, imports, shop_import, shop_reports
from db.pool import Connection, Database
from db.shop_reports import ShopReport

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NOTE = "결제가 안 된 적 있어요"
OPERATOR = 1


def told(shop_id: int, kind: str, who: str) -> ShopReport:
    return ShopReport(shop_id, kind, who.encode() * 32, NOW, NOTE)


async def seen(connection: Connection) -> dict[int, tuple[str, str | None, tuple[str, ...]]]:
    """What every process shows of the shops: the card, its note, what is doubted."""
    ids = await catalogue.ids(connection, after=0, limit=10_000)
    rows = await catalogue.shops(connection, ids)
    return {row.id: (row.is_food_card_shop, row.food_card_note, row.doubts) for row in rows}


async def take_all(connection: Connection, reports: Iterable[ShopReport]) -> None:
    for report in reports:
        await shop_reports.take(connection, report)


@pytest.mark.parametrize("kind", ["closed", "price", "card_refused"])
async def test_nobody_alone_can_doubt_a_shop(connection: Connection, kind: str) -> None:
    before = await seen(connection)
    await take_all(connection, [told(1, kind, "a")] * 3)
    assert await seen(connection) == before
    assert await shop_reports.open_reports(connection, shop_reports.WITNESSES, 10) == []


async def test_two_refused_cards_make_the_shop_take_it_partly(connection: Connection) -> None:
    await connection.execute("UPDATE chatbot.shops SET is_food_card_shop = 'Y'")
    await take_all(connection, [told(1, "card_refused", "a"), told(1, "card_refused", "b")])
    shown = await seen(connection)
    assert shown[1] == ("P", NOTE, ("card_refused",))
    assert shown[2][0] == "Y"


@pytest.mark.parametrize("kind", ["closed", "price"])
async def test_what_two_people_found_is_labelled_until_it_is_decided(connection: Connection, kind: str) -> None:
    before = await seen(connection)
    await take_all(connection, [told(1, kind, "a"), told(1, kind, "b")])
    assert (await seen(connection))[1] == (*before[1][:2], (kind,))
    (task,) = await shop_reports.open_reports(connection, shop_reports.WITNESSES, 10)
    assert (task.shop_id, task.kind, task.reporters) == (1, kind, 2)
    await shop_reports.decide(connection, 1, kind, "rejected", OPERATOR, NOW)
    assert await seen(connection) == before


@pytest.mark.parametrize("kind", ["closed", "price", "card_refused"])
async def test_of_two_at_the_same_moment_the_second_sees_both(database: Database, kind: str) -> None:
    async with database.transaction() as connection:
        await connection.execute(
            """
            INSERT INTO chatbot.shops (shop_name, category, address_name, is_food_card_shop)
            SELECT 'a' || n, '한식', '화양동', 'Y' FROM generate_series(1, 8) AS n
            """
        )

    async def say(shop_id: int, who: str) -> None:
        async with database.transaction() as connection:
            await shop_reports.take(connection, told(shop_id, kind, who))

    await asyncio.gather(*(say(shop_id, who) for shop_id in range(1, 9) for who in "ab"))
    async with database.acquire() as connection:
        shown = await seen(connection)
    expected = ("P", NOTE, (kind,)) if kind == "card_refused" else ("Y", None, (kind,))
    assert shown == dict.fromkeys(range(1, 9), expected)


async def import_card(connection: Connection, card: str) -> None:
    """A list of today says whether shop 1 takes the card."""
    batch = await imports.begin(connection, "가게.xlsx", b"h" * 32, OPERATOR, 1)
    row = await connection.fetchrow("SELECT shop_name, category, address_name FROM chatbot.shops WHERE id = 1")
    assert row is not None
    told = {**row, "shop_id": 1, "is_new": False, "is_category_told": False, "geo_precision": "none", "card": card}
    told |= {"card_stated": True, "as_of": NOW.date()}
    await shop_import.write(connection, batch, [[told.get(column) for column in shop_import.SHOP_COLUMNS]], [])


@pytest.mark.parametrize(("listed", "shown"), [("Y", "P"), ("N", "N")])
async def test_a_list_that_says_yes_does_not_outweigh_two_people(
    connection: Connection, listed: str, shown: str
) -> None:
    await connection.execute("UPDATE chatbot.shops SET is_food_card_shop = 'Y' WHERE id = 1")
    await take_all(connection, [told(1, "card_refused", "a"), told(1, "card_refused", "b")])
    await import_card(connection, listed)
    assert (await seen(connection))[1][0] == shown


async def test_once_decided_the_list_counts_again(connection: Connection) -> None:
    await take_all(connection, [told(1, "card_refused", "a"), told(1, "card_refused", "b")])
    await shop_reports.decide(connection, 1, "card_refused", "rejected", OPERATOR, NOW)
    await import_card(connection, "Y")
    assert (await seen(connection))[1][0] == "Y"


REPORTS = st.lists(
    st.builds(
        told, st.sampled_from([1, 2]), st.sampled_from(["closed", "card_refused", "price"]), st.sampled_from("abc")
    ),
    max_size=9,
)


@given(reports=REPORTS, data=st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_reports_does_not_matter(world_url: str, reports: list[ShopReport], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(reports))

    async def both() -> None:
        database = await Database.connect(world_url, application="tests", size=1)
        async with database.acquire() as connection:
            shown = [await _after(connection, order) for order in (reports, shuffled)]
        await database.close()
        assert shown[0] == shown[1]
        assert {shop_id: set(doubts) for shop_id, (_, _, doubts) in shown[0].items()} == _doubted(reports, shown[0])

    asyncio.run(both())


async def _after(
    connection: Connection, reports: Iterable[ShopReport]
) -> dict[int, tuple[str, str | None, tuple[str, ...]]]:
    transaction = connection.transaction()
    await transaction.start()
    await take_all(connection, reports)
    shown = await seen(connection)
    await transaction.rollback()
    return shown


def _doubted(reports: list[ShopReport], shops: Iterable[int]) -> dict[int, set[str]]:
    """What must be doubted: each kind that two different people told of a shop."""
    doubted: dict[int, set[str]] = {shop_id: set() for shop_id in shops}
    by_kind = sorted({(r.shop_id, r.kind, r.reporter_hash) for r in reports})
    for (shop_id, kind), people in groupby(by_kind, key=lambda told: told[:2]):
        if len([*people]) >= 2:
            doubted[shop_id].add(kind)
    return doubted
