"""How many turns a process runs at a time.

A turn is mostly work for the one processor that also answers the doors: what runs beside it makes it no faster, only
everything slower. So a few run, and the others wait in order; while a turn waits for a system outside, another has its
place.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar

PLACES = 3
"""Turns at a time: one works while others wait for their rows; a door waits for the work of all of them."""

LONGEST_WAIT_SECONDS = 1.0
"""What a person may be let wait for a place, of the 3.5 s of a turn."""

_LET_PASS_SECONDS = 0.05
"""How long, at most, a turn that could begin lets others in at the doors first."""

_FIRST_GUESS_SECONDS = 0.02
_SHARE_OF_THE_LAST = 0.05


class _Place:
    """One turn's place, which it may leave and come back to."""

    def __init__(self, free: asyncio.Semaphore) -> None:
        self._free = free
        self._away = 0
        self.is_held = False

    async def take(self) -> None:
        await self._free.acquire()
        self.is_held = True

    def give_back(self) -> None:
        if self.is_held:
            self.is_held = False
            self._free.release()

    async def without(self, *, leaves: bool) -> None:
        """Count a wait outside that begins or ends; two of one turn at the same time are one."""
        self._away += 1 if leaves else -1
        if leaves:
            self.give_back()
        elif self._away == 0:
            await self.take()


_taken: ContextVar[_Place | None] = ContextVar("place", default=None)


class Capacity:
    """The places of one process."""

    def __init__(self, places: int = PLACES, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._free = asyncio.Semaphore(places)
        self._places = places
        self._monotonic = monotonic
        self._waiting = 0
        self._at_doors = 0
        self._doors_are_clear = asyncio.Event()
        self._doors_are_clear.set()
        self._seconds_a_turn = _FIRST_GUESS_SECONDS

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place for one turn, first come first served."""
        place = _Place(self._free)
        self._waiting += 1
        try:
            await place.take()
            await self._let_pass()
        except asyncio.CancelledError:
            place.give_back()
            raise
        finally:
            self._waiting -= 1
        mark, began = _taken.set(place), self._monotonic()
        try:
            yield
        finally:
            _taken.reset(mark)
            place.give_back()
            self._seconds_a_turn += _SHARE_OF_THE_LAST * (self._monotonic() - began - self._seconds_a_turn)

    @contextmanager
    def entering(self) -> Iterator[None]:
        """Something comes in at a door that must be quick: no turn begins meanwhile."""
        self._at_doors += 1
        self._doors_are_clear.clear()
        try:
            yield
        finally:
            self._at_doors -= 1
            if self._at_doors == 0:
                self._doors_are_clear.set()

    async def _let_pass(self) -> None:
        if self._doors_are_clear.is_set():
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(_LET_PASS_SECONDS):
                await self._doors_are_clear.wait()

    @property
    def is_full(self) -> bool:
        """Whether one more would wait longer than `LONGEST_WAIT_SECONDS`, as long as the last turns took."""
        return self._waiting * self._seconds_a_turn / self._places > LONGEST_WAIT_SECONDS


@asynccontextmanager
async def aside() -> AsyncIterator[None]:
    """Give the running turn's place, if there is one, to others while a system outside is waited for."""
    place = _taken.get()
    if place is None:
        yield
        return
    await place.without(leaves=True)
    try:
        yield
    finally:
        await place.without(leaves=False)
