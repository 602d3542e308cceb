"""What the jobs do, seen in the rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.config import ROOT
from core.clock import SEOUL
from core.compose import Composer
from core.reservations.booking import Bookings, NoTables
from db.crypto import Cipher
from db.outbox import Outbox
from db.pool import Database
from scheduler.jobs import alert_reset, coupon_expiry, coupon_reminders, popularity, session_close, shop_status
from scheduler.jobs.settling import Settling

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


async def test_a_talk_that_fell_silent_ends_and_teaches(database: Database) -> None:
    shop_id = await add_shop(database, "가", LUNCH)
    async with database.acquire() as connection:
        await connection.execute(
            """
            INSERT INTO chatbot.users (id, platform, external_user_id, birth_year) VALUES (1, 'test', 'grown-up', 1990);
            INSERT INTO chatbot.user_profiles (user_id) VALUES (1);
            INSERT INTO chatbot.conversation_contexts (session_id, user_id, context_data, updated_at)
            VALUES (gen_random_uuid(), 1, '{}', '2026-11-23 11:29+09'),
                   (gen_random_uuid(), 1, '{}', '2026-11-23 11:31+09');
            INSERT INTO chatbot.conversations (
                turn_id, user_id, session_id, conversation_id, platform, input_text, response_text, timestamp,
                extracted_entities)
            VALUES (gen_random_uuid(), 1, gen_random_uuid(), gen_random_uuid(), 'test', '만원', '네',
                    '2026-11-23 11:29+09', '{"budget": 10000}')
            """
        )
    await show(database, [shop_id], shop_id, timedelta(minutes=1))
    async with database.acquire() as connection:
        await connection.execute("UPDATE chatbot.recommendations_log SET user_id = 1")
    settling = Settling(
        Bookings(database, NoTables()), Outbox(database, Cipher(bytes(32))), Composer(ROOT / "templates" / "text")
    )
    work = session_close.job(database, settling).work
    assert await work(NOON, dry_run=True) == {"profiles": 1, "bookings": 0}
    assert await work(NOON, dry_run=False) == {"profiles": 1, "bookings": 0}
    assert await work(NOON, dry_run=False) == {"profiles": 0, "bookings": 0}
    assert await column(database, "SELECT count(*) FROM chatbot.conversation_contexts WHERE ended_at IS NULL") == [1]
    assert await column(database, "SELECT average_budget FROM chatbot.user_profiles") == [10000]
    assert await column(database, "SELECT preferred_categories FROM chatbot.user_profiles") == [["분식"]]
    assert await column(database, "SELECT data_completeness::float8 FROM chatbot.user_profiles") == [0.38]


async def test_a_coupon_that_runs_out_tomorrow_is_told_of_once_and_names_no_need(database: Database) -> None:
    async with database.acquire() as connection:
        await connection.execute(
            """
            INSERT INTO chatbot.users (id, platform, external_user_id, last_login_at, main_user_id) VALUES
                (1, 'kakao', 'grown-up', '2026-11-01', NULL), (2, 'line', 'grown-up', '2026-11-20', 1),
                (3, 'facebook', 'nowhere', NULL, NULL), (4, 'line', 'mother', '2026-11-01', NULL);
            INSERT INTO chatbot.guardian_links (guardian_user_id, child_user_id) VALUES (4, 1);
            INSERT INTO chatbot.coupons (
                id, coupon_name, description, coupon_type, discount_amount, usage_type, valid_from, valid_until)
            VALUES ('C', '급식카드 천원', '시험', 'FIXED_AMOUNT', 1000, 'ALL', '2026-11-01', '2026-12-31');
            INSERT INTO chatbot.user_coupon_wallet (user_id, coupon_id, issued_at, acquisition_source, expires_at)
            VALUES (1, 'C', '2026-11-22 12:00+09', 'PROMOTION', '2026-11-24 12:00+09'),
                   (3, 'C', '2026-11-22 12:00+09', 'PROMOTION', '2026-11-24 12:00+09')
            """
        )
    outbox = Outbox(database, Cipher(bytes(32)))
    work = coupon_reminders.job(database, outbox, Composer(ROOT / "templates" / "text")).work
    assert await work(NOON - timedelta(minutes=1), dry_run=False) == {"reminded": 0, "unreachable": 0}
    assert await work(NOON, dry_run=True) == {"reminded": 1, "unreachable": 1}
    assert await work(NOON, dry_run=False) == {"reminded": 1, "unreachable": 1}
    assert await work(NOON, dry_run=False) == {"reminded": 0, "unreachable": 0}
    message, to_mother = sorted(await outbox.take(10, timedelta(seconds=30), NOON), key=lambda one: one.kind)
    assert to_mother.payload is not None
    assert (to_mother.kind, to_mother.payload["lines"][0]) == (
        "guardian",
        "아이 쿠폰이 11월 24일 화요일 낮 12시까지예요.",
    )
    assert (message.channel, message.fallback_channels, message.kind) == ("line", ("kakao",), "expiry")
    assert message.payload is not None
    assert message.payload["lines"][0] == "나비얌이 준비한 게 11월 24일 화요일 낮 12시까지예요."
