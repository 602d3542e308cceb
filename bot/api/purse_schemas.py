"""What the doors of operators onto money take and give; money in won."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import AwareDatetime, Field, StrictStr, field_validator

from bot.api.person_schemas import Taken
from bot.auth import parse_account
from db.coupons import Listed
from db.wallet import Settlement


class GrantRequest(Taken):
    """A coupon for a person, told as PLATFORM:ID, and why: that stands in the audit log and holds no personal data."""

    user: Annotated[StrictStr, Field(max_length=220)]
    coupon_id: Annotated[StrictStr, Field(min_length=1, max_length=50)]
    reason: Annotated[StrictStr, Field(min_length=1, max_length=200)]

    @field_validator("user")
    @classmethod
    def _check_user(cls, value: str) -> str:
        parse_account(value)
        return value


class SheetQuery(Taken):
    """When rows without a time of their own were true (now, if left out), and whether only to say what would change."""

    as_of: AwareDatetime | None = None
    dry_run: bool = False


class PageQuery(Taken):
    """The next so many after one that was told last (from the first, if left out)."""

    after: Annotated[str, Field(max_length=50)] = ""
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class MonthQuery(Taken):
    """A month of KST, such as 2026-11."""

    month: Annotated[str, Field(pattern=r"^20\d\d-(?:0[1-9]|1[0-2])$")]


@dataclass(frozen=True, slots=True)
class GrantView:
    """A coupon that is in somebody's wallet now."""

    wallet_id: int
    expires_at: str


@dataclass(frozen=True, slots=True)
class CouponPage:
    """Coupons by id; `next` is what to ask for `after` to see more, null at the end."""

    coupons: tuple[Listed, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class SettlementSheet:
    """What each shop is owed for the coupons it took in a month, from the ledger; `amount` is the sum."""

    month: str
    amount: int
    rows: tuple[Settlement, ...]
