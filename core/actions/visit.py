"""What follows a choice: going there, something wrong there, how it was."""

from __future__ import annotations

from dataclasses import replace

from core.actions.search import Search, after_showing, ask_place, shop_unknown
from core.actions.turn import CardButton, Chosen, Outcome, Reply, Turn
from core.dialogue.acts import REPORT_KINDS
from core.dialogue.state import Question, State
from core.foodcard.card import Refusal, refusal
from core.meaning import Wish
from core.messages import Action, ActionName
from core.people.people import People
from core.recommend.catalogue import Role, Shop
from core.recommend.request import Order
from core.witness import Witnesses

NEIGHBOURS = 2
_REPORTED = "reported"
_THERE = (CardButton.MENU, CardButton.MAP, CardButton.CALL)


class Select:
    """A place chosen ("여기로 할래"): a visit, no money. Written as the choice of the recommendation."""

    def __init__(self, search: Search) -> None:
        self._search = search

    async def __call__(self, turn: Turn) -> Outcome:
        """Confirm with how to get there; the child pays with the card as always."""
        shop = self._search.shop(turn.decision.shop_id, turn)
        if shop is None:
            return shop_unknown(turn, None)
        found = self._search.one(shop, self._search.where(turn.state).point, turn)
        values = {"name": shop.name, "card": shop.card, "note": shop.card_note, "opening": found.offers[0].opening}
        outcome = Outcome("select", turn.state, values, found.offers, chosen=Chosen(shop.id), buttons=_THERE)
        return replace(outcome, replies=(*_reports(shop.id), Reply("others", Action(ActionName.OTHERS))))


class Report:
    """Something was wrong there ("문 닫았는데", "카드 안된대"): sorry, noted for an operator, two other places."""

    def __init__(self, search: Search, people: People, witnesses: Witnesses) -> None:
        self._search = search
        self._people = people
        self._witnesses = witnesses

    async def __call__(self, turn: Turn) -> Outcome:
        """The nearest two others, none of which was reported. What the card itself explains is told, not reported."""
        if self._is_unclear(turn):
            return self._which(turn)
        where, kind = self._search.where(turn.state), _kind(turn)
        shop = self._shop(turn)
        point = shop.point if shop and shop.point else where.point
        if point is None:
            return ask_place(turn, where)
        state = _remembering(turn.state, shop)
        request = self._search.request(
            turn, where, point=point, skip=_reported(state), limit=NEIGHBOURS, order=Order.NEAREST, only_shops=None
        )
        if kind == "card_refused":
            request = replace(request, must_take_card=True)
        found = self._search.find(request)
        why = await self._own_card(turn, shop) if kind == "card_refused" else None
        report = None
        if shop and why is None:
            report = await self._witnesses.hear(turn.incoming.account, shop.id, kind, turn.now)
        values = {**_told(turn, why), "kind": kind, "noted": report is not None, "count": len(found.offers)}
        replies = _reports(shop.id, but=kind) if shop else ()
        outcome = Outcome("report", after_showing(state, found.offers), values, found.offers, found, replies=replies)
        return replace(outcome, report=report)

    def _shop(self, turn: Turn) -> Shop | None:
        """The shop pressed or pointed at, else the one named, else the one in talk."""
        if _is_named(turn):
            return self._search.nearest_named(turn.meaning.entities.shop, turn)
        return self._search.shop(turn.decision.shop_id, turn)

    async def _own_card(self, turn: Turn, shop: Shop | None) -> Refusal | None:
        """Why the person's card would be refused anywhere."""
        if turn.person.card is None:
            return None
        meals = (menu.price for menu in shop.menus if menu.role is Role.MAIN) if shop else ()
        spent = await self._people.spent_today(turn.person)
        return refusal(turn.person.card, turn.now, spent, min(meals, default=1))

    @staticmethod
    def _is_unclear(turn: Turn) -> bool:
        """Whether several places were shown and nothing says which one is meant."""
        pointed = turn.meaning.reference is not None or turn.incoming.action is not None or _is_named(turn)
        return not pointed and turn.before.focus is None and len(turn.before.shown) > 1

    @staticmethod
    def _which(turn: Turn) -> Outcome:
        kind = _kind(turn)
        replies = tuple(
            Reply("text", Action(ActionName.REPORT, {"shop": str(shown.shop_id), "kind": kind}), {"text": shown.name})
            for shown in turn.before.shown
        )
        return Outcome("report_which", turn.state, {"kind": kind}, question=Question.SHOP, replies=replies)


class Rate:
    """The question "지난번 ○○ 어땠어요?" answered with a thumb: the source of real reviews."""

    async def __call__(self, turn: Turn) -> Outcome:
        """Thank; the thumb is written with the turn."""
        shop = turn.decision.shop_id or turn.before.pending.get("rate_shop")
        if shop is None:
            return Outcome("nothing_to_rate", turn.state)
        up = turn.decision.value == "up"
        kept = {key: value for key, value in turn.state.pending.items() if not key.startswith("rate_")}
        state = replace(turn.state, pending=kept)
        return Outcome("rated", state, {"up": up}, chosen=Chosen(int(shop), 5 if up else 1))


def ask_rating(shop_id: int) -> tuple[Reply, ...]:
    """The two thumbs."""
    shop = str(shop_id)
    return (
        Reply("thumb_up", Action(ActionName.RATE, {"shop": shop, "value": "up"})),
        Reply("thumb_down", Action(ActionName.RATE, {"shop": shop, "value": "down"})),
    )


def _reports(shop_id: int, but: str | None = None) -> tuple[Reply, ...]:
    """What can be wrong at a place, each to press."""
    kinds = (kind for kind in REPORT_KINDS if kind != but)
    return tuple(Reply(kind, Action(ActionName.REPORT, {"shop": str(shop_id), "kind": kind})) for kind in kinds)


def _is_named(turn: Turn) -> bool:
    """Whether the shop is told by its name alone."""
    pointed = turn.meaning.reference is not None or turn.incoming.action is not None
    return turn.meaning.entities.shop is not None and not pointed


def _told(turn: Turn, why: Refusal | None) -> dict[str, object]:
    """What may be said of the person's card: nothing in a group."""
    card = turn.person.card
    if card is None or turn.incoming.group:
        return {"why": None, "from_hour": None, "until_hour": None}
    return {"why": why, "from_hour": card.rule.usable_from, "until_hour": card.rule.usable_until}


def _kind(turn: Turn) -> str:
    """What was wrong: closed, card_refused or price."""
    return "price" if turn.decision.value == Wish.PRICE_ROSE else str(turn.decision.value)


def _reported(state: State) -> frozenset[int]:
    return frozenset(int(shop_id) for shop_id in state.pending.get(_REPORTED, "").split())


def _remembering(state: State, shop: Shop | None) -> State:
    """The state that knows for the rest of the session that something was wrong at `shop`."""
    if shop is None:
        return state
    reported = " ".join(str(shop_id) for shop_id in sorted(_reported(state) | {shop.id}))
    return replace(state, pending={**state.pending, _REPORTED: reported})
