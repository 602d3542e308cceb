"""What the doors of campaigns give; what they take is `core.campaigns.plan`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.api.person_schemas import Taken
from core.campaigns.campaigns import Found
from core.campaigns.plan import Rules
from core.channel import Channel
from core.messages import Answer
from db.audience import SampledPerson, SegmentRow
from db.campaigns import CampaignRow


class CountRequest(Taken):
    """Rules that are tried before they are saved. `advertising` leaves out who may not be advertised to."""

    rules: Rules
    advertising: bool = True


@dataclass(frozen=True, slots=True)
class MaskedPerson:
    """One of an audience: the beginning of the account's id, and the decade of birth where it is known."""

    platform: str
    account: str
    born: str | None


@dataclass(frozen=True, slots=True)
class Audience:
    """How many people rules find at this moment, and a few of them."""

    count: int
    sample: tuple[MaskedPerson, ...]


@dataclass(frozen=True, slots=True)
class SegmentView:
    """Rules under a name; `region_id` null is every region."""

    id: int
    name: str
    region_id: int | None
    rules: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SegmentAudience:
    """A segment with whom it finds now; `advertisable` are those who may be advertised to."""

    segment: SegmentView
    people: Audience
    advertisable: Audience


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign as it stands."""

    id: int
    name: str
    status: str
    kind: str
    segment_id: int
    region_id: int | None
    messages: Mapping[str, Any]
    coupon_id: str | None
    hold_out_percent: int
    trigger: str | None
    scheduled_at: datetime | None
    throttle_per_minute: int | None
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Segments:
    """All that the caller may see, by name."""

    segments: tuple[SegmentView, ...]


@dataclass(frozen=True, slots=True)
class CampaignList:
    """The newest that the caller may see."""

    campaigns: tuple[CampaignView, ...]


@dataclass(frozen=True, slots=True)
class VariantPreview:
    """The lines of a message, and what is sent for them by each platform."""

    lines: tuple[str, ...]
    platforms: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be said by variant, and to whom."""

    variants: Mapping[str, VariantPreview]
    audience: Audience


def segment_view(row: SegmentRow) -> SegmentView:
    """A segment as it is told."""
    return SegmentView(row.id, row.segment_name, row.region_id, row.rules)


def campaign_view(row: CampaignRow) -> CampaignView:
    """A campaign as it is told."""
    return CampaignView(
        id=row.id,
        name=row.campaign_name,
        status=row.status,
        kind=row.kind,
        segment_id=row.segment_id,
        region_id=row.region_id,
        messages=row.messages,
        coupon_id=row.coupon_id,
        hold_out_percent=row.hold_out_percent,
        trigger=row.trigger_event,
        scheduled_at=row.scheduled_at,
        throttle_per_minute=row.throttle_per_minute,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


def audience_view(found: Found) -> Audience:
    """Counted and masked."""
    return Audience(found.count, tuple(map(_masked, found.sample)))


def preview_view(said: Mapping[str, Answer], channels: Mapping[str, Channel], found: Found) -> Preview:
    """What `said` by variant becomes on each platform."""
    variants = {
        name: VariantPreview(answer.lines, {at: channel.render(answer) for at, channel in channels.items()})
        for name, answer in said.items()
    }
    return Preview(variants, audience_view(found))


def _masked(person: SampledPerson) -> MaskedPerson:
    born = f"{person.birth_year // 10}0s" if person.birth_year else None
    return MaskedPerson(person.platform, f"{person.external_user_id[:2]}…", born)
