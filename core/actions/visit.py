"""What follows a choice: going there, something wrong there, how it was."""

from __future__ import annotations

from dataclasses import replace

from core.actions.search import Search, after_showing, ask_place
from core.actions.turn import CardButton, Chosen, Outcome, Reply, Turn
from core.dialogue.state import Question, State
from core.foodcard.card import usable_now
from core.meaning import Wish
from core.messages import Action, ActionName
from core.recommend.catalogue import Shop
from core.recommend.request import Order

NEIGHBOURS = 2
_KINDS = ("closed", "card_refused", "price")
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
            return Outcome("shop_unknown", turn.state, {"name": None, "count": 0, "food": ()})
        found = self._search.one(shop, self._search.where(turn.state).point, turn)
        values = {"name": shop.name, "card": shop.card, "note": shop.card_note, "opening": found.offers[0].opening}
        outcome = Outcome("select", turn.state, values, found.offers, chosen=Chosen(shop.id), buttons=_THERE)
        return replace(outcome, replies=(*_reports(shop.id), Reply("others", Action(ActionName.OTHERS))))


class Report:
    """Something was wrong there ("문 닫았는데", "카드 안된대"): sorry, and the two next places."""

    def __init__(self, search: Search) -> None:
        self._search = search

    async def __call__(self, turn: Turn) -> Outcome:
        """The nearest two others, none of which was reported; with a refused card, whether the hour is why."""
        if self._is_unclear(turn):
            return self._which(turn)
        where = self._search.where(turn.state)
        shop = self._search.shop(turn.decision.shop_id, turn)
        point = shop.point if shop and shop.point else where.point
        if point is None:
            return ask_place(turn, where)
        state = _remembering(turn.state, shop)
        request = self._search.request(
            turn, where, point=point, skip=_reported(state), limit=NEIGHBOURS, order=Order.NEAREST
        )
        if _kind(turn) == "card_refused":
            request = replace(request, must_take_card=True)
        found = self._search.find(request)
        values = {**self._why(turn), "name": shop.name if shop else None, "count": len(found.offers)}
        replies = _reports(shop.id, but=_kind(turn)) if shop else ()
        return Outcome("report", after_showing(state, found.offers), values, found.offers, found, replies=replies)

    def _why(self, turn: Turn) -> dict[str, object]:
        card = turn.person.card if not turn.incoming.group else None
        return {
            "kind": _kind(turn),
            "hour_closed": card is not None and not usable_now(card.rule, turn.now),
            "from_hour": card.rule.usable_from if card else None,
            "until_hour": card.rule.usable_until if card else None,
        }

    @staticmethod
    def _is_unclear(turn: Turn) -> bool:
        """Whether several places were shown and nothing says which one is meant."""
        pointed = turn.meaning.reference is not None or turn.incoming.action is not None
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
    kinds = (kind for kind in _KINDS if kind != but)
    return tuple(Reply(kind, Action(ActionName.REPORT, {"shop": str(shop_id), "kind": kind})) for kind in kinds)


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
