"""A call to an outside system ends in time, is repeated only where that is safe, and says why it failed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
from aiohttp import ClientSession, web
from prometheus_client import CollectorRegistry

from adapters.outside import Breaker, OutsideClient, OutsideMetrics, Service
from bot.standins.server import Fault, StandIn
from core.outside import NoAnswerError, RefusedError


class Office(StandIn):
    """Answers questions, files papers, and refuses one thing."""

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/question", self._answer),
            web.post("/papers", self._answer),
            web.delete("/papers/1", self._nothing),
            web.get("/elsewhere", self._elsewhere),
            web.get("/forbidden", self._refuse),
        ]

    async def _answer(self, _request: web.Request) -> web.Response:
        return web.json_response({"said": "yes"})

    async def _nothing(self, _request: web.Request) -> web.Response:
        return web.Response(status=204)

    async def _elsewhere(self, _request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/question"})

    async def _refuse(self, _request: web.Request) -> web.Response:
        return web.json_response({"code": "CARD_LOST", "card": "9411-1234"}, status=409)


@dataclass
class Line:
    """A client, the office it calls, and what was counted."""

    client: OutsideClient
    office: Office
    registry: CollectorRegistry

    def counted(self, outcome: str, call: str = "question") -> float:
        labels = {"system": "office", "call": call, "outcome": outcome}
        return self.registry.get_sample_value("naviyam_outside_calls_total", labels) or 0.0


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    office = await Office.start()
    registry = CollectorRegistry()
    service = Service("office", office.url, "a-key", limit_seconds=1.0, try_seconds=0.6)
    async with ClientSession() as session:
        yield Line(OutsideClient(session, service, OutsideMetrics(registry), Breaker(failures=4)), office, registry)
    await office.stop()


async def test_an_answer_comes_back_and_the_key_went_along(line: Line) -> None:
    assert await line.client.get("question", "/question", {"of": "나"}) == {"said": "yes"}
    assert line.office.calls[0].headers["Authorization"] == "Bearer a-key"
    assert line.counted("200") == 1


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.BUSY, Fault.MAINTENANCE, Fault.NO_JSON, Fault.CUT_BEFORE])
async def test_a_question_is_asked_again_until_it_is_answered(line: Line, fault: Fault) -> None:
    line.office.faults.extend([fault, fault])
    assert await line.client.get("question", "/question") == {"said": "yes"}
    assert len(line.office.calls) == 3


async def test_what_must_not_happen_twice_is_asked_once(line: Line) -> None:
    line.office.faults.append(Fault.CUT_AFTER)
    with pytest.raises(NoAnswerError) as caught:
        await line.client.post("papers", "/papers", {"n": 1})
    assert caught.value.may_be_done
    assert len(line.office.calls) == 1


async def test_what_carries_a_key_may_be_asked_again(line: Line) -> None:
    line.office.faults.append(Fault.CUT_AFTER)
    assert await line.client.post("papers", "/papers", {"key": "k"}, repeatable=True) == {"said": "yes"}
    assert len(line.office.calls) == 2


async def test_an_empty_answer_is_an_answer(line: Line) -> None:
    assert await line.client.delete("papers", "/papers/1") is None


async def test_a_refusal_has_its_code_is_not_repeated_and_names_nobody(line: Line) -> None:
    with pytest.raises(RefusedError) as caught:
        await line.client.get("forbidden", "/forbidden")
    assert (caught.value.status, caught.value.code) == (409, "CARD_LOST")
    assert "9411" not in str(caught.value)
    assert len(line.office.calls) == 1


async def test_a_redirect_is_no_answer_and_is_not_followed(line: Line) -> None:
    with pytest.raises(NoAnswerError):
        await line.client.get("elsewhere", "/elsewhere")
    assert {call.path for call in line.office.calls} == {"/elsewhere"}


async def test_a_slow_system_costs_no_more_than_the_limit(line: Line) -> None:
    line.office.delay_seconds = 5
    began = asyncio.get_running_loop().time()
    with pytest.raises(NoAnswerError) as caught:
        await line.client.get("question", "/question")
    assert asyncio.get_running_loop().time() - began < 1.6
    assert caught.value.may_be_done


async def test_a_closed_door_is_known_not_to_have_acted(line: Line) -> None:
    await line.office.stop()
    with pytest.raises(NoAnswerError) as caught:
        await line.client.post("papers", "/papers", {}, repeatable=True)
    assert not caught.value.may_be_done


async def test_one_try_that_may_have_acted_is_not_forgotten_over_a_closed_door(line: Line) -> None:
    line.office.faults.append(Fault.CUT_AFTER)
    asked = asyncio.create_task(line.client.post("papers", "/papers", {}, repeatable=True))
    while not line.office.calls:  # noqa: ASYNC110 - the office tells in no other way
        await asyncio.sleep(0.001)
    await line.office.stop()
    with pytest.raises(NoAnswerError) as caught:
        await asked
    assert caught.value.may_be_done


async def test_who_fails_again_and_again_is_left_alone(line: Line) -> None:
    line.office.faults.extend([Fault.ERROR] * 10)
    for _ in range(4):
        with pytest.raises(NoAnswerError):
            await line.client.get("question", "/question")
    assert len(line.office.calls) == 4, "the fourth failure opened the breaker"
    assert (line.counted("500"), line.counted("kept_back")) == (4, 2)


async def test_refusals_leave_the_line_open(line: Line) -> None:
    for _ in range(6):
        with pytest.raises(RefusedError):
            await line.client.get("forbidden", "/forbidden")
    assert await line.client.get("question", "/question") == {"said": "yes"}


async def test_an_answer_without_end_is_cut(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.outside.client._LARGEST_ANSWER", 5)
    with pytest.raises(NoAnswerError):
        await line.client.get("question", "/question")


def test_a_service_does_not_show_its_key() -> None:
    service = Service("office", "http://127.0.0.1:9", "a-key", limit_seconds=1, try_seconds=1)
    assert "a-key" not in repr(replace(service, name="bureau"))
