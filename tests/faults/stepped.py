"""A clock that a test sets for processes of ours: it stands until they have done what is due."""

from __future__ import annotations

from datetime import datetime
from multiprocessing.sharedctypes import Synchronized
from typing import Any, ClassVar

import uvloop

from bot import log
from bot.commands.scheduler import work
from bot.config import Settings
from bot.embedded.servers import running
from core.clock import Clock

Hand = Synchronized  # of float: what the clock shows, in seconds of the Unix epoch


class SteppedClock(Clock):
    """Shows what `hand` says; looked at as often as a fast clock."""

    hand: ClassVar[Any]

    def now(self) -> datetime:
        """The business time that the test has come to."""
        return datetime.fromtimestamp(self.hand.value, self.zone)


class SteppedSettings(Settings):
    """The environment's settings, with this clock for theirs."""

    def business_clock(self) -> Clock:
        """The one clock of all processes."""
        return SteppedClock(speed=600.0)


def schedule(hand: Hand[float]) -> None:
    """What `naviyam scheduler` does, by this clock."""
    SteppedClock.hand = hand
    settings = SteppedSettings()
    log.configure("scheduler", settings.log_dir)
    with running(settings) as (complete, _):
        uvloop.run(work(complete))
