"""A campaign reaches each of its people once, whatever is paused or cancelled, and says what came of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import promotions
from bot.config import Settings
from bot.jobs import Work, opened
from bot.standins.line import LineStandIn
from core.campaigns.campaigns import Campaigns, Operator
from core.campaigns.dispatch import Dispatcher
from core.campaigns.plan import CampaignPlan, Rules, SegmentPlan
from core.campaigns.refusals import Refusal
from core.campaigns.results import Results
from core.clock import SEOUL
from db import links
from db.campaigns import CampaignRow
from db.crypto import Cipher
from db.outbox import Outbox
from db.pool import Database
from tests.rows import Rows

NOON = datetime(2026, 11, 23, 12, tzinfo=SEOUL)
NATION = Operator()
TEXT = {"a": {"text": "오늘 {food|맛있는 것} 어때요"}}

PEOPLE = """
INSERT INTO chatbot.users (id, platform, external_user_id, birth_year)
SELECT n, 'line', 'U' || lpad(n::text, 32, '0'), 1990 FROM generate_series(1, $1::int) n;
"""
AGREED = """
INSERT INTO chatbot.consents (user_id, kind, is_granted, source, created_at)
SELECT n, kind, TRUE, 'chat', '2026-01-01'
FROM generate_series(1, $1::int) n, unnest(ARRAY['service', 'marketing']) AS kind
"""
SHOP = "INSERT INTO chatbot.shops (id, shop_name, category, address_name) VALUES (1, '가', '분식', '나')"
COUPON = """
INSERT INTO chatbot.coupons (id, coupon_name, description, coupon_type, discount_amount, usage_type, given_for,
                             valid_from, valid_until, max_issue_count)
