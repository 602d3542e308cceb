"""A language model's server is asked about unclear messages of people who agreed, masked; about nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.standins.llm import LlmStandIn
from bot.standins.server import Fault
from tests.journeys.stage import Stage, running, settings_for
from tests.servers import Databases

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNCLEAR = "그럼 이번 건 어찌 되나 010-1234-5678"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def model() -> AsyncIterator[LlmStandIn]:
    model = await LlmStandIn.start()
    model.intent = "BALANCE_CHARGE"
    yield model
    await model.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(
    servers: tuple[Databases, str], model: LlmStandIn, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    folder: Path = tmp_path_factory.mktemp("second")
    with servers[0].copy() as url:
        settings = settings_for(url, servers[1], folder)
        async with running(settings, "2026-11-23T12:30", with_sample=False, llm_url=model.url) as stage:
            yield stage


async def test_an_unclear_message_of_somebody_who_agreed_is_asked_about_masked(stage: Stage, model: LlmStandIn) -> None:
    model.calls.clear()
    await stage.door("api").say(UNCLEAR)

    (call,) = model.calls
    assert "1234" not in str(call.body)
    assert (
        await stage.value("SELECT extracted_intent FROM chatbot.conversations ORDER BY id DESC LIMIT 1") == model.intent
    )


@pytest.mark.parametrize(("door", "text"), [("kakao", UNCLEAR), ("api", "배고파 뭐 먹지"), ("api", "죽고 싶어")])
async def test_nobody_else_is_asked_about(stage: Stage, model: LlmStandIn, door: str, text: str) -> None:
    model.calls.clear()
    await stage.door(door).say(text)

    assert not model.calls


async def test_a_model_that_fails_goes_unnoticed(stage: Stage, model: LlmStandIn) -> None:
    model.faults.append(Fault.ERROR)
    assert (await stage.door("api").say(UNCLEAR)).words
