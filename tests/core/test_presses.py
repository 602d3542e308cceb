"""A button is answered once, however often and wherever it arrives; what only shows is shown anew later."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from core.messages import Account, Action, ActionName, Answer, Incoming
from core.presses import DOUBLE_TAP_SECONDS, Presses
from db.crypto import Cipher
from db.redis import connect
from tests.adapters.answers import food_answer

CIPHER = Cipher(b"k" * 32)
NOBODY = "redis://127.0.0.1:9"


@dataclass
class Bot:
    """Answers each turn differently; `heard` holds the turns that reached it."""

    heard: list[Incoming] = field(default_factory=list)
    busy: asyncio.Event = field(default_factory=asyncio.Event)
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, incoming: Incoming) -> Answer:
        self.heard.append(incoming)
        number = len(self.heard)
        self.reached.set()
        await self.busy.wait()
        return replace(food_answer(), turn_id=incoming.turn_id, turn=number)


@dataclass
class Time:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


def pressed(
    name: str = ActionName.SELECT, mark: str | None = "t1", person: str = "child", shop: str = "12"
) -> Incoming:
    action = Action(name, {"shop": shop}, mark)
    return Incoming(uuid4(), Account("kakao", person), "여기로 할래", datetime.now(UTC), action)


@pytest.fixture
def bot() -> Bot:
    made = Bot()
    made.busy.set()
    return made


@pytest.fixture(params=["redis", "alone"])
async def presses(request: pytest.FixtureRequest, redis: Redis) -> AsyncIterator[Presses]:
    """With Redis, and with none."""
    if request.param == "redis":
        yield Presses(redis, CIPHER)
        return
    nobody = connect(NOBODY)
    yield Presses(nobody, CIPHER)
    await nobody.aclose()


async def test_a_replayed_press_gets_the_first_answer(presses: Presses, bot: Bot) -> None:
    first = await presses.once(pressed(), bot.answer)
    again = await presses.once(pressed(), bot.answer)
    assert again == first
    assert len(bot.heard) == 1


async def test_a_double_tap_waits_for_the_first_answer(presses: Presses, bot: Bot) -> None:
    bot.busy.clear()
    taps = [asyncio.create_task(presses.once(pressed(), bot.answer)) for _ in range(5)]
    await bot.reached.wait()
    bot.busy.set()
    answers = await asyncio.gather(*taps)
    assert [answer.turn for answer in answers] == [1] * 5
    assert len(bot.heard) == 1


async def test_what_differs_is_another_press(presses: Presses, bot: Bot) -> None:
    different = [
        pressed(),
        pressed(mark="t2"),
        pressed(person="a friend"),
        pressed(shop="13"),
        pressed(ActionName.REPORT),
    ]
    answers = [await presses.once(one, bot.answer) for one in different]
    assert [answer.turn for answer in answers] == [1, 2, 3, 4, 5]


async def test_words_and_buttons_without_a_token_are_turns_of_their_own(presses: Presses, bot: Bot) -> None:
    words = replace(pressed(), action=None)
    for one in (words, words, pressed(mark=None), pressed(mark=None)):
        await presses.once(one, bot.answer)
    assert len(bot.heard) == 4
    assert bot.heard[0] == words


async def test_a_press_that_failed_can_be_made_again(presses: Presses, bot: Bot) -> None:
    async def fail(_incoming: Incoming) -> Answer:
        raise OSError("the database is away")

    with pytest.raises(OSError, match="away"):
        await presses.once(pressed(), fail)
    assert (await presses.once(pressed(), bot.answer)).turn == 1


async def test_who_waits_for_a_press_that_fails_makes_it(presses: Presses, bot: Bot) -> None:
    started, fails = asyncio.Event(), asyncio.Event()

    async def fail(_incoming: Incoming) -> Answer:
        started.set()
        await fails.wait()
        raise OSError("the database is away")

    first = asyncio.create_task(presses.once(pressed(), fail))
    await started.wait()
    second = asyncio.create_task(presses.once(pressed(), bot.answer))
    fails.set()
    with pytest.raises(OSError, match="away"):
        await first
    assert (await second).turn == 1


async def test_what_changes_something_is_one_turn_even_if_all_is_forgotten(redis: Redis, bot: Bot) -> None:
    presses = Presses(redis, CIPHER)
    for name in (ActionName.SELECT, ActionName.MENU):
        await presses.once(pressed(name), bot.answer)
        await redis.flushall()
        await presses.once(pressed(name), bot.answer)
    chosen, again, shown, anew = (heard.turn_id for heard in bot.heard)
    assert chosen == again
    assert shown != anew


async def test_what_only_shows_is_shown_anew_after_the_time_of_a_double_tap(bot: Bot) -> None:
    nobody, time = connect(NOBODY), Time()
    presses = Presses(nobody, CIPHER, monotonic=time)
    for seconds, name, turn in [
        (0, ActionName.MENU, 1),
        (DOUBLE_TAP_SECONDS - 1, ActionName.MENU, 1),
        (2, ActionName.MENU, 2),
        (0, ActionName.SELECT, 3),
        (DOUBLE_TAP_SECONDS * 10, ActionName.SELECT, 3),
    ]:
        time.now += seconds
        assert (await presses.once(pressed(name), bot.answer)).turn == turn
    await nobody.aclose()


async def test_nothing_readable_of_a_press_stands_in_redis(redis: Redis, bot: Bot) -> None:
    await Presses(redis, CIPHER).once(pressed(), bot.answer)
    (key,) = await redis.keys("*")
    held = await redis.get(key)
    assert isinstance(held, bytes)
    assert b"child" not in key
    assert "분식".encode() not in held
    assert 0 < await redis.ttl(key) <= 1800


async def test_an_answer_sealed_with_another_key_is_made_again(redis: Redis, bot: Bot) -> None:
    presses = Presses(redis, CIPHER)
    await presses.once(pressed(), bot.answer)
    (key,) = await redis.keys("*")
    await redis.set(key, b"\x01from another time")
    assert (await presses.once(pressed(), bot.answer)).turn == 2
