"""Business time: what "now" is for opening hours, coupons and jobs. Never for time limits or token expiry."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")

_SETTING = re.compile(r"(?P<start>[^@]+)(?:@(?P<speed>\d+(?:\.\d+)?)x(?:@(?P<anchor>\d+(?:\.\d+)?))?)?")


@dataclass(frozen=True, slots=True)
class Clock:
    """The real time, or one made for development: `start` at the real instant `anchor`, running at `speed`.

    `anchor` is in seconds of the Unix epoch; a fixed clock has speed 0.
    """

    zone: ZoneInfo = SEOUL
    start: datetime | None = None
    speed: float = 1.0
    anchor: float = 0.0

    @classmethod
    def parse(cls, setting: str, zone: ZoneInfo = SEOUL) -> Self:
        """Read the setting `CLOCK`: empty, `TIME` (stands still) or `TIME@600x` (runs 600 times as fast).

        TIME is ISO 8601; without an offset it is a time of `zone`. `TIME@600x@ANCHOR` is the form that
        `setting` gives, so that several processes and restarts share one fast clock.

        Raises:
            ValueError: none of these forms.
        """
        if not setting:
            return cls(zone)
        match = _SETTING.fullmatch(setting)
        if match is None:
            raise ValueError("expected an ISO 8601 time, or one followed by @600x")
        start = datetime.fromisoformat(match["start"])
        start = start.replace(tzinfo=zone) if start.tzinfo is None else start.astimezone(zone)
        anchor = float(match["anchor"]) if match["anchor"] else time.time()
        return cls(zone, start, float(match["speed"] or 0), anchor)

    @property
    def setting(self) -> str:
        """The text from which another process parses this very clock."""
        if self.start is None:
            return ""
        return f"{self.start.isoformat()}@{self.speed}x@{self.anchor}"

    def now(self) -> datetime:
        """The business time, aware, in the clock's zone."""
        if self.start is None:
            return datetime.now(self.zone)
        return self.start + timedelta(seconds=(time.time() - self.anchor) * self.speed)
