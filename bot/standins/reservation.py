"""A reservation system on loopback: tables by shop and hour, bookings known by their key."""

from __future__ import annotations

import itertools
from collections import Counter

from aiohttp import web

from bot.standins.server import StandIn

_SEATS = 20


class ReservationStandIn(StandIn):
    """Every shop has `seats` seats an hour; `full` shops have none. `bookings` holds what stands: id → people."""

    def __init__(self) -> None:
        super().__init__()
        self.seats = _SEATS
        self.full: set[str] = set()
        self.bookings: dict[str, tuple[str, str, int]] = {}
        self._keys: dict[str, str] = {}
        self._numbers = itertools.count(1)

    def routes(self) -> list[web.RouteDef]:
        """The protocol's endpoints."""
        return [
            web.get("/availability", self._availability),
            web.post("/reservations", self._reserve),
            web.delete("/reservations/{id}", self._cancel),
        ]

    async def _availability(self, request: web.Request) -> web.Response:
        shop, at, people = (request.query.get(name, "") for name in ("shop", "at", "people"))
        if not shop or not at or not people.isdecimal():
            return web.json_response({"code": "BAD_REQUEST"}, status=400)
        return web.json_response({"available": self._has(shop, at, int(people))})

    async def _reserve(self, request: web.Request) -> web.Response:
        match await request.json():
            case {"shop": str(shop), "at": str(at), "people": int(people), "key": str(key)}:
                pass
            case _:
                return web.json_response({"code": "BAD_REQUEST"}, status=400)
        if key not in self._keys:
            if not self._has(shop, at, people):
                return web.json_response({"code": "FULL"}, status=409)
            self._keys[key] = f"b{next(self._numbers)}"
            self.bookings[self._keys[key]] = (shop, at, people)
        return web.json_response({"id": self._keys[key]}, status=201)

    async def _cancel(self, request: web.Request) -> web.Response:
        gone = self.bookings.pop(request.match_info["id"], None)
        return web.Response(status=204 if gone else 404)

    def _has(self, shop: str, at: str, people: int) -> bool:
        taken: Counter[tuple[str, str]] = Counter()
        for booked_shop, booked_at, booked in self.bookings.values():
            taken[booked_shop, booked_at] += booked
        return shop not in self.full and taken[shop, at] + people <= self.seats
