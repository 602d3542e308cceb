"""Nightly figures, computed by hand beside."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from db import analytics, archive, ranking
from db.pool import Connection, Database
from tests.db.training import rows
from tests.db.training.rows import insert

DAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)  # midnight in Seoul
NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
LAST = datetime(2026, 11, 23, 14, 59, 59, tzinfo=UTC)
NEXT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SESSION = UUID(int=5)


async def table(connection: Connection, name: str, columns: str) -> list[tuple[Any, ...]]:
    found = await connection.fetch(f"SELECT {columns} FROM analytics.{name} WHERE day = $1 ORDER BY 1, 2", DAY)
    return [tuple(row) for row in found]


async def test_shops_are_alike_that_three_people_chose_both_of(database: Database) -> None:
    async with database.transaction() as connection:
        first, second, third = [await rows.shop(connection, name) for name in ("하나", "둘", "셋")]
        people = [await rows.person(connection, name) for name in "abcd"]
        for person, shop in [
            *((person, first) for person in people),
            *((person, second) for person in people[:3]),
            *((person, third) for person in people[:2]),
            (people[0], first),  # again: counted once
        ]:
            await rows.recommendation(connection, NOON, user_id=person, user_final_selection=shop)
        await rows.recommendation(connection, NEXT, user_id=people[3], user_final_selection=second)
        assert await ranking.refresh_cochoice(connection, DAY) == 2
        likeness = round(3 / (4 * 3) ** 0.5, 3)
        assert await ranking.cochoice(connection) == [(first, second, likeness), (second, first, likeness)]
        assert await ranking.refresh_cochoice(connection, DAY - timedelta(days=1)) == 0


async def test_only_lists_that_chance_may_have_decided_are_judged(database: Database) -> None:
    told = {"pool": [1], "chances": [1.0], "shown": [1]}
    async with database.transaction() as connection:
        shop = await rows.shop(connection)
        await rows.recommendation(connection, NOON, ranking=told, user_final_selection=shop)
        await rows.recommendation(connection, NOON)
        await rows.recommendation(connection, MORNING - timedelta(days=9), ranking=told)
        assert [(row.ranking, row.chosen) for row in await ranking.exposures(connection, MORNING)] == [(told, shop)]


async def test_turns_and_intents_of_a_day(database: Database) -> None:
    async with database.transaction() as connection:
        child = await rows.person(connection)
        for at, platform, user_id, session, intent, confidence, milliseconds in [
            (MORNING, "line", child, SESSION, "FOOD_REQUEST", 0.9, 10),
            (NOON, "line", child, SESSION, "FOOD_REQUEST", 0.7, 20),
            (LAST, "line", None, uuid4(), "UNKNOWN", 0.2, 60),
            (NOON, "kakao", None, uuid4(), None, None, None),
            (MORNING - timedelta(seconds=1), "line", child, SESSION, "UNKNOWN", 0.1, 99),
            (NEXT, "line", child, SESSION, "UNKNOWN", 0.1, 99),
        ]:
            await rows.turn(
                connection,
                at,
                platform=platform,
                user_id=user_id,
                session_id=session,
                extracted_intent=intent,
                intent_confidence=confidence,
                processing_time_ms=milliseconds,
            )
        for _ in range(2):  # again makes it no more
            await analytics.refresh_day(connection, DAY)
        assert await table(
            connection,
            "daily_turns",
            "platform, turn_count, session_count, person_count, anonymous_turn_count, mean_processing_ms,"
            " p50_processing_ms, p95_processing_ms",
        ) == [("kakao", 1, 1, 0, 1, None, None, None), ("line", 3, 2, 1, 1, 30, 20, 60)]
        assert await table(
            connection, "daily_intents", "intent, turn_count, mean_confidence::float8, low_confidence_count"
        ) == [("FOOD_REQUEST", 2, 0.8, 1), ("UNKNOWN", 2, 0.2, 1)]


async def hold(connection: Connection, user_id: int, coupon: str, **values: Any) -> None:  # noqa: ANN401 - columns
    defaults = {"acquisition_source": "PROMOTION", "expires_at": NEXT + timedelta(days=30)}
    await insert(connection, "chatbot.user_coupon_wallet", user_id=user_id, coupon_id=coupon, **(defaults | values))


async def coupons(connection: Connection) -> None:
    for name in ("AID", "WELCOME"):
        await connection.execute(
            """
            INSERT INTO chatbot.coupons (id, coupon_name, description, coupon_type, free_item, usage_type, valid_until)
            VALUES ($1, '음료', '음료 한 잔', 'FREEBIE', '음료', 'ALL', '2099-01-01')
            """,
            name,
        )


async def with_card(connection: Connection, name: str, region_id: int) -> int:
    user_id = await rows.person(connection, name)
    await insert(
        connection,
        "chatbot.foodcard_users",
        user_id=user_id,
        region_id=region_id,
        card_type="아동급식카드",
        target_age_group="초등학생",
    )
    return user_id


async def test_coupons_and_aid_of_a_day(database: Database) -> None:
    aid = {"acquisition_source": "EMERGENCY_ASSIST"}
    before = MORNING - timedelta(hours=1)
    async with database.transaction() as connection:
        await coupons(connection)
        region_id = await rows.region(connection)
        with_one = await with_card(connection, "with card", region_id)
        other = await with_card(connection, "other", region_id)
        without = await rows.person(connection, "without card")
        used = {"status": "USED", "used_at": NOON, "discount_applied": 4000}
        await hold(connection, with_one, "AID", issued_at=before, **used, **aid)
        await hold(connection, with_one, "AID", issued_at=NOON, **aid)
        await hold(connection, other, "AID", issued_at=NOON, **used, **aid)
        await hold(connection, without, "AID", issued_at=LAST, **aid)
        await hold(connection, without, "WELCOME", issued_at=before, status="EXPIRED", expires_at=NOON)
        await hold(connection, other, "WELCOME", issued_at=NEXT)
        for _ in range(2):
            await analytics.refresh_day(connection, DAY)
        assert await table(
            connection, "daily_coupons", "coupon_id, issued_count, used_count, expired_count, discount_total"
        ) == [("AID", 3, 2, 0, 8000), ("WELCOME", 0, 0, 1, 0)]
        assert await table(connection, "daily_aid", "region_id, person_count, given_count, used_count, used_total") == [
            (region_id, 2, 2, 2, 8000),
            (None, 1, 1, 0, 0),
        ]
        assert await table(connection, "v_daily_aid", "region_id, person_count") == []
        for n in range(3):
            fifth = await with_card(connection, f"child {n}", region_id)
            await hold(connection, fifth, "AID", issued_at=NOON, **aid)
        await analytics.refresh_day(connection, DAY)
        assert await table(connection, "v_daily_aid", "region_id, person_count") == [(region_id, 5)]


async def test_recommendations_of_a_day(database: Database) -> None:
    async with database.transaction() as connection:
        shop_id = await rows.shop(connection)
        for at, method, count, candidates, chosen, decided, rating in [
            (MORNING, "HYBRID", 5, 100, shop_id, 4000, 5),
            (NOON, "HYBRID", 3, 50, shop_id, 8000, None),
            (LAST, "HYBRID", 0, 0, None, None, None),
            (NOON, "EMERGENCY", 1, 9, None, None, 1),
            (NEXT, "HYBRID", 1, 9, None, None, 1),
        ]:
            await rows.recommendation(
                connection,
                at,
                recommendation_method=method,
                recommendation_count=count,
                total_candidates=candidates,
                user_final_selection=chosen,
                time_to_decision_ms=decided,
                feedback_rating=rating,
            )
        for _ in range(2):
            await analytics.refresh_day(connection, DAY)
        assert await table(
            connection,
            "daily_recommendations",
            "recommendation_method, recommendation_count, empty_count, selected_count, rated_count, mean_rating,"
            " mean_candidates, median_decision_ms",
        ) == [("EMERGENCY", 1, 0, 0, 1, 1, 9, None), ("HYBRID", 3, 1, 2, 1, 5, 50, 4000)]


async def test_figures_of_archived_turns_stay(database: Database) -> None:
    may = datetime(2025, 5, 5, 3, 0, tzinfo=UTC)
    async with database.transaction() as connection:
        await rows.turn(connection, may)
        await analytics.refresh_day(connection, may.date())
        await archive.archive(connection, may.date())
    with pytest.raises(asyncpg.InvalidParameterValueError, match="archived"):
        async with database.transaction() as connection:
            await analytics.refresh_day(connection, may.date())
    async with database.acquire() as connection:
        assert await connection.fetchval("SELECT turn_count FROM analytics.daily_turns") == 1


@pytest.mark.parametrize(
    ("clock", "meal"),
    [
        ("04:59", "night"),
        ("05:00", "breakfast"),
        ("09:59", "breakfast"),
        ("10:00", "lunch"),
        ("14:59", "lunch"),
        ("15:00", "dinner"),
        ("20:59", "dinner"),
        ("21:00", "night"),
        ("00:00", "night"),
    ],
)
async def test_which_meal_an_hour_is(database: Database, clock: str, meal: str) -> None:
    async with database.acquire() as connection:
        asked = "SELECT ml_features.meal_of(('2026-11-23 ' || $1)::timestamp AT TIME ZONE 'Asia/Seoul')"
        assert await connection.fetchval(asked, clock) == meal


async def test_features_of_people(database: Database) -> None:
    async with database.transaction() as connection:
        child, silent = await rows.person(connection), await rows.person(connection, "silent")
        gone = await rows.person(connection, "gone", status="DELETED")
        korean, snack = await rows.shop(connection, "밥집", category="한식"), await rows.shop(connection)
        for at, user_id, chosen, entities in [
            (NOON, child, korean, {"budget": 10000}),
            (NOON, child, korean, {"budget": 7000}),
            (NOON, child, snack, {}),
            (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), child, None, {"budget": "만원"}),
            (NOON - timedelta(days=95), silent, korean, {}),
            (NEXT, silent, korean, {}),
            (NOON, gone, korean, {}),
            (NOON, None, korean, {}),
        ]:
            await rows.recommendation(
                connection, at, user_id=user_id, user_final_selection=chosen, request_entities=entities
            )
        assert await analytics.refresh_features(connection, DAY) == (1, 2)
        assert await analytics.refresh_features(connection, DAY) == (1, 2)
        (row,) = await connection.fetch("SELECT * FROM ml_features.user_features")
    assert (row["user_id"], row["request_count"], row["selection_count"], row["window_end"]) == (child, 4, 3, DAY)
    assert row["category_preferences"] == {"한식": 0.667, "분식": 0.333}
    assert row["meal_time_patterns"] == {"lunch": 0.75, "dinner": 0.25}
    assert (row["avg_budget"], float(row["avg_budget_norm"])) == (8500, 0.425)


async def test_features_of_shops(database: Database) -> None:
    async with database.transaction() as connection:
        known = await rows.shop(connection, "밥집", popularity_score=0.25)
        unknown = await rows.shop(connection)
        for price, available in [(3000, True), (9000, True), (5000, True), (1, False)]:
            await insert(
                connection,
                "chatbot.menus",
                shop_id=known,
                menu_name=f"{price}",
                price=price,
                is_available=available,
            )
        for rating in (5, 4):
            await insert(connection, "chatbot.reviews", shop_id=known, rating=rating, visited_month=DAY)
        for at, ranking, chosen in [(NOON, 1, known), (LAST, 2, None), (NOON, 5, unknown), (NEXT, 1, known)]:
            await rows.recommendation(
                connection,
                at,
                recommendations=[{"shop_id": known, "ranking": ranking}],
                recommendation_count=1,
                user_final_selection=chosen,
            )
        await analytics.refresh_features(connection, DAY)
        found = await connection.fetch(
            """
            SELECT shop_id, popularity_score::float8, shown_count, selected_count, selection_rate::float8,
                   mean_ranking::float8, median_price, mean_rating::float8, review_count
            FROM ml_features.shop_features ORDER BY shop_id
            """
        )
    assert [tuple(row) for row in found] == [
        (known, 0.25, 3, 1, 0.333, 2.67, 5000, 4.5, 2),
        (unknown, 0.0, 0, 0, None, None, None, None, 0),
    ]
