"""What cards paid says where the card is taken, and what they were refused says where it is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.standins.foodcard import Card
from core.foodcard.evidence import Evidence
from core.foodcard.merchants import Merchants
from tests.core.foodcard.conftest import NOON, Office

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHOP = """
INSERT INTO chatbot.shops (shop_name, category, address_name, is_food_card_shop, region_id)
SELECT $1::varchar, '분식', $1::varchar || ' 앞', $2, id FROM chatbot.regions WHERE region_name = '서울'
ON CONFLICT DO NOTHING
"""
CARD = "SELECT is_food_card_shop FROM chatbot.shops WHERE shop_name = $1"


async def paid(office: Office, shop: str, cards: int, refused: str | None = None) -> None:
    """So many different cards at a terminal of that name, all taken over and weighed."""
    for number in range(cards):
        ref = f"{shop}-{number}"
        await office.link(ref)
        office.system.issue(Card(ref, 10000))
        office.system.pay(ref, 3000, shop, NOON, refused)
    await office.sync.run(NOON)
    evidence = Evidence(office.database, office.cipher, "카드를 못 쓴 적이 있어요")
    await evidence.weigh(NOON + timedelta(minutes=5))


async def test_three_cards_make_an_unknown_shop_one_that_takes_the_card(office: Office) -> None:
    await office.execute(SHOP, "달빛분식 화양점", "U")
    await paid(office, "달빛분식 화양점", 3)
    assert await office.value(CARD, "달빛분식 화양점") == "Y"


async def test_two_cards_do_not(office: Office) -> None:
    await office.execute(SHOP, "구름김밥 자양점", "U")
    await paid(office, "구름김밥 자양점", 2)
    assert await office.value(CARD, "구름김밥 자양점") == "U"


async def test_a_shop_that_turned_two_cards_away_is_doubted(office: Office) -> None:
    await office.execute(SHOP, "바람국수 성수점", "Y")
    await paid(office, "바람국수 성수점", 2, refused="MERCHANT")
    assert await office.value(CARD, "바람국수 성수점") == "P"


async def test_an_empty_card_says_nothing_about_the_shop(office: Office) -> None:
    await office.execute(SHOP, "햇살덮밥 능동점", "Y")
    await paid(office, "햇살덮밥 능동점", 4, refused="BALANCE")
    assert await office.value(CARD, "햇살덮밥 능동점") == "Y"


@pytest.mark.parametrize(
    ("merchant", "shops", "means"),
    [
        ("(주)참맛분식 건대점", ["참맛분식 건대점"], 0),
        ("참맛분식건대점", ["참맛분식 강남점", "참맛분식 건대점"], 1),
        ("ＣＵ 건대중앙점", ["CU 건대점", "CU 건대중앙점"], 1),
        ("참맛분식 건대", ["참맛분식 건대점", "참맛분식 강남점"], 0),
        ("참맛분식", ["참맛분식 건대점", "참맛분식 강남점"], None),
        ("CU 건대점", ["CU 건대입구점"], None),
        ("참맛분식", ["참맛분식", "참맛 분식"], None),
        ("별난치킨", ["참맛분식"], None),
        ("", ["참맛분식"], None),
    ],
)
async def test_a_merchant_is_a_shop_only_where_one_is_meant(merchant: str, shops: list[str], means: int | None) -> None:
    assert Merchants(enumerate(shops)).find(merchant)[0] == means
