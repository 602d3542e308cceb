"""Balances from a sheet that an office uploads, for where no card system can be asked (`FOODCARD_PROVIDER=file`)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.foodcard.provider import Statement
from db import card_sync, operators
from db.card_sync import CardState
from db.crypto import Cipher
from db.operators import Deed
from db.pool import Database

_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the cards of a sheet: `updated` are linked and newer, `known` linked and not newer, `strangers`
    are linked to nobody here; of these nothing is kept.
    """

    updated: int = 0
    known: int = 0
    strangers: int = 0


@dataclass(frozen=True, slots=True)
class Uploader:
    """Who brings a sheet: an operator (None: the command line), who changes cards of their region only (None: all)."""

    operator_id: int | None = None
    region_id: int | None = None


class Sheets:
    """Takes sheets over. A sheet that is taken again, or an older one, changes nothing."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def take(self, cards: Sequence[Statement], digest: str, uploader: Uploader, *, keep: bool) -> Taken:
        """Take over what is newer than what is known, all of it or nothing, with a line in the audit log.

        `digest` names the file; cards of another region than the uploader's count as strangers. Without `keep`
        everything is taken back: what it would be.

        Raises:
            DatabaseUnavailableError: PostgreSQL went away; nothing was taken.
        """
        told: Counter[str] = Counter()
        async with self._database.transaction(keep=keep) as connection:
            for at, states in self._by_time(cards):
                hashes = [state.ref_hash for state in states]
                linked = await card_sync.linked(connection, hashes, uploader.region_id)
                ours = [state for state in states if state.ref_hash in linked]
                updated = len(await card_sync.take_over(connection, ours, at))
                told.update(updated=updated, known=len(ours) - updated, strangers=len(states) - len(ours))
            taken = Taken(**told)
            details = {"updated": taken.updated, "known": taken.known, "strangers": taken.strangers}
            who = (uploader.operator_id, uploader.region_id)
            await operators.record(connection, Deed(*who, "import_balances", "card_sheet", digest, details=details))
        return taken

    def _by_time(self, cards: Sequence[Statement]) -> list[tuple[datetime, list[CardState]]]:
        """Batches of cards that were true at one time, oldest first."""
        by_time: defaultdict[datetime, list[CardState]] = defaultdict(list)
        for card in cards:
            ref_hash = self._cipher.keyed_hash(card.ref, "card_ref")
            by_time[card.updated_at].append(
                CardState(ref_hash, card.balance, card.status, card.charge_day, card.updated_at)
            )
        return [
            (at, states[start : start + _BATCH])
            for at, states in sorted(by_time.items())
            for start in range(0, len(states), _BATCH)
        ]
