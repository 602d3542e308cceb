"""A turn that is too slow for a call: promised at once where Kakao takes a late answer, and posted once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import structlog
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from prometheus_client import CollectorRegistry

from adapters.kakao.callback import Callbacks
from adapters.metrics import AdapterMetrics
from bot.standins.kakao import KakaoStandIn
from bot.standins.kakao_rules import response_problems
from bot.standins.server import Fault
from core.channel import Delivery, Destination
from core.messages import Account
from tests.adapters.kakao.door import BOT, Door, running_door

HOSTS = ["bot-api.kakao.com", "dev-bot-api.kakao.com"]
ANSWER = {"version": "2.0", "template": {"outputs": [{"simpleText": {"text": "여기 어때요?"}}]}}


@pytest.fixture
async def impatient() -> AsyncIterator[Door]:
    """A door that promises an answer after a twentieth of a second."""
    async with running_door(patience_seconds=0.05) as made:
        made.ready.clear()
        yield made


async def test_a_slow_turn_is_promised_and_its_answer_follows(impatient: Door) -> None:
    shown = await impatient.caller(with_callback=True).say("배고파")
    assert shown.is_late
    assert shown.response is not None
    assert shown.response["data"]["text"].startswith("찾고 있어요")
    impatient.ready.set()
    async with asyncio.timeout(10):
        await impatient.platform.arrived.wait()
    ((kind, _, response),) = impatient.platform.accepted
    assert kind == "callback"
    assert response_problems(response) == []
    assert response["template"]["outputs"][0] == {"simpleText": {"text": "5천원이면 여기 어때요?"}}
    assert impatient.listener.heard[0].may_be_late
    assert (impatient.counted("late"), impatient.counted("answered")) == (1, 0)


async def test_a_quick_turn_is_answered_at_once_and_the_callback_left_alone(kakao: Door) -> None:
    shown = await kakao.caller(with_callback=True).say("배고파")
    assert not shown.is_late
    assert not shown.fallback
    assert list(kakao.platform.calls) == []


async def test_without_a_callback_nothing_is_late(kakao: Door) -> None:
    await kakao.caller().say("배고파")
    assert not kakao.listener.heard[0].may_be_late


async def test_what_was_promised_goes_out_before_the_door_closes() -> None:
    async with running_door(patience_seconds=0.05) as closing:
        closing.ready.clear()
        await closing.caller(with_callback=True).say("배고파")
        asyncio.get_running_loop().call_later(0.2, closing.ready.set)
        platform = closing.platform
    assert len(platform.accepted) == 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://bot-api.kakao.com/v1/bots/64f0/callback/t",
        "https://bot-api.kakao.com.evil.kr/callback/t",
        "https://evil.kr/v1/bots/64f0/callback/t",
        "https://evil.kr#bot-api.kakao.com",
        "https://bot-api.kakao.com@evil.kr/",
        "https://user:pass@bot-api.kakao.com/",
        "https://bot-api.kakao.com:8443/callback/t",
        "https://bot-api.kakao.com:99999/callback/t",
        "https://127.0.0.1/callback/t",
        "https://[::1]/callback/t",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://bot-api。kakao.com/",
        "//bot-api.kakao.com/callback",
        "https://[",
    ],
)
async def test_no_other_address_is_ever_called(kakao: Door, url: str) -> None:
    async with ClientSession() as session:
        assert not _callbacks(session).accepts(url)
    called = kakao.caller().skill_call("배고파")
    called["userRequest"]["callbackUrl"] = url
    await kakao.post(called)
    assert not kakao.listener.heard[0].may_be_late


@pytest.mark.parametrize("wrong", [None, 7, ["https://bot-api.kakao.com/x"], {"url": "https://bot-api.kakao.com/x"}])
async def test_an_address_of_a_wrong_type_is_none(kakao: Door, wrong: object) -> None:
    called = kakao.caller().skill_call("배고파")
    called["userRequest"]["callbackUrl"] = wrong
    await kakao.post(called)
    assert not kakao.listener.heard[0].may_be_late


async def test_kakaos_own_addresses_and_the_stand_in_are_called() -> None:
    async with ClientSession() as session:
        real = _callbacks(session)
        assert real.accepts(f"https://bot-api.kakao.com/v1/bots/{BOT}!/callback/abc")
        assert real.accepts(f"https://DEV-bot-api.kakao.com:443/v1/bots/{BOT}/callback/abc")
        assert not real.accepts("http://127.0.0.1:8123/v1/bots/b/callback/abc")
        played = _callbacks(session, "http://127.0.0.1:8123")
        assert played.accepts("http://127.0.0.1:8123/v1/bots/b/callback/abc")
        assert not played.accepts("http://127.0.0.1:8124/v1/bots/b/callback/abc")


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.CUT_BEFORE, Fault.CUT_AFTER])
async def test_an_answer_whose_fate_is_unknown_is_posted_again_and_never_seen_twice(fault: Fault) -> None:
    platform = await KakaoStandIn.start()
    async with ClientSession() as session:
        client = _callbacks(session, platform.url)
        platform.faults.append(fault)
        url = platform.grant(BOT)
        assert await client.post(_to(url), ANSWER) is Delivery.UNKNOWN
        assert await client.post(_to(url, attempt=2), ANSWER) is Delivery.SENT
        assert len(platform.accepted) == 1
        assert len(platform.calls) == 2
    await platform.stop()


async def test_an_address_that_was_used_or_is_too_old_is_given_up() -> None:
    platform = await KakaoStandIn.start()
    now = 0.0
    platform.monotonic = lambda: now
    async with ClientSession() as session:
        client = _callbacks(session, platform.url)
        url = platform.grant(BOT)
        assert await client.post(_to(url), ANSWER) is Delivery.SENT
        assert await client.post(_to(url), ANSWER) is Delivery.REFUSED
        old = platform.grant(BOT)
        now = 61.0
        assert await client.post(_to(old), ANSWER) is Delivery.REFUSED
        assert len(platform.calls) == 3
        assert await client.post(_to(platform.grant(BOT), seconds=56), ANSWER) is Delivery.REFUSED
        assert len(platform.calls) == 3
    await platform.stop()


async def test_nothing_is_promised_that_could_be_lost(impatient: Door) -> None:
    impatient.is_forgetful = True
    shown = await impatient.caller(with_callback=True).say("배고파")
    assert not shown.is_late
    assert shown.response is not None
    assert shown.response["template"]["outputs"][0] == {"simpleText": {"text": "잠깐만요, 10초 뒤에 다시 눌러줘요"}}
    assert impatient.counted("shed") == 1


async def test_a_redirect_is_not_followed_and_no_token_is_logged() -> None:
    followed: list[str] = []

    async def redirect(request: web.Request) -> web.Response:
        followed.append(request.path)
        raise web.HTTPTemporaryRedirect("/elsewhere")

    app = web.Application()
    app.router.add_post("/{path:.*}", redirect)
    async with TestServer(app) as server, ClientSession() as session:
        with structlog.testing.capture_logs() as logs:
            client = _callbacks(session, str(server.make_url("")).rstrip("/"))
            url = str(server.make_url("/v1/bots/b/callback/secret-token"))
            assert await client.post(_to(url), ANSWER) is Delivery.REFUSED
            dead = _callbacks(session, "http://127.0.0.1:9")
            assert await dead.post(_to("http://127.0.0.1:9/secret-token", seconds=54.7), ANSWER) is Delivery.UNKNOWN
        assert followed == ["/v1/bots/b/callback/secret-token"]
        assert logs
        assert "secret-token" not in repr(logs)


def _callbacks(session: ClientSession, stand_in: str = "") -> Callbacks:
    return Callbacks(session, AdapterMetrics(CollectorRegistry()), hosts=HOSTS, stand_in=stand_in)


def _to(url: str, *, attempt: int = 1, seconds: float = 0) -> Destination:
    """The address of a call that came so many seconds ago."""
    came = datetime.now(UTC) - timedelta(seconds=seconds)
    return Destination(Account("kakao", "u1"), uuid4(), came, url, attempt)
