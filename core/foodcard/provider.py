"""What the product needs of a card system, whoever it is. Money in won, times aware."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Statement:
    """What the card system says of one card: `ref` is its own name for it, never a printed card number."""

    ref: str
    balance: int
    status: str
    charge_day: int | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Some statements, and the cursor of the next page (None: this was the last)."""

    cards: Sequence[Statement]
    next: str | None


@dataclass(frozen=True, slots=True)
class Transaction:
    """One payment or refusal. `status` is APPROVED, REFUSED or CANCELLED; `reason` why it was refused, if told."""

    id: str
    status: str
    amount: int
    merchant: str
    reason: str | None
    occurred_at: datetime


class CardSystem(Protocol):
    """A card system that is asked. Every call may raise `core.outside.NoAnswerError` or `RefusedError`."""

    async def cards(self, since: datetime | None, cursor: str | None) -> Page:
        """A page of the cards that changed since (None: all of them)."""

    async def transactions(self, ref: str, since: datetime | None) -> Sequence[Transaction]:
        """What a card paid since (None: as far back as is kept), oldest first."""


class Holds(Protocol):
    """A card system that can keep an amount for a voucher until the shop confirms."""

    async def can_hold(self) -> bool:
        """Whether it does at all."""

    async def hold(self, ref: str, amount: int, key: UUID) -> str:
        """Keep an amount; the id of the hold. The same `key` never holds twice."""

    async def capture(self, hold_id: str) -> None:
        """Take what is kept, once."""

    async def cancel(self, hold_id: str) -> None:
        """Give back what is kept; nothing happens where it was given back already."""
