"""AlimTalk's provider, against one that refuses what NHN Cloud refuses: once, whatever happens on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from aiohttp import ClientSession
from prometheus_client import CollectorRegistry

from adapters import alimtalk
from adapters.outside import OutsideClient, OutsideMetrics
from bot.standins.alimtalk import AlimtalkStandIn, Template
from bot.standins.server import Fault
from core.channel import Channel, Delivery, Destination
from core.messages import Account, Answer

NUMBER = "01012345678"
GUARDIAN = "아이 쿠폰이 11월 23일 18시 30분까지예요.", "잊지 않게 알려 주세요!"
SENDER = "0123456789abcdef" * 2 + "01234567"


@dataclass
class Alimtalk:
    """A provider, our channel, and one person with a number."""

    provider: AlimtalkStandIn
    session: ClientSession
    numbers: dict[str, str] = field(default_factory=lambda: {"7": NUMBER})
    sender_key: str = SENDER
    url: str = ""

    @property
    def channel(self) -> Channel:
        async def number_of(person: str) -> str | None:
            return self.numbers.get(person)

        outside = OutsideClient(
            self.session, alimtalk.service(self.url or self.provider.service_url), OutsideMetrics(CollectorRegistry())
        )
        return alimtalk.channel(outside, number_of, secret_key="a-key", sender_key=self.sender_key, is_real=False)

    async def send(self, *lines: str, to: Destination | None = None) -> Delivery:
        key = uuid4()
        answer = Answer(turn_id=key, session_id=key, turn=0, lines=lines or GUARDIAN)
        channel = self.channel
        return await channel.send(to or destination(), channel.render(answer))


def destination() -> Destination:
    return Destination(Account("alimtalk", "7"), uuid4(), datetime.now(UTC))


@pytest.fixture
async def phone() -> AsyncIterator[Alimtalk]:
    provider = await AlimtalkStandIn.start()
    provider.templates = {each.code: Template(each.body) for each in alimtalk.load(alimtalk.TEMPLATES_FILE)}
    async with ClientSession() as session:
        yield Alimtalk(provider, session)
    await provider.stop()


async def test_an_approved_message_reaches_the_number_and_is_known_to_have_arrived(phone: Alimtalk) -> None:
    assert await phone.send() is Delivery.DELIVERED
    assert phone.provider.accepted == [("alimtalk", NUMBER, "\n".join(GUARDIAN))]
    assert phone.provider.calls[0].headers["X-Secret-Key"] == "a-key"


async def test_what_is_not_approved_or_has_no_number_is_refused_without_a_call(phone: Alimtalk) -> None:
    assert await phone.send("오늘은 떡볶이 어때요?") is Delivery.REFUSED
    phone.numbers.clear()
    assert await phone.send() is Delivery.REFUSED
    assert list(phone.provider.calls) == []


OUTCOMES: tuple[tuple[Sequence[Fault], Delivery, int], ...] = (
    ([Fault.ERROR], Delivery.DELIVERED, 1),
    ([Fault.CUT_BEFORE, Fault.CUT_BEFORE], Delivery.DELIVERED, 1),
    ([Fault.CUT_AFTER], Delivery.DELIVERED, 1),  # it is told that its key is known, and asks
    ([Fault.CUT_AFTER, Fault.CUT_BEFORE, Fault.ERROR], Delivery.DELIVERED, 1),  # nobody answers, and it asks
    ([Fault.CUT_BEFORE] * 3, Delivery.UNKNOWN, 0),
    ([Fault.NO_JSON] * 3, Delivery.UNKNOWN, 0),
    ([Fault.BUSY] * 3, Delivery.LATER, 0),
)


@pytest.mark.parametrize(("faults", "delivery", "messages"), OUTCOMES)
async def test_whatever_happens_on_the_way_nobody_is_written_to_twice(
    phone: Alimtalk, faults: Sequence[Fault], delivery: Delivery, messages: int
) -> None:
    phone.provider.faults.extend(faults)
    assert await phone.send() is delivery
    assert len(phone.provider.accepted) == messages


async def test_the_same_message_again_is_still_one(phone: Alimtalk) -> None:
    to = destination()
    assert [await phone.send(to=to), await phone.send(to=to)] == [Delivery.DELIVERED] * 2
    assert len(phone.provider.accepted) == 1
    assert await phone.send(to=replace(to, key=uuid4())) is Delivery.DELIVERED
    assert len(phone.provider.accepted) == 2


async def test_a_provider_that_is_not_there_is_asked_later(phone: Alimtalk) -> None:
    phone.url = "http://127.0.0.1:9"
    assert await phone.send() is Delivery.LATER


@pytest.mark.parametrize("wrong", ["not approved", "unknown template", "secret", "sender", "number"])
async def test_what_the_provider_will_never_take_is_refused(phone: Alimtalk, wrong: str) -> None:
    guardian = phone.provider.templates["NVY-GUARDIAN-1"]
    if wrong == "not approved":
        phone.provider.templates["NVY-GUARDIAN-1"] = replace(guardian, status="TSC02")
    if wrong == "unknown template":
        del phone.provider.templates["NVY-GUARDIAN-1"]
    if wrong == "secret":
        phone.provider.secret_key = "another"
    if wrong == "sender":
        phone.sender_key = "short"
    if wrong == "number":
        phone.numbers["7"] = "1234"
    assert await phone.send() is Delivery.REFUSED
    assert phone.provider.accepted == []


async def test_a_message_that_does_not_arrive_is_refused_and_one_that_nobody_knows_of_is_sent(phone: Alimtalk) -> None:
    phone.provider.unreachable.add(NUMBER)
    assert await phone.send() is Delivery.REFUSED
    phone.provider.unreachable.clear()
    phone.provider.results_after = 9
    assert await phone.send() is Delivery.SENT


async def test_a_number_is_told_to_the_provider_and_to_nobody_else(
    phone: Alimtalk, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    phone.provider.faults.append(Fault.CUT_BEFORE)
    await phone.send()
    phone.provider.templates.clear()
    await phone.send()
    out, err = capsys.readouterr()
    assert NUMBER not in out + err + caplog.text
    assert "alimtalk_refused" in out + err + caplog.text
