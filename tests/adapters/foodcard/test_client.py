"""The card client and the card system on loopback speak what docs/foodcard-api.yaml says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import yaml
from aiohttp import ClientSession
from prometheus_client import CollectorRegistry

from adapters.foodcard import FoodcardClient, service
from adapters.outside import OutsideClient, OutsideMetrics
from bot.config import ROOT
from bot.standins.foodcard import Card, FoodcardStandIn
from bot.standins.server import Fault
from core.outside import NoAnswerError, RefusedError

LATER = datetime(2026, 11, 18, tzinfo=UTC)


@pytest.fixture
async def system() -> AsyncIterator[FoodcardStandIn]:
    system = await FoodcardStandIn.start()
    system.issue(Card("R/1 가", 10000))
    yield system
    await system.stop()


@pytest.fixture
async def client(system: FoodcardStandIn) -> AsyncIterator[FoodcardClient]:
    async with ClientSession() as session:
        yield FoodcardClient(OutsideClient(session, service(system.url, "k"), OutsideMetrics(CollectorRegistry())))


def test_every_path_of_the_protocol_is_played() -> None:
    published = yaml.load((ROOT / "docs" / "foodcard-api.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    asked = {(verb.upper(), path) for path, verbs in published["paths"].items() for verb in verbs}
    played = {(route.method, route.path) for route in FoodcardStandIn().routes()}
    assert asked == played - {("POST", "/cards")}


async def test_a_hold_is_kept_once_taken_once_and_leaves_the_balance_then(
    system: FoodcardStandIn, client: FoodcardClient
) -> None:
    key = uuid4()
    system.faults.append(Fault.CUT_AFTER)
    hold = await client.hold("R/1 가", 4000, key)
    assert await client.hold("R/1 가", 4000, key) == hold
    with pytest.raises(RefusedError) as refused:
        await client.hold("R/1 가", 6001, uuid4())
    assert refused.value.code == "BALANCE"
    await client.capture(hold)
    await client.capture(hold)
    assert system.card("R/1 가").balance == 6000
    with pytest.raises(RefusedError):
        await client.cancel(hold)


async def test_a_cancelled_hold_gives_back_what_was_kept(system: FoodcardStandIn, client: FoodcardClient) -> None:
    hold = await client.hold("R/1 가", 10000, uuid4())
    await client.cancel(hold)
    await client.cancel(hold)
    await client.hold("R/1 가", 10000, uuid4())
    assert system.card("R/1 가").balance == 10000


async def test_a_card_that_the_system_does_not_know_paid_nothing(client: FoodcardClient) -> None:
    assert await client.transactions("R-9", None) == ()


async def test_a_system_that_cannot_hold_says_so(system: FoodcardStandIn, client: FoodcardClient) -> None:
    assert await client.can_hold()
    system.can_hold = False
    assert not await client.can_hold()


async def test_a_wrong_key_is_refused(system: FoodcardStandIn, client: FoodcardClient) -> None:
    system.key = "another"
    with pytest.raises(RefusedError):
        await client.cards(None, None)


async def test_an_answer_of_another_form_is_no_answer_and_quotes_nobody(
    system: FoodcardStandIn, client: FoodcardClient
) -> None:
    system.issue(Card("R-2", -5, updated_at=LATER))
    with pytest.raises(NoAnswerError) as caught:
        await client.cards(LATER, None)
    assert "cards.0.balance" in str(caught.value)
    assert "R-2" not in str(caught.value)
