"""The page itself: `GET /`, its scripts and styles, and the places that its picker offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson
from aiohttp import web

from adapters.web import visitors

_SERVED = {".css", ".js", ".svg"}
_PAGE_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place to choose as one's own position, WGS84 in decimal degrees."""

    name: str
    latitude: float
    longitude: float


class WebPage:
    """Serves the files of `folder` (`templates/web`): the page as it is, everything else by name below it."""

    def __init__(self, folder: Path, places: Sequence[Place]) -> None:
        self._page = (folder / "index.html").read_bytes()
        self._files = {
            path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.suffix in _SERVED
        }
        self._places = orjson.dumps([asdict(place) for place in places])

    def routes(self) -> list[web.RouteDef]:
        """What the page needs to be read."""
        return [
            web.get("/", self.index),
            web.get("/web/static/{name:.+}", self.file),
            web.get("/web/places", self.places),
        ]

    async def index(self, request: web.Request) -> web.Response:
        """The page; a browser that comes for the first time becomes a visitor."""
        response = web.Response(body=self._page, content_type="text/html", charset="utf-8", headers=_PAGE_HEADERS)
        if visitors.visitor_of(request) is None:
            visitors.remember(response, visitors.new_visitor(), secure=request.secure)
        return response

    async def file(self, request: web.Request) -> web.FileResponse:
        """A script, style or picture of the page; 404 for any other name."""
        path = self._files.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path)

    async def places(self, _request: web.Request) -> web.Response:
        """The places as `[{"name", "latitude", "longitude"}]`."""
        return web.Response(body=self._places, content_type="application/json")
