"""How long the stages of a turn take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from core.messages import Stage


class Stopwatch:
    """Collects stages of one turn, in the order they ended."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._stages: list[Stage] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens inside as the stage `name`; a fault is timed as well."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self._stages.append(Stage(name, (time.perf_counter() - started) * 1000))

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages so far."""
        return tuple(self._stages)

    @property
    def milliseconds(self) -> float:
        """Since the turn began."""
        return (time.perf_counter() - self._started) * 1000

    def of(self, name: str) -> int:
        """Whole milliseconds of a stage, 0 where it did not run."""
        return round(sum(stage.milliseconds for stage in self._stages if stage.name == name))

    @property
    def slowest(self) -> str | None:
        """The stage that took longest: the guide's bottleneck_component."""
        return max(self._stages, key=lambda stage: stage.milliseconds).name if self._stages else None
