"""A card system on loopback, by docs/foodcard-api.yaml: pages, cursors, holds, payments, charge days, maintenance."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from bot.standins.server import StandIn

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Card:
    """One card; won. `charge_amount` arrives on the charge day."""

    ref: str
    balance: int
    status: str = "ACTIVE"
    charge_day: int | None = None
    charge_amount: int = 0
    updated_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Hold:
    """An amount kept; `state` is held, captured or cancelled."""

    id: str
    ref: str
    amount: int
    state: str = "held"


@dataclass(slots=True)
class _Books:
    cards: dict[str, Card] = field(default_factory=dict)
    payments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)


class FoodcardStandIn(StandIn):
    """The card system. `key` is the bearer key it wants (empty: any), `page_size` its cards a page.

    Beside the protocol, `POST /cards` issues a card in the form of `GET /cards` (one that stands is replaced),
    so that whoever tries the bot can hand out a card; `can_hold` may be switched.
    """

    def __init__(self) -> None:
        super().__init__()
        self.key = ""
        self.page_size = _PAGE
        self.can_hold = True
        self._books = _Books()
        self._numbers = itertools.count(1)

    def routes(self) -> list[web.RouteDef]:
        """The protocol's endpoints, and the one that issues."""
        return [
            web.get("/", self._home),
            web.get("/cards", self._cards),
            web.post("/cards", self._issue),
            web.get("/cards/{ref}/transactions", self._transactions),
            web.post("/holds", self._hold),
            web.post("/holds/{id}/capture", self._end("captured")),
            web.post("/holds/{id}/cancel", self._end("cancelled")),
        ]

    def empty(self) -> None:
        """Forget every card and call; a new day of tests."""
        self._books = _Books()
        self.calls.clear()
        self.faults.clear()
        self.page_size = _PAGE

    def issue(self, card: Card) -> None:
        """Put a card into the books, or another state of it."""
        self._books.cards[card.ref] = card

    def charge(self, day: int, at: datetime) -> int:
        """A charge day has come: every card of that day gets its amount; how many did."""
        due = [card for card in self._books.cards.values() if card.charge_day == day and card.charge_amount]
        for card in due:
            self.issue(replace(card, balance=card.balance + card.charge_amount, updated_at=at))
        return len(due)

    def pay(self, ref: str, amount: int, merchant: str, at: datetime, refused: str | None = None) -> str:
        """A card at a terminal: paid where it can be, else (or with `refused`) turned away with a reason."""
        card = self._books.cards[ref]
        why = refused or (None if amount <= card.balance - self._held(ref) else "BALANCE")
        payment = {
            "id": f"t{next(self._numbers)}",
            "status": "REFUSED" if why else "APPROVED",
            "amount": amount,
            "merchant": merchant,
            "occurred_at": at.isoformat(),
        }
        self._books.payments.setdefault(ref, []).append(payment | ({"reason": why} if why else {}))
        balance = card.balance if why else card.balance - amount
        self.issue(replace(card, balance=balance, updated_at=at))
        return str(payment["status"])

    def card(self, ref: str) -> Card:
        """The card as it stands."""
        return self._books.cards[ref]

    async def _home(self, request: web.Request) -> web.Response:
        self._check_key(request)
        return web.json_response({"name": "stand-in", "can_hold": self.can_hold})

    async def _cards(self, request: web.Request) -> web.Response:
        self._check_key(request)
        since, cursor = _time(request.query.get("since")), request.query.get("cursor", "")
        rows = sorted(
            (
                card
                for card in self._books.cards.values()
                if card.ref > cursor and (not since or card.updated_at >= since)
            ),
            key=lambda card: card.ref,
        )
        page = rows[: self.page_size]
        following = page[-1].ref if len(rows) > self.page_size else None
        return web.json_response({"cards": [_told(card) for card in page], "next": following})

    async def _issue(self, request: web.Request) -> web.Response:
        self._check_key(request)
        body = await request.json()
        self.issue(Card(**(body | {"updated_at": datetime.fromisoformat(body["updated_at"])})))
        return web.json_response(body, status=201)

    async def _transactions(self, request: web.Request) -> web.Response:
        self._check_key(request)
        ref, since = request.match_info["ref"], _time(request.query.get("since"))
        if ref not in self._books.cards:
            return _problem(404, "UNKNOWN_CARD")
        paid = self._books.payments.get(ref, [])
        told = [p for p in paid if not since or datetime.fromisoformat(p["occurred_at"]) >= since]
        return web.json_response({"transactions": told})

    async def _hold(self, request: web.Request) -> web.Response:
        self._check_key(request)
        match await request.json():
            case {"ref": str(ref), "amount": int(amount), "key": str(key)} if amount > 0:
                pass
            case _:
                return _problem(400, "BAD_REQUEST")
        if key in self._books.keys:
            return _hold_told(self._books.holds[self._books.keys[key]])
        card = self._books.cards.get(ref)
        if not self.can_hold or card is None:
            return _problem(409 if card else 404, "NO_HOLDS" if card else "UNKNOWN_CARD")
        if card.status != "ACTIVE" or amount > card.balance - self._held(ref):
            return _problem(409, "CARD" if card.status != "ACTIVE" else "BALANCE")
        made = Hold(f"h{next(self._numbers)}", ref, amount)
        self._books.holds[made.id] = made
        self._books.keys[key] = made.id
        return _hold_told(made)

    def _end(self, state: str) -> Any:  # noqa: ANN401 - aiohttp's handler
        async def end(request: web.Request) -> web.Response:
            self._check_key(request)
            hold = self._books.holds.get(request.match_info["id"])
            if hold is None:
                return _problem(404, "UNKNOWN_HOLD")
            if hold.state not in {"held", state}:
                return _problem(409, f"HOLD_{hold.state.upper()}")
            if hold.state == "held" and state == "captured":
                card = self._books.cards[hold.ref]
                later = max(datetime.now(UTC), card.updated_at + timedelta(microseconds=1))
                self.issue(replace(card, balance=card.balance - hold.amount, updated_at=later))
            hold.state = state
            return _hold_told(hold)

        return end

    def _held(self, ref: str) -> int:
        return sum(hold.amount for hold in self._books.holds.values() if hold.ref == ref and hold.state == "held")

    def _check_key(self, request: web.Request) -> None:
        if self.key and request.headers.get("Authorization") != f"Bearer {self.key}":
            raise web.HTTPUnauthorized(text='{"code": "KEY"}', content_type="application/json")


def _told(card: Card) -> dict[str, object]:
    return {
        "ref": card.ref,
        "balance": card.balance,
        "status": card.status,
        "charge_day": card.charge_day,
        "updated_at": card.updated_at.isoformat(),
    }


def _hold_told(hold: Hold) -> web.Response:
    return web.json_response({"id": hold.id, "amount": hold.amount, "state": hold.state})


def _problem(status: int, code: str) -> web.Response:
    return web.json_response({"code": code}, status=status)


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
