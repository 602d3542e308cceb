"""card-sync, every 5 minutes: balances and payments read, holds settled, then aid and evidence from what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.foodcard.aid import Aid
from core.foodcard.evidence import Evidence
from core.foodcard.sync import CardSync
from core.orders.card_holding import CardHolding
from scheduler.job import Job, Result
from scheduler.slots import timetable


@dataclass(frozen=True, slots=True)
class CardSystemWork:
    """What is done with a card system: reading it, and settling what it keeps for orders that ended."""

    sync: CardSync
    holding: CardHolding


class CardReading:
    """Reads, gives, learns, settles. `system` is None where no card system is asked (people say, or an office)."""

    def __init__(self, system: CardSystemWork | None, aid: Aid, evidence: Evidence) -> None:
        self._system = system
        self._aid = aid
        self._evidence = evidence

    async def __call__(self, at: datetime, *, dry_run: bool) -> Result:
        """A dry run asks the card system nothing and says who would get aid."""
        if dry_run:
            return {"aid": await self._aid.sweep(at, keep=False)}
        told: dict[str, object] = {}
        if self._system is not None:
            report = await self._system.sync.run(at)
            told = {"pages": report.pages, "cards": report.cards, "changed": report.changed}
            told |= {"payments": report.payments, "finished": report.finished}
            told |= {"holds": await self._system.holding.sweep()}
        return {**told, "aid": await self._aid.sweep(at), "matched": await self._evidence.weigh(at)}


def job(system: CardSystemWork | None, aid: Aid, evidence: Evidence) -> Job:
    """A run that was missed is made up for by the next; a slot counts for ten minutes."""
    return Job("card-sync", timetable(minute="*/5"), timedelta(minutes=10), CardReading(system, aid, evidence))
