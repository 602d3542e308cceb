"""What the product needs of a reservation system, whoever it is."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID


class Tables(Protocol):
    """A reservation system. Every call may raise `core.outside.NoAnswerError` or `RefusedError`."""

    async def is_free(self, shop_id: int, at: datetime, people: int) -> bool:
        """Whether a shop has a table for so many then."""

    async def reserve(self, shop_id: int, at: datetime, people: int, key: UUID) -> str:
        """Book; the id of the booking. The same `key` never books twice."""

    async def cancel(self, reservation_id: str) -> None:
        """Give a booking up; nothing happens where it was given up already."""