VALUES ('SPRING', '천원 쿠폰', '봄', 'FIXED_AMOUNT', 1000, 'ALL', 'grant', '2026-01-01', '2026-12-31', 8)
"""


class Scene(Rows):
    """Grown-ups on LINE who agreed, a dispatcher, and the sender of a scheduler."""

    def __init__(self, settings: Settings, database: Database, line: LineStandIn, work: Work) -> None:
        super().__init__(database)
        self.line = line
        self.work = work
        self.campaigns: Campaigns = promotions.campaigns(settings, database)
        outbox = Outbox(database, Cipher.from_hex(settings.data_key.get_secret_value()))
        self.dispatcher = Dispatcher(database, outbox, promotions.gate(), promotions.voice(settings), lambda: NOON)

    async def people(self, count: int) -> None:
        async with self.database.acquire() as connection:
            await connection.execute(PEOPLE, count)
            await connection.execute(AGREED, count)

    async def draft(self, rules: Mapping[str, Any] | None = None, **more: Any) -> CampaignRow:  # noqa: ANN401
        name = f"모두 {await self.value('SELECT count(*) FROM chatbot.segments')}"
        segment = await self.campaigns.add_segment(NATION, SegmentPlan(name=name, rules=Rules(**(rules or {}))))
        assert not isinstance(segment, Refusal)
        plan = {"name": "봄", "segment_id": segment.id, "messages": TEXT, **more}
        made = await self.campaigns.create(NATION, CampaignPlan.model_validate(plan))
        assert not isinstance(made, Refusal), made
        return made

    async def start(self, campaign: CampaignRow) -> None:
        assert not isinstance(await self.campaigns.start(NATION, campaign.id), Refusal)

    async def go(self, at: datetime = NOON) -> Counter[str]:
        """Everything that goes out at `at`."""
        done: Counter[str] = Counter()
        while step := await self.dispatcher.look(at):
            done += step
            await self.work.sender.drain(at)
        await self.work.sender.drain(at)
        await self.dispatcher.look(at)
        return done

    async def results(self, campaign: CampaignRow) -> Results:
        found = await self.campaigns.results(NATION, campaign.id)
        assert not isinstance(found, Refusal)
        return found

    async def status(self, campaign: CampaignRow) -> str:
        found = await self.campaigns.read(NATION, campaign.id)
        assert not isinstance(found, Refusal)
        return found.status

    @property
    def reached(self) -> list[str]:
        return sorted(whom for _, whom, _ in self.line.accepted)

    @property
    def said(self) -> str:
        return json.dumps([messages for _, _, messages in self.line.accepted], ensure_ascii=False)


@pytest.fixture
async def scene(settings: Settings, database: Database) -> AsyncIterator[Scene]:
    line = await LineStandIn.start()
    told = settings.model_copy(
        update={"line_api_url": line.url, "clock": NOON.isoformat(), "public_url": "https://naviyam.example"}
    )
    async with opened(told, database) as work:
        yield Scene(told, database, line, work)
    await line.stop()


def name(number: int) -> str:
    return f"U{number:032}"


async def test_each_person_gets_one_labelled_message_and_the_campaign_ends(scene: Scene) -> None:
    await scene.people(3)
    campaign = await scene.draft()
    assert await scene.go() == Counter()  # a draft says nothing
    await scene.start(campaign)
    assert await scene.go() == Counter(listed=3, queued=3)
    assert scene.reached == [name(1), name(2), name(3)]
    assert scene.said.count("(광고) 나비얌: 오늘 맛있는 것 어때요") == 3
    assert scene.said.count("그만 받기: '그만'") == 3
    assert scene.said.count('"text": "소식 그만"') == 3  # one press ends them
    assert await scene.status(campaign) == "FINISHED"
    (variant,) = (await scene.results(campaign)).variants
    assert (variant.listed, variant.accepted, variant.queued, variant.pending) == (3, 3, 0, 0)


async def test_whoever_may_not_be_advertised_to_is_not_even_listed(scene: Scene) -> None:
    await scene.people(4)
    await scene.execute("UPDATE chatbot.users SET birth_year = 2014 WHERE id = 1")
    await scene.execute("UPDATE chatbot.users SET birth_year = NULL WHERE id = 2")
    await scene.execute(
        "INSERT INTO chatbot.consents (user_id, kind, is_granted, source) VALUES (3, 'marketing', FALSE, 'chat')"
    )
    await scene.start(await scene.draft())
    assert await scene.go() == Counter(listed=1, queued=1)
    assert scene.reached == [name(4)]


async def test_a_third_advertisement_in_a_week_is_skipped_with_its_reason_and_gives_no_coupon(scene: Scene) -> None:
    await scene.people(1)
    await scene.execute(COUPON)
    for _ in range(2):
        await scene.start(await scene.draft())
        await scene.go()
    third = await scene.draft(coupon_id="SPRING")
    await scene.start(third)
    assert await scene.go() == Counter(listed=1, skipped=1)
    assert (await scene.results(third)).skipped == {"frequency": 1}
    assert await scene.value("SELECT count(*) FROM chatbot.user_coupon_wallet") == 0


async def test_a_paused_campaign_is_silent_and_goes_on_where_it_was(scene: Scene) -> None:
    await scene.people(120)
    campaign = await scene.draft()
    await scene.start(campaign)
    await scene.dispatcher.look(NOON)  # a batch waits in the outbox
    assert not isinstance(await scene.campaigns.pause(NATION, campaign.id), Refusal)
    assert await scene.go() == Counter()
    assert scene.reached == []
    assert await scene.campaigns.pause(NATION, campaign.id) is Refusal.WRONG_STATUS
    assert await scene.campaigns.start(NATION, campaign.id) is Refusal.WRONG_STATUS
    assert not isinstance(await scene.campaigns.resume(NATION, campaign.id), Refusal)
    await scene.go()
    assert scene.reached == sorted(map(name, range(1, 121)))


async def test_a_cancelled_campaign_calls_back_what_is_not_out(scene: Scene) -> None:
    await scene.people(120)
    campaign = await scene.draft()
    await scene.start(campaign)
    await scene.dispatcher.look(NOON)
    await scene.work.sender.drain(NOON)
    out = len(scene.reached)
    await scene.dispatcher.look(NOON)
    assert not isinstance(await scene.campaigns.cancel(NATION, campaign.id), Refusal)
    assert await scene.go() == Counter()
    assert len(scene.reached) == out == 50
    (variant,) = (await scene.results(campaign)).variants
    assert (variant.accepted, variant.cancelled, variant.queued, variant.pending) == (50, 70, 0, 0)
    assert await scene.campaigns.resume(NATION, campaign.id) is Refusal.WRONG_STATUS


async def test_a_throttle_holds_over_looks_and_processes(scene: Scene) -> None:
    await scene.people(40)
    campaign = await scene.draft(throttle_per_minute=60)
    await scene.start(campaign)
    first = await scene.dispatcher.look(NOON)
    assert first["queued"] == 5  # what five seconds allow; a throttle saves up no more
    again = [await scene.dispatcher.look(NOON) for _ in range(3)]
    assert sum(step["queued"] for step in again) <= 1
    await scene.execute("UPDATE chatbot.campaigns SET paced_until = paced_until - INTERVAL '3 seconds'")
    assert (await scene.dispatcher.look(NOON))["queued"] in {3, 4}


async def test_a_slow_throttle_is_a_message_at_a_time_rather_than_none(scene: Scene) -> None:
    await scene.people(3)
    await scene.start(await scene.draft(throttle_per_minute=2))
    assert (await scene.dispatcher.look(NOON))["queued"] == 1
    assert (await scene.dispatcher.look(NOON))["queued"] == 0


async def test_a_coupon_goes_with_the_message_until_there_is_none_left(scene: Scene) -> None:
    await scene.people(10)
    await scene.execute(COUPON)
    campaign = await scene.draft(coupon_id="SPRING", messages={"a": {"text": "{coupon} {until}까지예요"}})
    await scene.start(campaign)
    assert await scene.go() == Counter(listed=10, queued=8, skipped=2)
    found = await scene.results(campaign)
    assert found.skipped == {"sold_out": 2}
    assert found.variants[0].coupons_given == 8
    assert scene.said.count("천원 쿠폰 12월 23일 수요일까지예요") == 8
    assert await scene.value("SELECT total_issued FROM chatbot.coupons WHERE id = 'SPRING'") == 8
    await scene.execute(
        """
        UPDATE chatbot.user_coupon_wallet SET status = 'USED', used_at = now()
        WHERE id = (SELECT min(id) FROM chatbot.user_coupon_wallet)
        """
    )
    assert (await scene.results(campaign)).variants[0].coupons_used == 1


async def test_a_link_is_everybodys_own_and_counts_its_person_once(scene: Scene) -> None:
    await scene.people(2)
    messages = {"a": {"text": "여기 봐요 {link}", "link": "https://example.org/menu"}}
    campaign = await scene.draft(messages=messages)
    await scene.start(campaign)
    await scene.go()
    codes = [part.split('"')[0].split("\\")[0] for part in scene.said.split("https://naviyam.example/r/")[1:]]
    assert len({*codes}) == 2
    async with scene.database.transaction() as connection:
        assert {await links.click(connection, code, NOON) for code in (codes[0], codes[0])} == {
            "https://example.org/menu"
        }
    assert (await scene.results(campaign)).variants[0].clicked == 1


async def test_the_held_out_get_nothing_and_the_lift_says_how_sure_it_is(scene: Scene) -> None:
    await scene.people(200)
    campaign = await scene.draft(hold_out_percent=30)
    await scene.start(campaign)
    await scene.go()
    found = await scene.results(campaign)
    held_out = next(row.held_out for row in found.variants if row.variant == "held_out")
    assert 35 <= held_out <= 85
    assert len(scene.reached) == 200 - held_out
    assert found.ordered.difference is not None
    assert found.ordered.difference.low < 0 < found.ordered.difference.high  # nobody has ordered: it says nothing yet
    await scene.execute(
        """
        INSERT INTO chatbot.shops (id, shop_name, category, address_name) VALUES (1, '가', '분식', '나');
        INSERT INTO chatbot.orders (request_id, user_id, shop_id, status, total_amount, ordered_at, completed_at)
        SELECT gen_random_uuid(), user_id, 1, 'COMPLETED', 5000, listed_at + INTERVAL '1 hour',
               listed_at + INTERVAL '2 hours'
        FROM chatbot.campaign_recipients WHERE state = 'SENT'
        """
    )
    ordered = (await scene.results(campaign)).ordered
    assert ordered.difference is not None
    assert ordered.difference.value == 1
    assert 0.85 < ordered.difference.low < 1
    exposed = await scene.value("SELECT count(DISTINCT user_id) FROM chatbot.exposures")
    assert exposed == 200
    assert await scene.value("SELECT status FROM chatbot.experiments") == "ENDED"


async def test_a_campaign_waits_for_its_time(scene: Scene) -> None:
    await scene.people(1)
    campaign = await scene.draft(scheduled_at=NOON + timedelta(hours=2))
    await scene.start(campaign)
    assert await scene.go(NOON + timedelta(minutes=119)) == Counter()
    assert await scene.go(NOON + timedelta(hours=2)) == Counter(listed=1, queued=1)


async def test_a_triggered_campaign_writes_to_each_when_it_happens_and_once(scene: Scene) -> None:
    await scene.people(3)
    campaign = await scene.draft(trigger="ordered")
    await scene.start(campaign)
    assert await scene.go() == Counter()
    await scene.execute(
        "INSERT INTO chatbot.shops (id, shop_name, category, address_name) VALUES (1, '가', '분식', '나')"
    )
    for hours in (-1, 1, 2):  # one before it began counts for nobody
        await scene.execute(
            """
            INSERT INTO chatbot.orders (request_id, user_id, shop_id, status, total_amount, ordered_at, completed_at)
            VALUES (gen_random_uuid(), $1, 1, 'COMPLETED', 5000, $2, $2)
            """,
            3 if hours < 0 else 2,
            NOON + timedelta(hours=hours),
        )
    assert await scene.go(NOON + timedelta(hours=3)) == Counter(queued=1)
    assert await scene.go(NOON + timedelta(hours=4)) == Counter()
    assert scene.reached == [name(2)]
    assert await scene.status(campaign) == "RUNNING"


RULES: tuple[tuple[dict[str, Any], set[int]], ...] = (
    ({}, {1, 2, 3, 4}),
    ({"born_from": 1995}, {2}),
    ({"born_until": 1995}, {1, 3, 4}),
    ({"platforms": ["kakao"]}, {3}),
    ({"likes": ["분식"]}, {1}),
    ({"wrote_within_days": 3}, {1}),
    ({"silent_for_days": 3}, {2, 3, 4}),
    ({"orders_at_least": 1}, {4}),
    ({"orders_at_most": 0}, {1, 2, 3}),
    ({"holds_coupon": "SPRING"}, {2}),
    ({"lacks_coupon": "SPRING"}, {1, 3, 4}),
    ({"lacks_coupon": "SPRING", "orders_at_least": 1}, {4}),
)


@pytest.mark.parametrize(("rules", "expected"), RULES)
async def test_a_rule_finds_whom_it_says(scene: Scene, rules: dict[str, Any], expected: set[int]) -> None:
    await scene.people(4)
    await scene.execute(COUPON)
    await scene.execute(
        """
        UPDATE chatbot.users SET birth_year = 2000 WHERE id = 2;
        UPDATE chatbot.users SET platform = 'kakao' WHERE id = 3;
        INSERT INTO chatbot.user_profiles (user_id, preferred_categories) VALUES (1, '{분식}'), (2, '{한식}');
        INSERT INTO chatbot.conversations (
            turn_id, user_id, session_id, conversation_id, platform, input_text, response_text, timestamp)
        SELECT gen_random_uuid(), n, gen_random_uuid(), gen_random_uuid(), 'line', '안녕', '안녕',
               '2026-11-22 12:00+09'::timestamptz - (n - 1) * INTERVAL '5 days' FROM generate_series(1, 2) n;
        INSERT INTO chatbot.shops (id, shop_name, category, address_name) VALUES (1, '가', '분식', '나');
        INSERT INTO chatbot.orders (request_id, user_id, shop_id, status, total_amount, ordered_at, completed_at)
        VALUES (gen_random_uuid(), 4, 1, 'COMPLETED', 5000, '2026-11-20', '2026-11-20');
        INSERT INTO chatbot.user_coupon_wallet (user_id, coupon_id, issued_by, acquisition_source, expires_at)
        VALUES (2, 'SPRING', 'person', 'PROMOTION', '2026-12-31')
        """
    )
    found = await scene.campaigns.find(NATION, Rules.model_validate(rules), is_advertising=False)
    assert found.count == len(expected)
    campaign = await scene.draft(rules, kind="service", messages={"a": {"text": "내일은 쉬어요"}})
    await scene.start(campaign)
    await scene.dispatcher.look(NOON)
    async with scene.database.acquire() as connection:
        rows = await connection.fetch("SELECT user_id FROM chatbot.campaign_recipients")
    assert {row["user_id"] for row in rows} == expected


WORDS: tuple[tuple[dict[str, Any], Refusal], ...] = (
    ({"messages": {"a": {"text": "급식카드 잔액이 적어요"}}}, Refusal.STIGMA),
    ({"kind": "service", "messages": {"a": {"text": "오늘은 떡볶이 할인해요"}}}, Refusal.PROMOTIONAL),
    ({"coupon_id": "NONE"}, Refusal.UNKNOWN_COUPON),
    ({"scheduled_at": NOON - timedelta(minutes=1)}, Refusal.PAST),
    ({"segment_id": 999}, Refusal.UNKNOWN_SEGMENT),
)


@pytest.mark.parametrize(("change", "refusal"), WORDS)
async def test_a_rule_refuses_a_draft(scene: Scene, change: dict[str, Any], refusal: Refusal) -> None:
    draft = await scene.draft()
    plan = CampaignPlan.model_validate({"name": "봄", "segment_id": draft.segment_id, "messages": TEXT, **change})
    assert await scene.campaigns.create(NATION, plan) is refusal


async def test_aid_may_be_given_by_a_campaign_and_goes_to_children_by_day(scene: Scene) -> None:
    await scene.people(1)
    await scene.execute("UPDATE chatbot.users SET birth_year = 2014")
    campaign = await scene.draft(kind="aid", messages={"a": {"text": "나비얌이 준비한 게 있어요"}})
    await scene.start(campaign)
    night = NOON.replace(hour=23)
    assert await scene.go(night) == Counter(listed=1, queued=1)
    assert scene.reached == []
    await scene.go(NOON + timedelta(hours=20))
    assert scene.reached == [name(1)]
    assert "(광고)" not in scene.said
