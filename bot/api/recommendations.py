"""The doors of what a person does with a recommendation: choose, rate, look."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from aiohttp import web
from pydantic import AwareDatetime, Field, StrictStr

from bot.api import bodies
from bot.api.callers import Caller, Callers
from bot.api.once import Once
from bot.api.operation import CHANGE_REFUSALS, Operation
from bot.api.person_schemas import Taken
from bot.problems import FieldError, Kind, Problem
from core.clock import Clock
from core.privacy import mask
from db import recommendations
from db.pool import Connection, Database

_ShopId = Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]


class SelectionTaken(Taken):
    """The place that was chosen, one of those recommended."""

    shop_id: _ShopId


class FeedbackTaken(Taken):
    """How it was, 1 to 5, perhaps in words; they are masked before they are kept."""

    rating: Annotated[int, Field(strict=True, ge=1, le=5)]
    text: Annotated[StrictStr, Field(max_length=1000)] | None = None


class EventTaken(Taken):
    """What was done with one of the places; `at` with its offset."""

    action: Literal["viewed", "clicked", "ignored", "scrolled_past"]
    shop_id: _ShopId
    at: AwareDatetime


class RecommendationsDoor:
    """Writes down what people do with their own recommendations; a repeated word changes nothing."""

    def __init__(self, callers: Callers, database: Database, once: Once, clock: Clock) -> None:
        self._callers = callers
        self._database = database
        self._once = once
        self._clock = clock

    def operations(self) -> tuple[Operation, ...]:
        """What can be told."""
        told = (
            ("selection", "The place that was chosen.", self.select, SelectionTaken),
            ("feedback", "How it was.", self.rate, FeedbackTaken),
            ("events", "What was looked at or passed over.", self.note, EventTaken),
        )
        return tuple(
            Operation(
                *("POST", f"/recommendations/{{id}}/{name}", summary, call, body, None),
                *(HTTPStatus.NO_CONTENT, CHANGE_REFUSALS),
                changes=True,
            )
            for name, summary, call, body in told
        )

    async def select(self, request: web.Request) -> web.Response:
        """204."""
        caller, recommendation_id = await self._own(request)
        asked = await bodies.read(request, SelectionTaken)

        async def write(connection: Connection) -> None:
            await self._check(connection, recommendation_id, caller, asked.shop_id)
            await recommendations.choose(connection, recommendation_id, asked.shop_id, self._clock.now())

        return await self._write(request, caller, write)

    async def rate(self, request: web.Request) -> web.Response:
        """204."""
        caller, recommendation_id = await self._own(request)
        asked = await bodies.read(request, FeedbackTaken)
        words = mask(asked.text) if asked.text else None

        async def write(connection: Connection) -> None:
            await self._check(connection, recommendation_id, caller, None)
            await recommendations.rate(connection, recommendation_id, asked.rating, words, self._clock.now())

        return await self._write(request, caller, write)

    async def note(self, request: web.Request) -> web.Response:
        """204."""
        caller, recommendation_id = await self._own(request)
        asked = await bodies.read(request, EventTaken)
        at: datetime = min(asked.at, self._clock.now())

        async def write(connection: Connection) -> None:
            await self._check(connection, recommendation_id, caller, asked.shop_id)
            await recommendations.note(connection, recommendation_id, caller.user_id, asked.action, asked.shop_id, at)

        return await self._write(request, caller, write)

    async def _own(self, request: web.Request) -> tuple[Caller, UUID]:
        caller = await self._callers.caller(request)
        try:
            return caller, UUID(request.match_info["id"])
        except ValueError as error:
            raise Problem(Kind.NOT_FOUND) from error

    async def _check(
        self, connection: Connection, recommendation_id: UUID, caller: Caller, shop_id: int | None
    ) -> None:
        """404 where it is not the caller's, 422 for a place that was not recommended."""
        shops = await recommendations.shops_of(connection, recommendation_id, caller.user_id)
        if shops is None:
            raise Problem(Kind.NOT_FOUND)
        if shop_id is not None and shop_id not in shops:
            errors = (FieldError("shop_id", "was not recommended"),)
            raise Problem(Kind.INVALID_FIELD, status=422, code="shop_not_recommended", errors=errors, words=_SHOP)

    async def _write(
        self, request: web.Request, caller: Caller, write: Callable[[Connection], Awaitable[None]]
    ) -> web.Response:
        async def produce(_request_id: UUID) -> web.Response:
            async with self._database.transaction() as connection:
                await write(connection)
            return web.Response(body=b"", status=HTTPStatus.NO_CONTENT)

        return await self._once.run(request, caller.account, self._clock.now().date(), produce)


_SHOP = {"field": "shop_id"}
