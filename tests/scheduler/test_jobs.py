"""What the jobs do, seen in the rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from core.clock import SEOUL
from db.pool import Database
from scheduler.jobs import alert_reset, coupon_expiry, popularity, shop_status

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SEOUL)  # a Monday

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LUNCH = {day: {"open": "11:00", "close": "21:00", "break_start": "15:00", "break_end": "17:00"} for day in WEEKDAYS}
MONDAYS_OFF: dict[str, Any] = LUNCH | {"monday": {"closed": True}}


async def add_shop(database: Database, name: str, hours: dict[str, Any] | None = None) -> int:
    async with database.acquire() as connection:
        shop_id: int = await connection.fetchval(
            """
            INSERT INTO chatbot.shops (shop_name, category, address_name, business_hours, data_source)
            VALUES ($1, '분식', '서울 광진구 화양동 1', $2, 'manual') RETURNING id
            """,
            name,
            hours,
        )
    return shop_id


async def column(database: Database, query: str) -> list[Any]:
    async with database.acquire() as connection:
        return [row[0] for row in await connection.fetch(query)]


async def test_reports_show_who_is_open(database: Database) -> None:
    for name, hours in (("가", LUNCH), ("나", MONDAYS_OFF), ("다", None), ("라", LUNCH)):
        await add_shop(database, name, hours)
    work = shop_status.job(database).work
    status = "SELECT current_status FROM chatbot.shops ORDER BY shop_name"
    assert await work(NOON, dry_run=True) == {"changed": 3, "now": {"OPEN": 2, "CLOSED": 1}}
    assert await column(database, status) == ["UNKNOWN"] * 4
    assert (await work(NOON, dry_run=False))["changed"] == 3
    assert await column(database, status) == ["OPEN", "CLOSED", "UNKNOWN", "OPEN"]
    assert (await work(NOON, dry_run=False))["changed"] == 0
    await work(NOON + timedelta(hours=4), dry_run=False)
    assert await column(database, status) == ["BREAK_TIME", "CLOSED", "UNKNOWN", "BREAK_TIME"]


async def show(database: Database, shop_ids: list[int], chosen: int | None, after: timedelta) -> None:
    async with database.acquire() as connection:
        await connection.execute(
            """
            INSERT INTO chatbot.recommendations_log (
                recommendation_id, turn_id, session_id, timestamp, request_intent, request_entities, recommendations,
                recommendation_count, recommendation_method, user_final_selection, time_to_decision_ms)
            VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), $1, 'FOOD_REQUEST', '{}', $2, $3, 'RAG',
                    $4, $5)
            """,
            NOON,
            [{"shop_id": shop_id, "ranking": place} for place, shop_id in enumerate(shop_ids, start=1)],
            len(shop_ids),
            chosen,
            int(after.total_seconds() * 1000) if chosen else None,
        )


async def test_what_is_chosen_becomes_popular_and_what_nobody_saw_stays(database: Database) -> None:
    chosen, shown, _ = [await add_shop(database, name) for name in ("가", "나", "다")]
    async with database.acquire() as connection:
        await connection.execute("UPDATE chatbot.shops SET popularity_score = 0.5")
    await show(database, [chosen, shown], chosen, timedelta(minutes=1))
    work = popularity.job(database).work
    for at in (NOON, NOON + timedelta(minutes=5)):
        await work(at, dry_run=False)
        assert await work(at, dry_run=False) == {"shops": 0}  # a slot that is run again counts once
    scores = await column(database, "SELECT popularity_score::float8 FROM chatbot.shops ORDER BY id")
    shown_only = 0.7 * 0.5 + 0.3 * 0.15
    assert scores == pytest.approx([0.7 * shown_only + 0.3 * 0.65, shown_only, 0.5], abs=0.001)


async def test_coupons_that_ran_out_expire_and_a_dry_run_only_counts(database: Database) -> None:
    async with database.acquire() as connection:
        await connection.execute(
            """
            INSERT INTO chatbot.users (id, platform, external_user_id, terms_agreed_at, privacy_agreed_at)
            VALUES (1, 'test', 'child', now(), now());
            INSERT INTO chatbot.coupons (
                id, coupon_name, description, coupon_type, discount_amount, usage_type, valid_from, valid_until)
            VALUES ('C', '천원', '시험', 'FIXED_AMOUNT', 1000, 'ALL', '2026-11-01', '2026-12-31');
            INSERT INTO chatbot.user_coupon_wallet (user_id, coupon_id, issued_at, acquisition_source, expires_at)
            VALUES (1, 'C', '2026-11-22 12:00+09', 'PROMOTION', '2026-11-23 11:59+09')
            """
        )
    work = coupon_expiry.job(database).work
    status = "SELECT status FROM chatbot.user_coupon_wallet"
    assert (await work(NOON - timedelta(hours=1), dry_run=False))["coupons_expired"] == 0
    assert (await work(NOON, dry_run=True))["coupons_expired"] == 1
    assert await column(database, status) == ["ACTIVE"]
    assert await work(NOON, dry_run=False) == {"vouchers_released": 0, "coupons_expired": 1}
    assert await column(database, status) == ["EXPIRED"]


async def test_a_low_balance_may_be_told_of_again_after_a_day(database: Database) -> None:
    async with database.acquire() as connection:
        await connection.execute(
            """
            INSERT INTO chatbot.users (id, platform, external_user_id, terms_agreed_at, privacy_agreed_at)
            VALUES (1, 'test', 'child', now(), now());
            INSERT INTO chatbot.regions (id, region_name, contact_name, contact_phone)
            VALUES (1, '시험시', '시험과', '02-000-0000');
            INSERT INTO chatbot.foodcard_users (
                user_id, card_type, region_id, target_age_group, balance_alert_sent, balance_alert_sent_at)
            VALUES (1, '아동급식카드', 1, '초등학생', TRUE, '2026-11-22 12:00+09')
            """
        )
    work = alert_reset.job(database).work
    assert await work(NOON - timedelta(minutes=1), dry_run=False) == {"cards": 0}
    assert await work(NOON, dry_run=False) == {"cards": 1}
    assert await column(database, "SELECT balance_alert_sent FROM chatbot.foodcard_users") == [False]
