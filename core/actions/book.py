"""A table booked by one press, and given up by a word."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid5

from core.actions.search import Search, shop_unknown
from core.actions.turn import Outcome, Reply, Turn
from core.recommend.catalogue import Shop
from core.reservations.booking import Booked, Bookings

_AT, _PEOPLE = "at", "people"
UNBOOK = Reply("unbook")


class Book:
    """The press of "예약" under places: books what was shown, once for the press."""

    def __init__(self, search: Search, bookings: Bookings) -> None:
        self._search = search
        self._bookings = bookings

    async def __call__(self, turn: Turn) -> Outcome:
        """Only for somebody who is remembered: a booking must be given up by who made it."""
        shop = self._search.shop(turn.decision.shop_id, turn)
        arguments = turn.incoming.action.arguments if turn.incoming.action else {}
        people = arguments.get(_PEOPLE, "")
        if shop is None or turn.person.user_id is None or not people.isdecimal():
            return shop_unknown(turn, None)
        at = datetime.fromisoformat(arguments[_AT])
        request_id = uuid5(turn.incoming.turn_id, "booking")
        done = await self._bookings.book(request_id, turn.person.user_id, shop.id, int(people), at)
        values = {"name": shop.name, "seats_for": int(people), "booked_for": at, "booked": done.value}
        return Outcome("booked", turn.state, values, replies=(UNBOOK,) if done is Booked.DONE else ())


class Unbook:
    """Answers "예약 취소해줘"."""

    def __init__(self, search: Search, bookings: Bookings) -> None:
        self._search = search
        self._bookings = bookings

    async def __call__(self, turn: Turn) -> Outcome:
        """Give up the next booking, and say which it was."""
        user_id = turn.person.user_id
        gone = await self._bookings.cancel_next(user_id, turn.now) if user_id is not None else None
        if gone is None:
            return Outcome("nothing_booked", turn.state)
        shop: Shop | None = self._search.shop(gone.shop_id, turn)
        values = {"name": shop.name if shop else "", "booked_for": gone.reserved_for, "gone": gone.done}
        return Outcome("unbooked", turn.state, values)
