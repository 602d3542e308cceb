"""What the card system sends, as docs/foodcard-api.yaml has it; a field too many is none of our business."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, Field

Won = Annotated[int, Field(ge=0, le=10_000_000)]
Ref = Annotated[str, Field(min_length=1, max_length=64)]


class CardPayload(BaseModel):
    """One card."""

    ref: Ref
    balance: Won
    status: Literal["ACTIVE", "INACTIVE", "SUSPENDED", "EXPIRED", "LOST"]
    charge_day: Annotated[int, Field(ge=1, le=31)] | None = None
    updated_at: AwareDatetime


class PagePayload(BaseModel):
    """A page of cards."""

    cards: list[CardPayload]
    next: str | None = None


class TransactionPayload(BaseModel):
    """One payment or refusal."""

    id: Annotated[str, Field(min_length=1, max_length=100)]
    status: Literal["APPROVED", "REFUSED", "CANCELLED"]
    amount: Won
    merchant: Annotated[str, Field(max_length=200)]
    reason: Literal["MERCHANT", "BALANCE", "LIMIT", "HOURS", "CARD"] | None = None
    occurred_at: AwareDatetime


class TransactionsPayload(BaseModel):
    """The payments of a card."""

    transactions: list[TransactionPayload]


class HoldPayload(BaseModel):
    """A hold."""

    id: Annotated[str, Field(min_length=1, max_length=100)]


class HomePayload(BaseModel):
    """What the system can do."""

    can_hold: bool = False
