"""`GET /r/{code}`: a link of a message, counted on its way to where it leads.

What fetches a link to draw its preview is no person, and a HEAD opens nothing: neither is counted.
"""

from __future__ import annotations

import re

from aiohttp import hdrs, web

from bot.problems import Kind, Problem
from core.clock import Clock
from db import links
from db.pool import Database

PATH = "/r/{code}"

_CODE = re.compile(r"[A-Za-z0-9_-]{8,22}")
_PREVIEWERS = re.compile(r"kakaotalk-scrap|facebookexternalhit|line-?poker|bot\b|crawler|spider|preview", re.IGNORECASE)
_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


class LinkDoor:
    """Leads on with 302, or says 404 for what is no link any more."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        """The one route; aiohttp answers HEAD by it too."""
        return [web.get(PATH, self.follow)]

    async def follow(self, request: web.Request) -> web.Response:
        """Raises Problem (404), DatabaseUnavailableError."""
        code = request.match_info["code"]
        target = await self._target(code, counted=_is_person(request)) if _CODE.fullmatch(code) else None
        if target is None:
            raise Problem(Kind.NOT_FOUND)
        return web.Response(status=302, headers={hdrs.LOCATION: target, **_HEADERS})

    async def _target(self, code: str, *, counted: bool) -> str | None:
        at = self._clock.now()
        async with self._database.acquire() as connection:
            return await (links.click if counted else links.target)(connection, code, at)


def _is_person(request: web.Request) -> bool:
    return request.method == hdrs.METH_GET and not _PREVIEWERS.search(request.headers.get(hdrs.USER_AGENT, ""))
