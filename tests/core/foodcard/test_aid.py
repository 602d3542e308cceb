"""A card runs low: aid is there, once, for whoever is entitled, and nobody else can tell (domain.md 7)."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import orjson
import pytest

from core.clock import SEOUL
from core.foodcard.aid import Given, Refusal
from db import card_sync
from tests.core.foodcard.conftest import NOON, Office

pytestmark = pytest.mark.asyncio(loop_scope="module")

WALLET = "SELECT count(*) FROM chatbot.user_coupon_wallet WHERE coupon_id = 'EMERGENCY_FOOD_AID'"
GRANTS = "SELECT count(*) FROM chatbot.benefit_grants WHERE benefit = 'emergency_aid'"
NOTICES = "SELECT count(*) FROM chatbot.outbox WHERE kind = 'aid'"
FLAGS = "SELECT count(*) FROM chatbot.foodcard_users WHERE balance_alert_sent"


async def counts(office: Office) -> tuple[object, ...]:
    """Coupons, grants, flags, notices."""
    return tuple([await office.value(sql) for sql in (WALLET, GRANTS, FLAGS, NOTICES)])


async def test_a_low_card_gets_aid_its_flag_and_one_notice(office: Office) -> None:
    await office.low("R-1", 4999)
    assert await office.aid.sweep(NOON) == 1
    assert await counts(office) == (1, 1, 1, 1)
    assert await office.aid.sweep(NOON) == 0
    assert await counts(office) == (1, 1, 1, 1)


async def test_a_notice_names_neither_card_nor_need(office: Office) -> None:
    await office.low("R-1")
    await office.aid.sweep(NOON)
    sealed = await office.value("SELECT payload FROM chatbot.outbox")
    key = await office.value("SELECT dedupe_key FROM chatbot.outbox")
    assert isinstance(sealed, bytes)
    said = orjson.loads(office.cipher.open(sealed, f"outbox.payload:{key}"))
    assert said == {"lines": ["나비얌이 준비한 게 있어요"]}


@pytest.mark.parametrize("balance", [5000, 23400])
async def test_enough_is_not_low(office: Office, balance: int) -> None:
    child = await office.low("R-1", balance)
    assert await office.aid.sweep(NOON) == 0
    assert await office.aid.ask(child, NOON) is Refusal.NOT_LOW
    assert await counts(office) == (0, 0, 0, 0)


async def test_a_region_may_count_its_meal_as_the_threshold(office: Office) -> None:
    await office.low("R-1", 8000)
    assert await office.aid.sweep(NOON) == 0
    await office.execute("UPDATE chatbot.regions SET aid_below_meal = TRUE WHERE region_name = '서울'")
    assert await office.aid.sweep(NOON) == 1


async def test_a_person_may_have_a_threshold_of_their_own(office: Office) -> None:
    await office.low("R-1", 8000)
    await office.execute("UPDATE chatbot.foodcard_users SET balance_alert_threshold = 8001")
    assert await office.aid.sweep(NOON) == 1


async def test_a_card_that_was_never_read_is_not_low(office: Office) -> None:
    child = await office.link("R-1")
    assert await office.aid.sweep(NOON) == 0
    assert await office.aid.ask(child, NOON) is Refusal.STOPPED


async def test_a_card_that_is_not_active_gets_none(office: Office) -> None:
    child = await office.low("R-1")
    await office.execute("UPDATE chatbot.foodcard_users SET status = 'LOST'")
    assert await office.aid.sweep(NOON) == 0
    assert await office.aid.ask(child, NOON) is Refusal.STOPPED


@pytest.mark.parametrize(
    ("charge_day", "today", "given"),
    [(1, "2026-11-30T12:00", 0), (1, "2026-11-29T12:00", 1), (31, "2026-11-29T12:00", 0)],
)
async def test_on_the_eve_of_the_charge_day_there_is_none(
    office: Office, charge_day: int, today: str, given: int
) -> None:
    child = await office.low("R-1")
    await office.execute("UPDATE chatbot.foodcard_users SET charge_day = $1", charge_day)
    now = datetime.fromisoformat(today).replace(tzinfo=SEOUL)
    assert await office.aid.sweep(now) == given
    if not given:
        assert await office.aid.ask(child, now) is Refusal.CHARGED_TOMORROW


USE_UP = "UPDATE chatbot.user_coupon_wallet SET status = 'EXPIRED' WHERE status = 'ACTIVE'"


async def test_none_within_24_hours_and_again_after(office: Office) -> None:
    child = await office.low("R-1")
    await office.aid.sweep(NOON)
    await office.execute(USE_UP)
    async with office.database.transaction() as connection:
        await card_sync.reset_alerts(connection, NOON + timedelta(days=2))
    early = NOON + timedelta(hours=23, minutes=59)
    assert (await office.aid.sweep(early), await office.aid.ask(child, early)) == (0, Refusal.RECENTLY)
    assert await office.aid.sweep(NOON + timedelta(hours=24)) == 1


async def test_the_month_has_its_maximum(office: Office) -> None:
    child = await office.low("R-1")
    for day in range(5):
        async with office.database.transaction() as connection:
            await card_sync.reset_alerts(connection, NOON + timedelta(days=99))
        assert await office.aid.sweep(NOON + timedelta(days=day)) == 1
        await office.execute(USE_UP)
    async with office.database.transaction() as connection:
        await card_sync.reset_alerts(connection, NOON + timedelta(days=99))
    sixth = NOON + timedelta(days=6)
    assert (await office.aid.sweep(sixth), await office.aid.ask(child, sixth)) == (0, Refusal.OFTEN_ENOUGH)
    assert await office.aid.sweep(datetime(2026, 12, 2, 12, tzinfo=SEOUL)) == 1, "a new month"


async def test_a_dry_sweep_counts_and_gives_nothing(office: Office) -> None:
    await office.low("R-1")
    assert await office.aid.sweep(NOON, keep=False) == 1
    assert await counts(office) == (0, 0, 0, 0)


async def test_no_more_than_the_budget(office: Office) -> None:
    for number in range(4):
        await office.low(f"R-{number}")
    await office.execute("UPDATE chatbot.programmes SET money_budget = money_committed + money_spent + 10000")
    assert await office.aid.sweep(NOON) == 2
    assert await counts(office) == (2, 2, 2, 2)


async def test_entitlement_hangs_on_the_card(office: Office) -> None:
    child = await office.low("R-1")
    assert isinstance(await office.aid.ask(child, NOON), Given)
    await office.execute("SELECT chatbot.erase_person($1)", child)
    again = await office.low("R-1")
    assert again != child
    assert await office.aid.ask(again, NOON) is Refusal.RECENTLY


async def test_who_asks_is_told_in_the_answer_and_nothing_is_sent(office: Office) -> None:
    child = await office.low("R-1")
    given = await office.aid.ask(child, NOON)
    assert given == Given(NOON + timedelta(hours=24), now=True)
    assert await office.aid.ask(child, NOON) == Given(NOON + timedelta(hours=24), now=False)
    assert await counts(office) == (1, 1, 1, 0)


async def test_aid_of_the_night_is_good_for_a_day_from_the_morning(office: Office) -> None:
    await office.low("R-1")
    await office.aid.sweep(NOON.replace(hour=23))
    morning = datetime(2026, 11, 19, 8, tzinfo=SEOUL)
    assert await office.value("SELECT send_after FROM chatbot.outbox") == morning
    assert await office.value("SELECT expires_at FROM chatbot.user_coupon_wallet") == morning + timedelta(days=1)


async def test_who_is_talking_does_not_wait_for_the_morning(office: Office) -> None:
    child = await office.low("R-1")
    night = NOON.replace(hour=23)
    await office.execute(
        """
        INSERT INTO chatbot.conversation_contexts (session_id, user_id, context_data, updated_at)
        VALUES (gen_random_uuid(), $1, '{}', $2)
        """,
        child,
        night - timedelta(minutes=3),
    )
    await office.aid.sweep(night)
    assert await office.value("SELECT send_after FROM chatbot.outbox") == night


async def test_a_notice_goes_to_every_account_of_the_person_in_turn(office: Office) -> None:
    child = await office.low("R-1")
    await office.execute(
        "INSERT INTO chatbot.users (platform, external_user_id, main_user_id) VALUES ('kakao', 'k', $1)", child
    )
    await office.aid.sweep(NOON)
    assert await office.value("SELECT channel FROM chatbot.outbox") == "line"
    assert await office.value("SELECT fallback_channels FROM chatbot.outbox") == ["kakao"]


async def test_chat_and_sweeps_at_once_give_one_each(office: Office) -> None:
    children = [await office.low(f"R-{number:02}") for number in range(12)]
    await asyncio.gather(
        *(office.aid.sweep(NOON) for _ in range(3)), *(office.aid.ask(child, NOON) for child in children)
    )
    coupons, grants, flags, notices = await counts(office)
    assert (coupons, grants, flags) == (12, 12, 12)
    told = await office.value("SELECT count(DISTINCT user_id) FROM chatbot.outbox")
    assert told == notices, "nobody is told twice"
