"""card-sync, every 5 minutes: balances and payments from the card system, then aid and evidence from what changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.foodcard.aid import Aid
from core.foodcard.evidence import Evidence
from core.foodcard.sync import CardSync
from scheduler.job import Job, Result
from scheduler.slots import timetable


class CardReading:
    """Reads, gives, learns. `sync` is None where no card system is asked (an office uploads, or people say)."""

    def __init__(self, sync: CardSync | None, aid: Aid, evidence: Evidence) -> None:
        self._sync = sync
        self._aid = aid
        self._evidence = evidence

    async def __call__(self, at: datetime, *, dry_run: bool) -> Result:
        """A dry run asks the card system nothing and says who would get aid."""
        if dry_run:
            return {"aid": await self._aid.sweep(at, keep=False)}
        told: dict[str, object] = {}
        if self._sync is not None:
            report = await self._sync.run(at)
            told = {"pages": report.pages, "cards": report.cards, "changed": report.changed}
            told |= {"payments": report.payments, "finished": report.finished}
        return {**told, "aid": await self._aid.sweep(at), "matched": await self._evidence.weigh(at)}


def job(sync: CardSync | None, aid: Aid, evidence: Evidence) -> Job:
    """A run that was missed is made up for by the next; a slot counts for ten minutes."""
    return Job("card-sync", timetable(minute="*/5"), timedelta(minutes=10), CardReading(sync, aid, evidence))
