"""What orders need of a meal card: an amount kept for a voucher until the shop confirms."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Held(StrEnum):
    """What became of the wish to keep an amount."""

    KEPT = "kept"
    NONE = "none"  # no card, or a card system that keeps nothing: the child pays at the counter as always
    REFUSED = "refused"  # the card does not have so much
    UNKNOWN = "unknown"  # the card system did not answer; asking again keeps it once


class Holding(Protocol):
    """Keeps amounts (won) for orders. Every call may come again and then changes nothing; none raises for an outage."""

    async def keep(self, user_id: int, order_id: int, amount: int) -> Held:
        """Have the amount kept; called after the order is committed, with no connection held."""

    async def settle(self, order_id: int) -> None:
        """Take what was kept where the order is completed, give it back where it ended otherwise."""


class NoHolding:
    """For card systems that keep nothing."""

    async def keep(self, user_id: int, order_id: int, amount: int) -> Held:  # noqa: ARG002 - as the protocol
        """Nothing is kept."""
        return Held.NONE

    async def settle(self, order_id: int) -> None:
        """Nothing was kept."""
