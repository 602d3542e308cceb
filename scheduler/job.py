"""What a job is: a name, a timetable, a rule for slots that were missed, and its work."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from apscheduler.triggers.cron import CronTrigger

Result = Mapping[str, Any]
"""What a run did, as JSON: mostly counts. Never personal data."""


class Work(Protocol):
    """The work of a job, as if at `at` (business time, aware).

    It may be begun again for the same slot after a crash, so running it twice must change nothing that once would
    not. With `dry_run` it says what it would do and changes nothing.
    """

    def __call__(self, at: datetime, *, dry_run: bool) -> Awaitable[Result]:
        """Do it.

        Raises:
            Exception: of any kind; the slot is tried again, and fails for good after `runner.ATTEMPTS`.
        """


@dataclass(frozen=True, slots=True)
class Job:
    """A job of the timetable.

    A slot that is older than `grace` (business time) when a scheduler comes to it is written down as skipped: a job
    that looks at the world as it is needs its newest slot only, one that sums up a day needs every day. The library's
    own default would be one second.
    """

    name: str
    trigger: CronTrigger
    grace: timedelta
    work: Work
