"""Emergency aid: a card runs low, and something to eat is there, exactly once whoever notices first.

Chat, sync and sweep may notice at the same moment in any number of processes. Each locks the card's row, decides
anew under the lock, and in that one transaction puts the coupon into the wallet, writes the grant, raises the flag
and, where nobody is talking, leaves the notice in the outbox. Entitlement hangs on the card, not on the account.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from core.clock import SEOUL
from core.foodcard.card import next_charge
from core.notifications.gate import TALKING, Kind
from core.notifications.leaving import Outgoing, leave
from core.notifications.night import daytime_from
from db import aid, benefits, card_sync, wallet
from db.aid import LowCard
from db.crypto import Cipher
from db.outbox import Outbox
from db.pool import Connection, Database

LASTS = timedelta(hours=24)
APART = timedelta(hours=24)
"""Between two aids of one card."""
_BATCH = 500


class Refusal(StrEnum):
    """Why there is no aid now."""

    NO_CARD = "no_card"
    STOPPED = "stopped"  # the card is not active, or its balance was never told
    NOT_LOW = "not_low"
    CHARGED_TOMORROW = "charged_tomorrow"
    RECENTLY = "recently"  # had it within 24 hours
    OFTEN_ENOUGH = "often_enough"  # the month's maximum
    NO_BUDGET = "no_budget"
    HELD_ELSEWHERE = "held_elsewhere"  # somebody else is deciding just now


@dataclass(frozen=True, slots=True)
class Given:
    """Aid is in the wallet and good until `expires_at`; `now` says that this call put it there."""

    expires_at: datetime
    now: bool


class Aid:
    """Decides and gives. `notice` is the neutral message that a lock screen may show."""

    def __init__(self, database: Database, cipher: Cipher, outbox: Outbox, notice: Mapping[str, Any]) -> None:
        self._database = database
        self._cipher = cipher
        self._outbox = outbox
        self._notice = notice

    async def ask(self, user_id: int, now: datetime) -> Given | Refusal:
        """Aid for a person who is talking: told in the answer, so nothing is sent. What they hold is told again.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer; nothing was given.
        """
        async with self._database.transaction() as connection:
            card_id = await aid.card_of(connection, user_id)
            if card_id is None:
                return Refusal.NO_CARD
            card = await aid.lock(connection, card_id, now.astimezone(SEOUL).date(), wait=True)
            held = await aid.held_until(connection, user_id, now)
            if held is not None:
                return Given(held, now=False)
            return await self._give(connection, card, now, deliverable=now, told=True)

    async def sweep(self, now: datetime, *, keep: bool = True) -> int:
        """Give aid to every card that runs low at `now`; returns to how many. Safe in any number of processes at once.

        Without `keep` everything is taken back: how many it would be.

        Raises:
            DatabaseUnavailableError: PostgreSQL went away; what was given stays.
        """
        today = now.astimezone(SEOUL).date()
        last_day = _last_day(today + timedelta(days=1))
        given, after = 0, 0
        while True:
            async with self._database.acquire() as connection:
                ids = await aid.low_cards(connection, today, last_day, after, _BATCH)
            for card_id in ids:
                outcome = await self._offer(card_id, now, keep=keep)
                given += isinstance(outcome, Given)
                if outcome is Refusal.NO_BUDGET:
                    return given
            if not ids:
                return given
            after = ids[-1]

    async def _offer(self, card_id: int, now: datetime, *, keep: bool) -> Given | Refusal:
        """Aid for one card, with its notice; nothing where another process has the card in hand."""
        async with self._database.transaction(keep=keep) as connection:
            card = await aid.lock(connection, card_id, now.astimezone(SEOUL).date(), wait=False)
            if card is None:
                return Refusal.HELD_ELSEWHERE
            in_talk = await aid.is_in_talk(connection, card.user_id, now - TALKING)
            deliverable = now if in_talk else daytime_from(now)
            return await self._give(connection, card, now, deliverable=deliverable, told=False)

    async def _give(
        self, connection: Connection, card: LowCard | None, now: datetime, *, deliverable: datetime, told: bool
    ) -> Given | Refusal:
        why = Refusal.NO_CARD if card is None else not_entitled(card, now)
        if card is None or why is not None:
            return why or Refusal.NO_CARD
        subject = card.card_ref_hash or self._cipher.keyed_hash(str(card.user_id), "benefit")
        if (had := await self._had(connection, card, subject, now)) is not None:
            return had
        expires_at = deliverable + LASTS
        taken = await wallet.claim(
            connection, card.user_id, aid.COUPON, "EMERGENCY_ASSIST", "SYSTEM", now.astimezone(SEOUL), expires_at
        )
        if isinstance(taken, wallet.Refusal):
            return Refusal.RECENTLY if taken is wallet.Refusal.HELD else Refusal.NO_BUDGET
        await benefits.grant(connection, aid.BENEFIT, subject, taken, now)
        await card_sync.mark_alert(connection, card.id, now)
        if not told:
            notice = Outgoing(f"aid:{taken}", Kind.AID, self._notice, deliverable, expires_at)
            await leave(connection, self._outbox, card.user_id, notice)
        return Given(expires_at, now=True)

    async def _had(self, connection: Connection, card: LowCard, subject: bytes, now: datetime) -> Refusal | None:
        if await benefits.times_granted(connection, aid.BENEFIT, subject, now - APART + timedelta(microseconds=1)):
            return Refusal.RECENTLY
        month = now.astimezone(SEOUL).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        times = await benefits.times_granted(connection, aid.BENEFIT, subject, month)
        return Refusal.OFTEN_ENOUGH if times >= card.monthly_maximum else None


def not_entitled(card: LowCard, now: datetime) -> Refusal | None:
    """What about the card itself speaks against aid at `now`, None where nothing does (domain.md 7)."""
    if card.status != "ACTIVE" or not card.is_known:
        return Refusal.STOPPED
    if card.balance >= card.low_below:
        return Refusal.NOT_LOW
    today = now.astimezone(SEOUL).date()
    if card.charge_day is not None and next_charge(today, card.charge_day) == today + timedelta(days=1):
        return Refusal.CHARGED_TOMORROW
    if card.told_at is not None and card.told_at > now - APART:
        return Refusal.RECENTLY
    return None


def _last_day(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
