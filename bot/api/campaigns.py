"""The doors of operators onto segments and campaigns (contracts.md, `/api/v1/ops/…`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import yaml
from aiohttp import web

from bot.api import bodies
from bot.api.campaign_schemas import (
    Audience,
    CampaignList,
    CampaignView,
    CountRequest,
    Preview,
    SegmentAudience,
    Segments,
    SegmentView,
    audience_view,
    campaign_view,
    preview_view,
    segment_view,
)
from bot.api.once import Once
from bot.api.operation import CHANGE_REFUSALS, Operation
from bot.api.operators import OperatorCaller, OperatorCallers
from bot.config import ROOT
from bot.problems import Kind, Problem
from core.campaigns.campaigns import Campaigns, Operator
from core.campaigns.plan import CampaignPlan, SegmentPlan
from core.campaigns.refusals import Refusal
from core.campaigns.results import Results
from core.channel import Channel
from core.clock import Clock
from db.campaigns import CampaignRow

_PAGE = ROOT / "templates" / "ops" / "campaign_refusals.yaml"
_STATUSES: Mapping[Refusal, HTTPStatus] = {
    Refusal.UNKNOWN_SEGMENT: HTTPStatus.NOT_FOUND,
    Refusal.UNKNOWN_CAMPAIGN: HTTPStatus.NOT_FOUND,
    Refusal.NAME_TAKEN: HTTPStatus.CONFLICT,
    Refusal.WRONG_STATUS: HTTPStatus.CONFLICT,
}
"""All others are 422."""

_LARGEST_ID = 2**31 - 1
_READ = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
_Done = TypeVar("_Done")
_Change = Callable[[Operator, int], Awaitable[CampaignRow | Refusal]]


class CampaignsDoor:
    """Shows and moves campaigns; `channels` are those whose messages a preview shows."""

    def __init__(
        self,
        callers: OperatorCallers,
        campaigns: Campaigns,
        channels: Mapping[str, Channel],
        once: Once,
        clock: Clock,
        page: Path = _PAGE,
    ) -> None:
        self._callers = callers
        self._campaigns = campaigns
        self._channels = channels
        self._once = once
        self._clock = clock
        self._sentences: Mapping[str, str] = yaml.safe_load(page.read_text(encoding="utf-8"))

    def operations(self) -> tuple[Operation, ...]:
        """What can be asked for."""
        return (*self._segment_operations(), *self._campaign_operations(), *self._moves())

    def _segment_operations(self) -> tuple[Operation, ...]:
        tried = (*_READ, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        return (
            Operation(
                *("POST", "/ops/segments/count", "How many people rules find now, with a masked sample.", self.count),
                *(CountRequest, Audience, HTTPStatus.OK, tried),
            ),
            Operation(
                *("POST", "/ops/segments", "Save rules under a name.", self.add_segment),
                *(SegmentPlan, SegmentView, HTTPStatus.CREATED, CHANGE_REFUSALS),
                changes=True,
            ),
            Operation("GET", "/ops/segments", "All segments.", self.segments, None, Segments, refusals=_READ),
            Operation(
                *("GET", "/ops/segments/{id}", "A segment and whom it finds now.", self.segment),
                *(None, SegmentAudience, HTTPStatus.OK, _READ),
            ),
        )

    def _campaign_operations(self) -> tuple[Operation, ...]:
        return (
            Operation(
                *("POST", "/ops/campaigns", "Write a campaign as a draft.", self.create),
                *(CampaignPlan, CampaignView, HTTPStatus.CREATED, CHANGE_REFUSALS),
                changes=True,
            ),
            Operation(
                "GET", "/ops/campaigns", "The newest campaigns.", self.newest, None, CampaignList, refusals=_READ
            ),
            Operation(
                *("GET", "/ops/campaigns/{id}", "A campaign as it stands.", self.read),
                *(None, CampaignView, HTTPStatus.OK, _READ),
            ),
            Operation(
                *("GET", "/ops/campaigns/{id}/preview", "What would be said by each platform, to whom.", self.preview),
                *(None, Preview, HTTPStatus.OK, _READ),
            ),
            Operation(
                *("GET", "/ops/campaigns/{id}/results", "What came of a campaign until now.", self.results),
                *(None, Results, HTTPStatus.OK, _READ),
            ),
        )

    def _moves(self) -> tuple[Operation, ...]:
        said = (
            ("start", "Begin at its time or event, or at once.", self.start),
            ("pause", "Let nothing more go out.", self.pause),
            ("resume", "Go on where it was paused.", self.resume),
            ("cancel", "End it and call back what is not out.", self.cancel),
        )
        return tuple(
            Operation(
                *("POST", f"/ops/campaigns/{{id}}/{name}", summary, call, None, CampaignView),
                refusals=CHANGE_REFUSALS,
                changes=True,
            )
            for name, summary, call in said
        )

    async def count(self, request: web.Request) -> web.Response:
        """Nothing is saved."""
        caller = await self._callers.reader(request)
        asked = await bodies.read(request, CountRequest)
        found = await self._campaigns.find(caller.operator, asked.rules, is_advertising=asked.advertising)
        return bodies.answer(audience_view(found))

    async def add_segment(self, request: web.Request) -> web.Response:
        """201 with the segment."""
        caller = await self._callers.marketer(request)
        plan = await bodies.read(request, SegmentPlan)

        async def add() -> SegmentView:
            return segment_view(self._done(await self._campaigns.add_segment(caller.operator, plan)))

        return await self._changed(request, caller, add, HTTPStatus.CREATED)

    async def segments(self, request: web.Request) -> web.Response:
        """By name."""
        caller = await self._callers.reader(request)
        return bodies.answer(Segments(tuple(map(segment_view, await self._campaigns.segments(caller.operator)))))

    async def segment(self, request: web.Request) -> web.Response:
        """Counted at this moment."""
        caller = await self._callers.reader(request)
        row = self._done(await self._campaigns.segment(caller.operator, _id(request, Refusal.UNKNOWN_SEGMENT)))
        people = await self._campaigns.whom(row, is_advertising=False)
        advertisable = await self._campaigns.whom(row, is_advertising=True)
        return bodies.answer(SegmentAudience(segment_view(row), audience_view(people), audience_view(advertisable)))

    async def create(self, request: web.Request) -> web.Response:
        """201 with the draft."""
        caller = await self._callers.marketer(request)
        plan = await bodies.read(request, CampaignPlan)

        async def make() -> CampaignView:
            return campaign_view(self._done(await self._campaigns.create(caller.operator, plan)))

        return await self._changed(request, caller, make, HTTPStatus.CREATED)

    async def newest(self, request: web.Request) -> web.Response:
        """At most a hundred."""
        caller = await self._callers.reader(request)
        return bodies.answer(CampaignList(tuple(map(campaign_view, await self._campaigns.newest(caller.operator)))))

    async def read(self, request: web.Request) -> web.Response:
        """One."""
        caller = await self._callers.reader(request)
        return bodies.answer(campaign_view(await self._asked_for(request, caller)))

    async def preview(self, request: web.Request) -> web.Response:
        """Each variant in each platform's own JSON."""
        caller = await self._callers.reader(request)
        campaign = await self._asked_for(request, caller)
        found = self._done(await self._campaigns.audience(caller.operator, campaign))
        return bodies.answer(preview_view(await self._campaigns.preview(campaign), self._channels, found))

    async def results(self, request: web.Request) -> web.Response:
        """With what is not known left unsaid."""
        caller = await self._callers.reader(request)
        campaign_id = _id(request, Refusal.UNKNOWN_CAMPAIGN)
        return bodies.answer(self._done(await self._campaigns.results(caller.operator, campaign_id)))

    async def start(self, request: web.Request) -> web.Response:
        """The campaign as it then stands."""
        return await self._move(request, self._campaigns.start)

    async def pause(self, request: web.Request) -> web.Response:
        """The campaign as it then stands."""
        return await self._move(request, self._campaigns.pause)

    async def resume(self, request: web.Request) -> web.Response:
        """The campaign as it then stands."""
        return await self._move(request, self._campaigns.resume)

    async def cancel(self, request: web.Request) -> web.Response:
        """The campaign as it then stands."""
        return await self._move(request, self._campaigns.cancel)

    async def _move(self, request: web.Request, change: _Change) -> web.Response:
        caller = await self._callers.marketer(request)
        campaign_id = _id(request, Refusal.UNKNOWN_CAMPAIGN)

        async def move() -> CampaignView:
            return campaign_view(self._done(await change(caller.operator, campaign_id)))

        return await self._changed(request, caller, move)

    async def _changed(
        self,
        request: web.Request,
        caller: OperatorCaller,
        change: Callable[[], Awaitable[SegmentView | CampaignView]],
        status: HTTPStatus = HTTPStatus.OK,
    ) -> web.Response:
        """What `change` made, once for a key."""

        async def produce(_request_id: UUID) -> web.Response:
            return bodies.answer(await change(), status)

        return await self._once.run(request, caller.account, self._clock.now().date(), produce)

    async def _asked_for(self, request: web.Request, caller: OperatorCaller) -> CampaignRow:
        campaign_id = _id(request, Refusal.UNKNOWN_CAMPAIGN)
        return self._done(await self._campaigns.read(caller.operator, campaign_id))

    def _done(self, outcome: _Done | Refusal) -> _Done:
        if isinstance(outcome, Refusal):
            raise Problem(
                Kind.RULE,
                code=outcome.value,
                status=_STATUSES.get(outcome, HTTPStatus.UNPROCESSABLE_ENTITY),
                words={"sentence": self._sentences[outcome.value]},
            )
        return outcome


def _id(request: web.Request, refusal: Refusal) -> int:
    return bodies.id_in_path(request, _LARGEST_ID, code=refusal.value)
