"""Reading the card system: balances page by page, then what was paid where. Stopped anywhere, it goes on there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from core.foodcard.provider import CardSystem, Statement, Transaction
from core.outside import OutsideError, RefusedError
from core.privacy import mask
from db import card_sync
from db.card_sync import CardState, Payment, Position, Unread
from db.crypto import Cipher, DamagedValueError, WrongKeyError
from db.pool import Database

PROVIDER = "http"
_OVERLAP = timedelta(minutes=10)
"""What is asked for again before the newest statement: rows may appear late. What is known already changes nothing."""
_BATCH = 200
_AT_ONCE = 8

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. `finished` is false where the card system stopped answering; the next run goes on."""

    pages: int
    cards: int
    changed: int
    payments: int
    finished: bool


class CardSync:
    """Takes over what the card system says. Holds no connection across a call."""

    def __init__(
        self, database: Database, system: CardSystem, cipher: Cipher, *, payments_seconds: float = 120.0
    ) -> None:
        self._database = database
        self._system = system
        self._cipher = cipher
        self._payments_seconds = payments_seconds

    async def run(self, now: datetime) -> Report:
        """Read every page that is left, then payments for at most `payments_seconds`; balances are as of `now`.

        Raises:
            DatabaseUnavailableError: PostgreSQL went away; what was taken over stays.
        """
        pages = cards = changed = payments = 0
        try:
            while True:
                told, new, goes_on = await self._page(now)
                pages, cards, changed = pages + 1, cards + told, changed + new
                if not goes_on:
                    break
            payments = await self._payments()
        except OutsideError as error:
            _log.warning("card_sync_interrupted", reason=str(error), pages=pages)
            return Report(pages, cards, changed, payments, finished=False)
        return Report(pages, cards, changed, payments, finished=True)

    async def _page(self, now: datetime) -> tuple[int, int, bool]:
        """(statements on the page, linked cards that changed, whether another page follows)."""
        async with self._database.acquire() as connection:
            position = await card_sync.begin(connection, PROVIDER, datetime.now(UTC))
        since = position.changed_since - _OVERLAP if position.changed_since else None
        try:
            page = await self._system.cards(since, position.next_cursor)
        except RefusedError:
            if position.next_cursor is None:
                raise
            async with self._database.acquire() as connection:
                await card_sync.give_up(connection, PROVIDER, position)
            return 0, 0, True
        changed = await self._take(position, page.cards, page.next, now)
        return len(page.cards), changed, page.next is not None

    async def _take(self, position: Position, cards: Sequence[Statement], following: str | None, now: datetime) -> int:
        newest = max((card.updated_at for card in cards), default=None)
        states = [self._state(card) for card in cards]
        async with self._database.transaction() as connection:
            changed = await card_sync.take_over(connection, states, now)
            await card_sync.turn_page(connection, PROVIDER, position, following, newest, now)
        return len(changed)

    def _state(self, card: Statement) -> CardState:
        ref_hash = self._cipher.keyed_hash(card.ref, "card_ref")
        return CardState(ref_hash, card.balance, card.status, card.charge_day, card.updated_at)

    async def _payments(self) -> int:
        """Payments of cards that changed, several cards at once; how many were new or told of again."""
        ends, read, after = time.monotonic() + self._payments_seconds, 0, 0
        while time.monotonic() < ends:
            async with self._database.acquire() as connection:
                cards = await card_sync.unread_payments(connection, after, _BATCH)
            if not cards:
                break
            read += sum(await _some_at_once(cards, self._payments_of))
            after = cards[-1].card_id
        return read

    async def _payments_of(self, card: Unread) -> int:
        try:
            ref = self._cipher.open(card.card_ref_enc, f"foodcard_users.card_ref_enc:{card.user_id}").decode()
        except (WrongKeyError, DamagedValueError):
            _log.warning("card_reference_unreadable", card_id=card.card_id)
            return 0
        since = card.read_until - _OVERLAP if card.read_until else None
        told = await self._system.transactions(ref, since)
        async with self._database.transaction() as connection:
            await card_sync.add_payments(connection, [self._payment(card.card_id, one) for one in told])
            await card_sync.payments_read(connection, card.card_id, card.changed_at)
        return len(told)

    def _payment(self, card_id: int, told: Transaction) -> Payment:
        """A payment as it is kept; what is personal in a merchant's name is masked."""
        return Payment(
            card_id=card_id,
            transaction_hash=self._cipher.keyed_hash(told.id, "card_transaction"),
            status=told.status,
            amount=told.amount,
            merchant_name=mask(told.merchant)[:200],
            occurred_at=told.occurred_at,
            refusal_reason=told.reason if told.status == "REFUSED" else None,
        )


async def _some_at_once(cards: Sequence[Unread], read: Callable[[Unread], Awaitable[int]]) -> list[int]:
    """Do `read` for each card, a few at a time; raises the first failure when all have ended."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(card: Unread) -> int:
        async with gate:
            return await read(card)

    done = await asyncio.gather(*map(one, cards), return_exceptions=True)
    for outcome in done:
        if isinstance(outcome, BaseException):
            raise outcome
    return [outcome for outcome in done if isinstance(outcome, int)]
