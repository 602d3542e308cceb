"""Campaigns by command line: what the doors of `/api/v1/ops/campaigns` do, for whoever holds the servers."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

import orjson
from aiohttp import ClientSession
from prometheus_client import CollectorRegistry
from pydantic import BaseModel, ValidationError

from adapters.metrics import AdapterMetrics
from bot import config, log, promotions
from bot.api.campaign_schemas import audience_view, campaign_view, preview_view, segment_view
from bot.arguments import row_id
from bot.channels import platforms
from bot.config import Settings
from bot.database import open_database
from bot.embedded.servers import running
from bot.failure import Failure
from core.campaigns.campaigns import Campaigns, Operator
from core.campaigns.plan import CampaignPlan, SegmentPlan
from core.campaigns.refusals import Refusal

HELP = "make, start, pause, resume, cancel and read campaigns"

ACTIONS = ("segment", "segments", "create", "list", "preview", "start", "pause", "resume", "cancel", "results")
_BY_JSON = ("segment", "create")
_WITHOUT_ID = (*_BY_JSON, "segments", "list")
_NATION = Operator()
_Shape = TypeVar("_Shape", bound=BaseModel)
_Done = TypeVar("_Done")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with which campaign."""
    parser.add_argument("action", choices=ACTIONS, help="segment and create read JSON from stdin")
    parser.add_argument("id", nargs="?", type=row_id, metavar="ID")


def run(args: argparse.Namespace) -> int:
    """Print one JSON object, or one a line.

    Raises:
        Failure: the input is no plan, or a rule refuses; says which.
    """
    if (args.id is None) != (args.action in _WITHOUT_ID):
        raise Failure(f"{args.action} takes {'no' if args.id is not None else 'the'} ID of a campaign")
    text = sys.stdin.read() if args.action in _BY_JSON else ""
    settings = config.load(args.data_dir)
    log.configure("campaign", settings.log_dir)
    with running(settings) as (complete, _):
        for line in asyncio.run(_done(complete, args.action, args.id, text)):
            print(orjson.dumps(line).decode())
    return 0


async def _done(settings: Settings, action: str, campaign_id: int, text: str) -> list[object]:
    async with _campaigns(settings) as campaigns:
        match action:
            case "segment":
                segment = _taken(await campaigns.add_segment(_NATION, _read(SegmentPlan, text)))
                found = await campaigns.whom(segment, is_advertising=False)
                return [{"segment": segment_view(segment), "people": audience_view(found)}]
            case "segments":
                return [segment_view(row) for row in await campaigns.segments(_NATION)]
            case "create":
                return [campaign_view(_taken(await campaigns.create(_NATION, _read(CampaignPlan, text))))]
            case "list":
                return [campaign_view(row) for row in await campaigns.newest(_NATION)]
            case "preview":
                return [await _previewed(settings, campaigns, campaign_id)]
            case "results":
                return [_taken(await campaigns.results(_NATION, campaign_id))]
        moves = {name: getattr(campaigns, name) for name in ("start", "pause", "resume", "cancel")}
        return [campaign_view(_taken(await moves[action](_NATION, campaign_id)))]


async def _previewed(settings: Settings, campaigns: Campaigns, campaign_id: int) -> object:
    campaign = _taken(await campaigns.read(_NATION, campaign_id))
    found = _taken(await campaigns.audience(_NATION, campaign))
    async with ClientSession() as session:
        channels = platforms(settings, session, settings.business_clock(), AdapterMetrics(CollectorRegistry()))
        return preview_view(await campaigns.preview(campaign), channels, found)


@asynccontextmanager
async def _campaigns(settings: Settings) -> AsyncIterator[Campaigns]:
    async with open_database(settings, "campaign", size=2) as database:
        yield promotions.campaigns(settings, database)


def _read(shape: type[_Shape], text: str) -> _Shape:
    try:
        return shape.model_validate_json(text)
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, found['loc'])) or 'JSON'}: {found['msg']}" for found in error.errors())
        raise Failure(told) from error


def _taken(outcome: _Done | Refusal) -> _Done:
    if isinstance(outcome, Refusal):
        raise Failure(f"refused: {outcome.value}")
    return outcome
