"""What operators do with campaigns: segments, drafts, previews, starting and stopping, results."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from core.campaigns.messages import Voice, coupon_values
from core.campaigns.plan import CampaignPlan, Kind, Rules, SegmentPlan, audience_of
from core.campaigns.refusals import Refusal
from core.campaigns.results import Results, results
from core.clock import SEOUL
from core.coupons.claims import KEPT
from core.experiments import even_shares
from core.messages import Answer
from db import audience, campaign_list, campaigns, coupons, experiments, operators, outbox
from db.audience import Audience, SampledPerson, SegmentRow
from db.campaigns import CampaignRow, NewCampaign
from db.coupons import Promoted
from db.operators import Deed
from db.pool import Connection, Database

LISTED = 100
_SAMPLE = 5
_SAMPLE_LINK = "a1B2c3D4e5F6"


@dataclass(frozen=True, slots=True)
class Operator:
    """Who asks: their id where they stand in `operators`, and the only region they see (None: all)."""

    id: int | None = None
    region_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """How many people rules find now, and some of them (still to be masked)."""

    count: int
    sample: tuple[SampledPerson, ...]


class Campaigns:
    """Every method sees and touches only what belongs to the operator's region; each deed is in the audit log.

    `is_telling` and `is_promotional` look for words that a message may not have. All raise DatabaseUnavailableError.
    """

    def __init__(
        self,
        database: Database,
        voice: Voice,
        is_telling: Callable[[str], bool],
        is_promotional: Callable[[str], bool],
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._voice = voice
        self._is_telling = is_telling
        self._is_promotional = is_promotional
        self._now = now

    async def find(self, operator: Operator, rules: Rules, *, is_advertising: bool) -> Found:
        """Whom rules find at this moment in the operator's region."""
        return await self._found(rules.audience(operator.region_id, self._time(), is_advertising=is_advertising))

    async def whom(self, segment: SegmentRow, *, is_advertising: bool) -> Found:
        """Whom a segment finds at this moment."""
        return await self._found(audience_of(segment, self._time(), is_advertising=is_advertising))

    async def add_segment(self, operator: Operator, plan: SegmentPlan) -> SegmentRow | Refusal:
        """Save rules under a name."""
        try:
            async with self._seen(operator) as connection:
                region = await _region(connection, operator, plan.region)
                if isinstance(region, Refusal):
                    return region
                rules = plan.rules.model_dump(mode="json", exclude_defaults=True)
                segment_id = await audience.add_segment(connection, plan.name, region, rules, operator.id)
                await operators.record(connection, _deed(operator, region, "segment_created", "segment", segment_id))
                return SegmentRow(segment_id, plan.name, region, rules)
        except asyncpg.UniqueViolationError:
            return Refusal.NAME_TAKEN

    async def segments(self, operator: Operator) -> list[SegmentRow]:
        """All segments."""
        async with self._seen(operator) as connection:
            return await audience.segments(connection)

    async def segment(self, operator: Operator, segment_id: int) -> SegmentRow | Refusal:
        """One segment."""
        async with self._seen(operator) as connection:
            return await audience.segment(connection, segment_id) or Refusal.UNKNOWN_SEGMENT

    async def create(self, operator: Operator, plan: CampaignPlan) -> CampaignRow | Refusal:
        """Write a draft that keeps every rule that can be known now."""
        at = self._time()
        if plan.scheduled_at is not None and plan.scheduled_at < at:
            return Refusal.PAST
        if refused := self._of_words(plan):
            return refused
        segment = await self.segment(operator, plan.segment_id)
        if isinstance(segment, Refusal):
            return segment
        async with self._database.transaction() as connection:
            if plan.coupon_id and await coupons.promoted(connection, plan.coupon_id, at, KEPT) is None:
                return Refusal.UNKNOWN_COUPON
            campaign_id = await campaigns.add(connection, _new(plan, segment.region_id), operator.id)
            if plan.hold_out_percent or len(plan.messages) > 1:
                shares = even_shares(tuple(plan.messages), plan.hold_out_percent)
                experiment = await experiments.add(connection, f"campaign:{campaign_id}", "campaign", shares)
                await campaigns.set_experiment(connection, campaign_id, experiment)
            deed = _deed(operator, segment.region_id, "campaign_created", "campaign", campaign_id)
            await operators.record(connection, deed)
            return _there(await campaigns.read(connection, campaign_id))

    async def newest(self, operator: Operator) -> list[CampaignRow]:
        """The newest campaigns."""
        async with self._seen(operator) as connection:
            return await campaigns.newest(connection, LISTED)

    async def read(self, operator: Operator, campaign_id: int) -> CampaignRow | Refusal:
        """One campaign."""
        async with self._seen(operator) as connection:
            return _there(await campaigns.read(connection, campaign_id))

    async def audience(self, operator: Operator, campaign: CampaignRow) -> Found | Refusal:
        """Whom a campaign would reach if it began now."""
        segment = await self.segment(operator, campaign.segment_id)
        if isinstance(segment, Refusal):
            return segment
        return await self.whom(segment, is_advertising=campaign.kind == Kind.ADVERTISEMENT)

    async def preview(self, campaign: CampaignRow) -> Mapping[str, Answer]:
        """The message of each variant as it would be now, for somebody whose taste is not known."""
        coupon = await self._coupon(campaign)
        values = {**coupon_values(coupon), "link": self._voice.link(_SAMPLE_LINK)}
        if campaign.coupon_id is not None and coupon is None:
            values |= {"coupon": campaign.coupon_id, "until": "…"}
        return {variant: self._voice.say(campaign, variant, values) for variant in campaign.messages}

    async def results(self, operator: Operator, campaign_id: int) -> Results | Refusal:
        """What came of it until now."""
        seen = await self.read(operator, campaign_id)
        if isinstance(seen, Refusal):
            return seen
        async with self._database.acquire() as connection:
            return await results(connection, campaign_id)

    async def start(self, operator: Operator, campaign_id: int) -> CampaignRow | Refusal:
        """Let a draft be due at its time or event, or at once; a scheduler takes it from there."""
        return await self._change(operator, campaign_id, "SCHEDULED")

    async def pause(self, operator: Operator, campaign_id: int) -> CampaignRow | Refusal:
        """Let nothing more go out, but for messages that a sender has in hand at this moment."""
        return await self._change(operator, campaign_id, "PAUSED")

    async def resume(self, operator: Operator, campaign_id: int) -> CampaignRow | Refusal:
        """Go on where it was paused."""
        return await self._change(operator, campaign_id, "RUNNING", only_from="PAUSED")

    async def cancel(self, operator: Operator, campaign_id: int) -> CampaignRow | Refusal:
        """End it and call everybody's message back that is not out; coupons that were given stay with people."""
        return await self._change(operator, campaign_id, "CANCELLED")

    async def _change(
        self, operator: Operator, campaign_id: int, status: str, *, only_from: str | None = None
    ) -> CampaignRow | Refusal:
        seen = await self.read(operator, campaign_id)
        if isinstance(seen, Refusal):
            return seen
        at = self._time()
        async with self._database.transaction() as connection:
            held = _there(await campaigns.read(connection, campaign_id, hold=True))
            if isinstance(held, Refusal):
                return held
            if only_from not in {None, held.status}:
                return Refusal.WRONG_STATUS
            if status == "SCHEDULED":
                await campaigns.schedule_now(connection, campaign_id, at)
            if not await campaigns.change(connection, campaign_id, status, at):
                return Refusal.WRONG_STATUS
            if status == "PAUSED":
                await outbox.await_takers(connection)
            if status == "CANCELLED":
                await campaign_list.call_back(connection, campaign_id, at)
                if held.experiment_id is not None:
                    await experiments.end(connection, held.experiment_id, at)
            deed = _deed(operator, held.region_id, f"campaign_{status.lower()}", "campaign", campaign_id)
            await operators.record(connection, deed)
            return _there(await campaigns.read(connection, campaign_id))

    async def _found(self, wanted: Audience) -> Found:
        async with self._database.acquire() as connection:
            people = await audience.count(connection, wanted)
            return Found(people, tuple(await audience.sample(connection, wanted, _SAMPLE)))

    async def _coupon(self, campaign: CampaignRow) -> Promoted | None:
        if campaign.coupon_id is None:
            return None
        async with self._database.acquire() as connection:
            return await coupons.promoted(connection, campaign.coupon_id, self._time(), KEPT)

    def _of_words(self, plan: CampaignPlan) -> Refusal | None:
        texts = [wording.text for wording in plan.messages.values()]
        if any(map(self._is_telling, texts)):
            return Refusal.STIGMA
        if plan.kind is Kind.SERVICE and (plan.coupon_id is not None or any(map(self._is_promotional, texts))):
            return Refusal.PROMOTIONAL
        if not self._voice.public_url and any(wording.link for wording in plan.messages.values()):
            return Refusal.NO_ADDRESS
        return None

    def _time(self) -> datetime:
        return self._now().astimezone(SEOUL)

    @asynccontextmanager
    async def _seen(self, operator: Operator) -> AsyncIterator[Connection]:
        """A transaction in which PostgreSQL itself shows only the operator's region."""
        async with self._database.transaction() as connection:
            await operators.limit_sight(connection, operator.region_id)
            yield connection


async def _region(connection: Connection, operator: Operator, name: str | None) -> int | Refusal | None:
    """The region that a new segment belongs to; an operator of one region makes segments of that region alone."""
    if name is None:
        return operator.region_id
    return await audience.region_id(connection, name) or Refusal.UNKNOWN_REGION


def _there(campaign: CampaignRow | None) -> CampaignRow | Refusal:
    return campaign or Refusal.UNKNOWN_CAMPAIGN


def _new(plan: CampaignPlan, region_id: int | None) -> NewCampaign:
    return NewCampaign(
        campaign_name=plan.name,
        region_id=region_id,
        kind=plan.kind,
        segment_id=plan.segment_id,
        messages={name: wording.model_dump(mode="json") for name, wording in plan.messages.items()},
        coupon_id=plan.coupon_id,
        hold_out_percent=plan.hold_out_percent,
        trigger_event=plan.trigger,
        scheduled_at=plan.scheduled_at,
        throttle_per_minute=plan.throttle_per_minute,
    )


def _deed(operator: Operator, region_id: int | None, action: str, subject: str, subject_id: int) -> Deed:
    return Deed(operator.id, region_id, action, subject, str(subject_id))
