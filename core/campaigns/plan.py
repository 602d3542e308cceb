"""What an operator plans: the rules of a segment, and a campaign for it. Read from JSON, checked here. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from core.campaigns.wording import LONGEST, problem_of
from core.experiments import HELD_OUT
from db.audience import Audience, SegmentRow

MOST_HELD_OUT = 90
_MOST_VARIANTS = 5

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
_Days = Annotated[int, Field(strict=True, ge=1, le=365)]
_Orders = Annotated[int, Field(strict=True, ge=0, le=1000)]
_Year = Annotated[int, Field(strict=True, ge=1900, le=2100)]
_CouponId = Annotated[str, StringConstraints(min_length=1, max_length=50)]
_Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]


class _Planned(BaseModel):
    """What nobody asked for is refused: a rule that is misspelt must not select everybody."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Rules(_Planned):
    """Whom a segment finds: everybody for whom all of its rules hold; no rule is everybody.

    There is no rule on cards, balances or need: nobody is picked out for those.
    """

    platforms: tuple[Literal["kakao", "line", "web", "test"], ...] = ()
    born_from: _Year | None = None
    born_until: _Year | None = None
    likes: Annotated[tuple[_Word, ...], Field(max_length=20)] = ()
    wrote_within_days: _Days | None = None
    silent_for_days: _Days | None = None
    orders_at_least: _Orders | None = None
    orders_at_most: _Orders | None = None
    holds_coupon: _CouponId | None = None
    lacks_coupon: _CouponId | None = None

    def audience(self, region_id: int | None, at: datetime, *, is_advertising: bool) -> Audience:
        """The rules as they are asked of the database."""
        return Audience(at=at, is_advertising=is_advertising, region_id=region_id, **self.model_dump())


def audience_of(segment: SegmentRow, at: datetime, *, is_advertising: bool) -> Audience:
    """The saved rules of a segment as they are asked of the database."""
    rules = Rules.model_validate(dict(segment.rules))
    return rules.audience(segment.region_id, at, is_advertising=is_advertising)


class SegmentPlan(_Planned):
    """A segment to be saved; `region` is a region's name, None every one that the operator sees."""

    name: Name
    rules: Rules
    region: Name | None = None


class Kind(StrEnum):
    """What a campaign is before the law, and before the gate."""

    ADVERTISEMENT = "advertisement"
    SERVICE = "service"
    AID = "aid"


class Trigger(StrEnum):
    """What starts a campaign for one person, instead of a time for all."""

    AGREED = "agreed"  # agreed to advertisements
    ORDERED = "ordered"  # completed an order
    CLAIMED = "claimed"  # asked for a coupon


class Wording(_Planned):
    """One variant's message: `text` on one line, with variables; `link` is where {link} leads, counted."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]
    link: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$", max_length=2000)] | None = None

    @field_validator("text")
    @classmethod
    def _is_one_line(cls, text: str) -> str:
        if not text.replace("\u200d", "").isprintable():
            raise ValueError("must be one line of printable characters")
        return text


class CampaignPlan(_Planned):
    """A campaign to be written as a draft. Without `scheduled_at` and `trigger` it begins when it is started."""

    name: Name
    segment_id: Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]
    kind: Kind = Kind.ADVERTISEMENT
    coupon_id: _CouponId | None = None
    messages: Annotated[dict[Name, Wording], Field(min_length=1, max_length=_MOST_VARIANTS)]
    hold_out_percent: Annotated[int, Field(strict=True, ge=0, le=MOST_HELD_OUT)] = 0
    scheduled_at: AwareDatetime | None = None
    trigger: Trigger | None = None
    throttle_per_minute: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] | None = None

    @field_validator("messages")
    @classmethod
    def _are_whole(cls, messages: dict[str, Wording], known: ValidationInfo) -> dict[str, Wording]:
        has_coupon = known.data.get("coupon_id") is not None
        for name, wording in messages.items():
            if name == HELD_OUT:
                raise ValueError(f"{HELD_OUT} is no name for a variant")
            if problem := problem_of(wording.text, has_coupon=has_coupon, has_link=wording.link is not None):
                raise ValueError(f"{name}: {problem}")
        return messages

    @field_validator("hold_out_percent")
    @classmethod
    def _holds_out_no_need(cls, percent: int, known: ValidationInfo) -> int:
        if percent and known.data.get("kind") is not Kind.ADVERTISEMENT:
            raise ValueError("only an advertisement may have a hold-out")
        return percent

    @field_validator("trigger")
    @classmethod
    def _begins_in_one_way(cls, trigger: Trigger | None, known: ValidationInfo) -> Trigger | None:
        if trigger is not None and known.data.get("scheduled_at") is not None:
            raise ValueError("scheduled_at and trigger exclude each other")
        return trigger
