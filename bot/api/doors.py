"""Every operation of the API, wired to the parts it needs."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from bot.api.callers import Callers
from bot.api.campaigns import CampaignsDoor
from bot.api.chat import ChatDoor
from bot.api.coupons import CouponsDoor
from bot.api.once import Once
from bot.api.openapi import OpenApiDoor
from bot.api.operation import Operation, routes
from bot.api.operators import OperatorCallers
from bot.api.orders import OrdersDoor
from bot.api.people import PeopleDoor
from bot.api.purse import PurseDoor
from bot.api.recommendations import RecommendationsDoor
from bot.api.refused import Refusals
from bot.api.sockets import SocketDoor
from bot.api.turns import Turns
from bot.auth import TokenVerifier
from bot.parts import Parts
from core.campaigns.campaigns import Campaigns
from core.channel import Channel
from core.clock import Clock
from db.crypto import Cipher
from db.pool import Database


def operations(
    parts: Parts,
    turns: Turns,
    verifier: TokenVerifier,
    once: Once,
    database: Database,
    cipher: Cipher,
    clock: Clock,
    *,
    campaigns: Campaigns,
    channels: Mapping[str, Channel],
    sockets: SocketDoor,
) -> tuple[Operation, ...]:
    """What apps and operators can ask for."""
    callers = Callers(verifier, parts.people, clock)
    refusals = Refusals()
    operators = OperatorCallers(verifier, database)
    return (
        ChatDoor(turns, verifier, once, clock).operation(),
        sockets.operation(),
        *PeopleDoor(callers, database, parts.till.caches, clock).operations(),
        *CouponsDoor(callers, parts.till, once, refusals, clock).operations(),
        *OrdersDoor(callers, parts.till, once, refusals, clock).operations(),
        *RecommendationsDoor(callers, database, once, clock).operations(),
        *CampaignsDoor(operators, campaigns, channels, once, clock).operations(),
        *PurseDoor(operators, database, cipher, once, refusals, clock).operations(),
    )


def all_routes(offered: tuple[Operation, ...]) -> list[web.RouteDef]:
    """Their routes and the document of them."""
    return [*routes(offered), *OpenApiDoor(offered).routes()]
