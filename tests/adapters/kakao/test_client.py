"""Kakao's Event API, against a server that refuses what Kakao refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from aiohttp import ClientSession
from prometheus_client import CollectorRegistry

from adapters.kakao import channel
from adapters.metrics import AdapterMetrics
from bot.standins.kakao import KakaoStandIn
from bot.standins.server import Fault
from core.channel import Channel, Delivery, Destination
from core.messages import Account
from tests.adapters.answers import food_answer, shop_card

KEY = UUID("0c3f8a1e-5a4d-4d5b-8a55-0f4d7f0f2a77")


@dataclass
class Kakao:
    """Our channel and the platform it talks to."""

    platform: KakaoStandIn
    channel: Channel

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
            is_real=False,
        )
        yield Kakao(platform, made)
    await platform.stop()


async def test_an_event_carries_the_words_of_the_answer(kakao: Kakao) -> None:
    assert await kakao.send() is Delivery.SENT
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
