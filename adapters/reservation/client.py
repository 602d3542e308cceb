"""Calls to a reservation system over HTTP: `GET /availability`, `POST /reservations`, `DELETE /reservations/{id}`."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar
from urllib.parse import quote
from uuid import UUID

from pydantic import BaseModel, ValidationError

from adapters.outside import Json, OutsideClient, Service
from core.outside import NoAnswerError, RefusedError

_NAME = "reservation"
_GONE = 404
Answer = TypeVar("Answer", bound=BaseModel)


class _Availability(BaseModel):
    available: bool


class _Reservation(BaseModel):
    id: str


def service(url: str, key: str) -> Service:
    """The reservation system at `url`: somebody in a chat waits for it."""
    return Service(_NAME, url, key, limit_seconds=2.5, try_seconds=1.2)


class ReservationClient:
    """Fulfils `core.reservations.provider.Tables`; every call raises what `OutsideClient` does."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    async def is_free(self, shop_id: int, at: datetime, people: int) -> bool:
        """Whether there is a table; a shop that the system does not know has none."""
        query = {"shop": str(shop_id), "at": at.isoformat(), "people": str(people)}
        try:
            return _checked(_Availability, await self._client.get("availability", "/availability", query)).available
        except RefusedError as refused:
            if refused.status != _GONE:
                raise
            return False

    async def reserve(self, shop_id: int, at: datetime, people: int, key: UUID) -> str:
        """Book; repeated with one key it is one booking."""
        body = {"shop": str(shop_id), "at": at.isoformat(), "people": people, "key": str(key)}
        return _checked(_Reservation, await self._client.post("reserve", "/reservations", body, repeatable=True)).id

    async def cancel(self, reservation_id: str) -> None:
        """Give up; what is gone already counts as given up."""
        try:
            await self._client.delete("cancel", f"/reservations/{quote(reservation_id, safe='')}")
        except RefusedError as refused:
            if refused.status != _GONE:
                raise


def _checked(model: type[Answer], answer: Json) -> Answer:
    try:
        return model.model_validate(answer)
    except ValidationError:
        raise NoAnswerError(_NAME, "unexpected answer", may_be_done=True) from None
