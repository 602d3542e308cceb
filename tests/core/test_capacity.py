"""A process runs a few turns at a time, in order, and says when one more would wait too long."""

from __future__ import annotations

import asyncio

from core.capacity import Capacity, aside


class Turns:
    """Turns of one capacity that run until they are told to end; `running` now, `began` in which order."""

    def __init__(self, capacity: Capacity) -> None:
        self.capacity = capacity
        self.running = 0
        self.began: list[int] = []
        self.may_end = asyncio.Event()

    async def take(self, number: int) -> None:
        async with self.capacity.place():
            self.began.append(number)
            self.running += 1
            await self.may_end.wait()
            self.running -= 1


def _full(capacity: Capacity) -> bool:
    return capacity.is_full


async def _settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_few_run_and_the_others_follow_in_order() -> None:
    turns = Turns(Capacity(2))
    async with asyncio.TaskGroup() as all_of_them:
        for number in range(5):
            all_of_them.create_task(turns.take(number))
        await _settle()
        assert turns.running == 2
        turns.may_end.set()
    assert turns.began == [0, 1, 2, 3, 4]


async def test_no_turn_begins_while_somebody_comes_in_at_a_door_but_it_waits_for_a_moment_only() -> None:
    capacity = Capacity(1)
    turns = Turns(capacity)
    turns.may_end.set()
    with capacity.entering():
        waiting = asyncio.create_task(turns.take(0))
        with capacity.entering():
            await _settle()
        await _settle()
        assert turns.began == []
    await waiting
    with capacity.entering():  # a door that is never clear
        async with asyncio.timeout(5):
            await turns.take(1)
    assert turns.began == [0, 1]


async def test_who_gives_up_at_a_busy_door_leaves_the_place_to_others() -> None:
    capacity = Capacity(1)
    turns = Turns(capacity)
    turns.may_end.set()
    with capacity.entering():
        waiting = asyncio.create_task(turns.take(0))
        await _settle()
        waiting.cancel()
        await asyncio.wait({waiting})
    async with asyncio.timeout(5):
        await turns.take(1)
    assert turns.began == [1]


async def test_who_waits_for_a_system_outside_leaves_the_place_and_comes_back_to_one() -> None:
    capacity = Capacity(1)
    outside, order = asyncio.Event(), list[str]()

    async def asking() -> None:
        async with capacity.place():
            order.append("asks")
            async with asyncio.TaskGroup() as both:  # two questions at a time give the place up once
                both.create_task(_outside())
                both.create_task(_outside())
            order.append("goes on")

    async def _outside() -> None:
        async with aside():
            await outside.wait()

    async def other() -> None:
        async with capacity.place():
            order.append("other")
            outside.set()
            await _settle()
            order.append("other ends")

    await asyncio.gather(asking(), other())
    assert order == ["asks", "other", "other ends", "goes on"]
    async with asyncio.timeout(1), capacity.place():
        assert not _full(capacity)


async def test_a_turn_that_is_given_up_outside_or_in_the_queue_leaves_no_place_behind() -> None:
    capacity = Capacity(1)

    async def lost() -> None:
        async with capacity.place(), aside():
            await asyncio.Event().wait()

    given_up = asyncio.create_task(lost())
    await _settle()
    async with capacity.place():
        queued = [asyncio.create_task(lost()), given_up]
        await _settle()
        for task in queued:
            task.cancel()
        await _settle()
    await asyncio.gather(*queued, return_exceptions=True)
    turns = Turns(capacity)
    turns.may_end.set()
    async with asyncio.timeout(1):
        await asyncio.gather(turns.take(0), turns.take(1))


async def test_it_is_full_when_one_more_would_wait_longer_than_a_second_and_not_a_moment_later() -> None:
    now = 0.0
    capacity = Capacity(2, monotonic=lambda: now)
    slow = [Turns(capacity) for _ in range(100)]
    for turns in slow:  # turns that take a second each
        task = asyncio.create_task(turns.take(0))
        await _settle()
        now += 1.0
        turns.may_end.set()
        await task
    waiting = Turns(capacity)
    async with asyncio.TaskGroup() as queue:
        for number in range(4):
            queue.create_task(waiting.take(number))
        await _settle()
        assert not _full(capacity)  # two run, two wait: a second
        queue.create_task(waiting.take(4))
        await _settle()
        assert _full(capacity)
        waiting.may_end.set()
    assert not _full(capacity)
