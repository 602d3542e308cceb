"""A circuit breaker: who has failed several times in a row is left alone for a while, then tried once."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum


class Mode(StrEnum):
    """What a breaker does with the next call."""

    CLOSED = "closed"  # lets it through
    OPEN = "open"  # keeps it back
    TRYING = "trying"  # one call is through to see; others are kept back


class Breaker:
    """Opens after `failures` failed calls in a row, for `rest_seconds`; then the first call tries for all.

    A trial that never reports (its caller was cancelled) is forgotten after another rest. One breaker serves
    one event loop: nothing here awaits, so nothing interleaves.
    """

    def __init__(
        self, *, failures: int = 5, rest_seconds: float = 10.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = failures
        self._rest = rest_seconds
        self._clock = clock
        self._failed = 0
        self._mode = Mode.CLOSED
        self._since = 0.0

    @property
    def mode(self) -> Mode:
        """As of the last call."""
        return self._mode

    def lets_through(self) -> bool:
        """Whether to call now. True promises a `succeeded` or `failed` afterwards."""
        if self._mode is Mode.CLOSED:
            return True
        if self._clock() - self._since < self._rest:
            return False
        self._enter(Mode.TRYING)
        return True

    def succeeded(self) -> None:
        """The system answered, be it with a refusal: it lives."""
        self._failed = 0
        self._mode = Mode.CLOSED

    def failed(self) -> None:
        """No usable answer."""
        self._failed += 1
        if self._mode is Mode.TRYING or self._failed >= self._limit:
            self._enter(Mode.OPEN)

    def _enter(self, mode: Mode) -> None:
        self._mode = mode
        self._since = self._clock()
