"""Kakao's Event API, against a server that refuses what Kakao refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from aiohttp import ClientSession
from prometheus_client import CollectorRegistry

from adapters.kakao import Blocks, channel
from adapters.kakao.client import KakaoClient, Started, TaskResult
from adapters.metrics import AdapterMetrics
from bot.standins.kakao import KakaoStandIn
from bot.standins.server import Fault
from core.channel import Channel, Delivery, Destination
from core.messages import Account
from tests.adapters.answers import food_answer, shop_card

KEY = UUID("0c3f8a1e-5a4d-4d5b-8a55-0f4d7f0f2a77")


@dataclass
class Kakao:
    """Our channel, the client below it, and the platform they talk to."""

    platform: KakaoStandIn
    channel: Channel
    client: KakaoClient

    async def send(self, user_id: str = "user-1") -> Delivery:
        destination = Destination(Account("kakao", user_id), KEY, datetime.now(UTC))
        return await self.channel.send(destination, self.channel.render(food_answer(shop_card())))


@pytest.fixture
async def kakao() -> AsyncIterator[Kakao]:
    platform = await KakaoStandIn.start()
    async with ClientSession() as session:
        made = channel(
            session,
            lambda: datetime.now(UTC),
            AdapterMetrics(CollectorRegistry()),
            api_url=platform.url,
            bot_id="64f0",
            rest_key="rest-key",
            event_name="naviyam",
            blocks=Blocks(),
            callback_hosts=[],
            is_real=False,
        )
        client = KakaoClient(
            session,
            AdapterMetrics(CollectorRegistry()),
            api_url=platform.url,
            bot_id="64f0",
            rest_key="rest-key",
            event_name="naviyam",
        )
        yield Kakao(platform, made, client)
    await platform.stop()


async def test_an_event_carries_the_words_of_the_answer(kakao: Kakao) -> None:
    assert await kakao.send() is Delivery.DELIVERED
    ((kind, user, event),) = kakao.platform.accepted
    assert (kind, user, event["name"]) == ("talk", "user-1", "naviyam")
    assert event["data"]["text"].splitlines()[:2] == ["5천원이면 여기 어때요?", "화양 할머니분식"]
    assert kakao.platform.calls[0].path == "/v2/bots/64f0/talk"
    assert kakao.platform.calls[0].headers["Authorization"] == "KakaoAK rest-key"


@pytest.mark.parametrize(
    ("fault", "delivery"),
    [
        (Fault.ERROR, Delivery.UNKNOWN),
        (Fault.CUT_BEFORE, Delivery.UNKNOWN),
        (Fault.CUT_AFTER, Delivery.UNKNOWN),
        (Fault.BUSY, Delivery.LATER),
    ],
)
async def test_an_outcome_that_is_not_known_is_said_to_be_unknown(
    kakao: Kakao, fault: Fault, delivery: Delivery
) -> None:
    kakao.platform.faults.append(fault)
    assert await kakao.send() is delivery


async def test_an_impossible_person_is_refused(kakao: Kakao) -> None:
    assert await kakao.send("") is Delivery.REFUSED


async def test_a_message_that_was_accepted_and_did_not_arrive_is_refused(kakao: Kakao) -> None:
    kakao.platform.unreachable.add("stranger")
    assert [await kakao.send("stranger"), await kakao.send("friend")] == [Delivery.REFUSED, Delivery.DELIVERED]


async def test_a_message_whose_task_is_unheard_of_counts_as_sent_once(kakao: Kakao) -> None:
    kakao.platform.tasks_version = "v9"
    assert await kakao.send() is Delivery.SENT
    assert [call.path for call in kakao.platform.calls if call.path.endswith("/talk")] == ["/v2/bots/64f0/talk"]


async def test_one_event_reaches_a_hundred_people_each_named_once(kakao: Kakao) -> None:
    people = [f"user-{number}" for number in range(100)]
    started = await kakao.client.start([*people, "user-7"], {"text": "안녕"})
    assert started.delivery is Delivery.SENT
    assert [user for _, user, _ in kakao.platform.accepted] == people
    assert await kakao.client.result(started.task) == TaskResult(100, 100)
    for wrong in ([], [*people, "user-100"]):
        with pytest.raises(ValueError, match="1 to 100"):
            await kakao.client.start(wrong, {})


@pytest.mark.parametrize("version", ["v1", "v2"])
async def test_accepted_is_not_delivered(kakao: Kakao, version: str) -> None:
    kakao.platform.tasks_version = version
    kakao.platform.unreachable.add("stranger")
    for _ in range(2):
        started = await kakao.client.start(["friend", "stranger"], {"text": "안녕"})
        assert started.delivery is Delivery.SENT
        assert await kakao.client.result(started.task) == TaskResult(2, 1, {"stranger": "NOT_FRIEND"})
    asked = [call.path.split("/")[1] for call in kakao.platform.calls if "/tasks/" in call.path]
    assert asked == (["v1", "v1"] if version == "v1" else ["v1", "v2", "v2"])


async def test_a_task_that_kakao_does_not_know_has_no_result(kakao: Kakao) -> None:
    assert await kakao.client.result("unheard-of") is None
    kakao.platform.faults.extend([Fault.CUT_BEFORE, Fault.ERROR])
    assert await kakao.client.result("unheard-of") is None


async def test_a_wrong_rest_key_is_a_refusal(kakao: Kakao) -> None:
    kakao.platform.rest_key = "another"
    assert await kakao.client.start(["user-1"], {}) == Started(Delivery.REFUSED)
