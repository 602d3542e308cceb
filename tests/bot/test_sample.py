"""The sample loads whole or not at all, once; reference data follows its files; a member is prepared once."""

from __future__ import annotations

import asyncio
import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sample import Loaded, SampleError, load, load_reference, prepare_member
from bot.sample.files import read_coupons, read_places
from bot.sample.hours import business_hours
from core.clock import SEOUL
from core.messages import Account
from core.recommend.hours import parse_week
from db import catalogue, foodcard, people, places
from db.people import Wallet
from db.pool import Database

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[2] / "data"
NOW = datetime(2026, 11, 23, 12, tzinfo=SEOUL)
MEMBER = Account("web", "sim-member")
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data files that a test may spoil."""
    folder = tmp_path / "data"
    (folder / "sample").mkdir(parents=True)
    for name in ("places.tsv", "regions.yaml", "help_places.yaml", "help_topics.yaml", "aid.yaml"):
        shutil.copy(DATA / name, folder)
    for name in ("konkuk.yaml", "coupons.yaml", "member.yaml"):
        shutil.copy(DATA / "sample" / name, folder / "sample")
    return folder


def _spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


async def _count(database: Database, table: str) -> int:
    async with database.acquire() as connection:
        counted: int = await connection.fetchval(f"SELECT count(*) FROM chatbot.{table}")
        return counted


async def test_every_row_of_the_files_arrives(database: Database) -> None:
    await load_reference(database, DATA)
    loaded = await load(database, DATA, NOW)
    shops = {shop.name: shop for place in read_places(DATA) for shop in place.shops}
    assert loaded == Loaded(
        shops=len(shops),
        menus=sum(len(shop.menus) for shop in shops.values()),
        reviews=sum(len(shop.reviews) for shop in shops.values()),
        coupons=len(read_coupons(DATA)),
    )
    assert await _count(database, "shop_facilities") == loaded.shops
    assert await _count(database, "reviews") == loaded.reviews
    async with database.acquire() as connection:
        ids = await catalogue.ids(connection, after=0, limit=10_000)
        stored, menus = await catalogue.shops(connection, ids), await catalogue.menus(connection, ids)
    assert {row.shop_name for row in stored} == set(shops)
    assert len(menus) == loaded.menus
    assert {row.data_source for row in stored} == {"sample"}
    assert {row.geo_precision for row in stored} == {"address"}
    assert {menu.price_as_of for menu in menus} == {date(2026, 11, 1)}


async def test_a_shop_is_stored_as_it_is_written(database: Database) -> None:
    await load_reference(database, DATA)
    await load(database, DATA, NOW)
    async with database.acquire() as connection:
        ids = await catalogue.ids(connection, after=0, limit=10_000)
        shop = next(row for row in await catalogue.shops(connection, ids) if row.shop_name == "화양 할머니분식")
        menus = {row.menu_name: row for row in await catalogue.menus(connection, [shop.id])}
        regions = {row.id: row.region_name for row in await places.regions(connection, NOW.date())}
        quality = await connection.fetchval("SELECT quality_score::float8 FROM chatbot.shops WHERE id = $1", shop.id)
    assert shop.region_id is not None
    assert regions[shop.region_id] == "서울"
    assert shop.business_hours is not None
    assert shop.business_hours["sunday"] == {"closed": True}
    assert shop.business_hours["monday"] == {
        "open": "10:00",
        "close": "21:00",
        "break_start": "15:00",
        "break_end": "17:00",
        "last_order": "20:30",
    }
    assert (shop.max_group, shop.rooms, shop.is_reservable) == (8, 0, False)
    assert menus["떡볶이"].options is not None
    assert menus["떡볶이"].options["spicy"][1] == {"name": "매운맛", "price": 0}
    assert menus["떡볶이"].allergens == ("밀", "대두")
    assert menus["잔치국수"].allergens is None
    assert quality == pytest.approx((5 + 4 + 5 + 3 * 3.5) / 6 / 5, abs=0.0006)


async def test_a_second_load_does_nothing(database: Database) -> None:
    await load_reference(database, DATA)
    first = await load(database, DATA, NOW)
    assert await load(database, DATA, NOW) == Loaded()
    assert await _count(database, "shops") == first.shops


async def test_two_processes_that_load_at_once_load_once(database: Database, data: Path) -> None:
    await load_reference(database, data)
    both = await asyncio.gather(load(database, data, NOW), load(database, data, NOW))
    assert sorted(result.shops for result in both) == [0, await _count(database, "shops")]


async def test_a_load_that_breaks_off_leaves_nothing(database: Database, data: Path) -> None:
    await load_reference(database, data)
    _spoil(data / "sample" / "coupons.yaml", "shops: [화양 할머니분식", "shops: [없는 분식")
    with pytest.raises(SampleError, match=r"예시 단골 쿠폰.*없는 분식"):
        await load(database, data, NOW)
    assert [await _count(database, table) for table in ("shops", "menus", "reviews")] == [0] * 3
    assert await _count(database, "coupons WHERE id LIKE 'SAMPLE%'") == 0


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("mon-fri: ", "mon-fry: ", "hours.*mon-fry"),
        ("10:00-21:00 break", "10:00-21:00 pause", "hours.*10:00-21:00 pause"),
        ("sat: ", "fri-sat: ", "hours.*friday is told twice"),
        ("sun: closed, ", "", "hours.*no hours for sunday"),
        ("card: Y", "card: P", "the row.*card_note"),
        ("price: 3500", "price: -1", "menus.0.price"),
        ("kiosk: false", "kiosks: false", "kiosk"),
        ("category: 분식", "category: 밥집", "category"),
    ],
)
def test_a_wrong_row_is_named_with_its_file_and_shop(data: Path, old: str, new: str, field: str) -> None:
    _spoil(data / "sample" / "konkuk.yaml", old, new)
    with pytest.raises(SampleError, match=rf"^konkuk\.yaml: 화양 할머니분식: {field}"):
        read_places(data)


async def test_a_place_needs_its_region(database: Database, data: Path) -> None:
    _spoil(data / "sample" / "konkuk.yaml", "region: 서울", "region: 평양")
    await load_reference(database, data)
    with pytest.raises(SampleError, match="건대입구역: the region 평양"):
        await load(database, data, NOW)


async def test_reference_rows_load_once_and_again_when_a_file_changed(database: Database, data: Path) -> None:
    assert await load_reference(database, data)
    tables = ("places", "regions", "region_card_rules", "help_places", "help_topics")
    counts = [await _count(database, table) for table in tables]
    assert min(counts) > 0
    assert not await load_reference(database, data)

    _spoil(data / "regions.yaml", "meal_amount: 10000", "meal_amount: 11000")
    assert await load_reference(database, data)
    assert [await _count(database, table) for table in tables] == counts
    async with database.acquire() as connection:
        assert {row.meal_amount for row in await places.regions(connection, NOW.date())} == {10_000, 11_000}


async def test_two_processes_bring_the_reference_rows_once(database: Database, data: Path) -> None:
    await asyncio.gather(load_reference(database, data), load_reference(database, data))
    assert not await load_reference(database, data)


async def test_a_wrong_reference_file_changes_nothing(database: Database, data: Path) -> None:
    _spoil(data / "help_places.yaml", "region: 강원", "region: 평양")
    with pytest.raises(SampleError, match="강원 행정복지센터: the region 평양"):
        await load_reference(database, data)
    assert [await _count(database, table) for table in ("places", "regions", "reference_loads")] == [0, 0, 0]


async def test_a_member_prepared_twice_is_prepared_once(database: Database) -> None:
    await load_reference(database, DATA)
    await load(database, DATA, NOW)
    await prepare_member(database, MEMBER, DATA, NOW)
    await prepare_member(database, MEMBER, DATA, NOW)
    async with database.acquire() as connection:
        person = await people.find(connection, MEMBER.platform, MEMBER.external_id)
        assert person is not None
        assert person.granted == {"service", "location"}
        assert person.card is not None
        assert (person.card.balance, person.card.charge_day, person.card.last_sync_at) == (23_400, 1, NOW)
        held = (await people.wallet(connection, person.id, NOW, NOW)).coupons
        assert len(held) == len({row.coupon_id for row in held}) == 4
        coupons = await connection.fetch("SELECT id, total_issued FROM chatbot.coupons WHERE total_issued > 0")
    assert {coupon["id"]: coupon["total_issued"] for coupon in coupons} == {row.coupon_id: 1 for row in held}
    assert await _count(database, "consents") == 2


async def test_preparing_again_returns_neither_spent_money_nor_a_used_coupon_nor_a_withdrawn_consent(
    database: Database, data: Path
) -> None:
    await load_reference(database, data)
    await load(database, data, NOW)
    await prepare_member(database, MEMBER, data, NOW)
    async with database.transaction() as connection:
        card_id = await connection.fetchval("SELECT id FROM chatbot.foodcard_users")
        await foodcard.sync_balance(connection, card_id, 900, "ACTIVE", NOW)
        await connection.execute("UPDATE chatbot.user_coupon_wallet SET status = 'USED', used_at = now()")
        await connection.execute(
            "INSERT INTO chatbot.consents (user_id, kind, is_granted, source) "
            "SELECT id, 'location', FALSE, 'chat' FROM chatbot.users"
        )
    await prepare_member(database, MEMBER, data, NOW)
    async with database.acquire() as connection:
        person = await people.find(connection, MEMBER.platform, MEMBER.external_id)
        assert person is not None
        assert person.card is not None
        assert person.card.balance == 900
        assert person.granted == {"service"}
        assert await people.wallet(connection, person.id, NOW, NOW) == Wallet((), 0, 0)


_TIMES = st.integers(0, 47).map(lambda half: f"{half // 2:02}:{half % 2 * 30:02}")


@given(st.lists(st.tuples(_TIMES, _TIMES) | st.none(), min_size=7, max_size=7))
def test_hours_as_written_are_the_hours_the_bot_thinks_with(days: list[tuple[str, str] | None]) -> None:
    notation = {name: "-".join(hours) if hours else "closed" for name, hours in zip(WEEK, days, strict=True)}
    week = parse_week(business_hours(notation))
    assert week is not None
    for hours, day in zip(days, week.days, strict=True):
        if hours is None:
            assert day is None
        else:
            assert day is not None
            start, end = (int(text[:2]) * 60 + int(text[3:]) for text in hours)
            assert (day.start, day.end) == (start, end if end > start else end + 1440)


@pytest.mark.parametrize("text", ["", "25:00-26:00", "9:00-18:00", "09:00-18:00 break", "09:00~18:00", "휴무"])
def test_hours_in_no_known_form_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not like"):
        business_hours({"daily": text})
