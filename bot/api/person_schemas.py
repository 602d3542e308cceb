"""What the doors of people take and give: the guide's 6.1, with contracts.md's additions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictStr

MOST_WON = 10_000_000

Name = Annotated[StrictStr, Field(min_length=1, max_length=50)]
Won = Annotated[int, Field(strict=True, ge=0, le=MOST_WON)]


class Taken(BaseModel):
    """A request: unknown fields are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Preferences(Taken):
    """What is told of a person's tastes; what is left out stays as it is. `budget` in won for a meal."""

    categories: Annotated[list[Name], Field(max_length=20)] | None = None
    budget: Won | None = None
    dietary_restrictions: Annotated[list[Name], Field(max_length=20)] | None = None


@dataclass(frozen=True, slots=True)
class BudgetRange:
    """Won for a meal; null where nothing is known."""

    min: int | None
    max: int | None


@dataclass(frozen=True, slots=True)
class KeptPreferences:
    """What is kept of a person's tastes."""

    categories: tuple[str, ...]
    budget_range: BudgetRange
    dietary_restrictions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of orders that shops confirmed; `avg_spending` in won before coupons."""

    total_orders: int
    favorite_shops: tuple[int, ...]
    avg_spending: int | None


@dataclass(frozen=True, slots=True)
class Profile:
    """A person's own profile."""

    user_id: int
    preferences: KeptPreferences
    statistics: Statistics


@dataclass(frozen=True, slots=True)
class ChangedPreferences:
    """What is kept now. `not_kept` are diets that tell of health or religion and need a consent of their own first."""

    user_id: int
    preferences: KeptPreferences
    not_kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CouponView:
    """A coupon of a wallet; amounts in won, `discount_rate` a share of 1. No `applicable_shops`: not bound to shops."""

    coupon_id: str
    name: str
    discount_amount: int | None
    discount_rate: float | None
    expires_at: datetime
    applicable_shops: tuple[int, ...]
    wallet_id: int
    coupon_type: str
    description: str
    min_order_amount: int
    max_discount_amount: int | None
    free_item: str | None
    usage_type: str
    reserved: bool


@dataclass(frozen=True, slots=True)
class Wallet:
    """Coupons by what became of them, soonest to expire first."""

    active_coupons: tuple[CouponView, ...]
    expired_coupons: tuple[CouponView, ...]
    used_coupons: tuple[CouponView, ...]
