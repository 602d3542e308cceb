"""From a turn to a search of the catalogue: where, when, for how much, for whom."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.actions.times import asked_time
from core.actions.turn import Outcome, Reply, Turn
from core.dialogue.acts import CARRIED_WISH, NEAR, OFFERED
from core.dialogue.state import Question, Shown, State
from core.knowledge import Live
from core.meaning import Wish
from core.messages import Point
from core.people.people import Person
from core.recommend.catalogue import Shop
from core.recommend.find import find
from core.recommend.gazetteer import Place
from core.recommend.hours import opening
from core.recommend.request import WIDEST_METRES, Found, Offer, Order, Request
from core.recommend.wishes import FoodGroups

KEPT_SEEN = 20
_PLACE_QUESTIONS = {Question.PLACE, Question.WHICH_PLACE}
_WISH, _STORE = CARRIED_WISH, "store"  # what `State.pending` keeps of a message that lacked its place
_OWN_PLACES = frozenset({"집", "학교", "학원", "어린이집", "유치원", "회사", "센터", "복지관", "도서관"})
_OF_CARD = {Wish.TAKES_CARD, Wish.CARD_PLACES}
_ORDERS: dict[Wish | None, Order] = {Wish.DISCREET: Order.DISCREET, Wish.BEST_RATED: Order.RATED}
_MILD = ("맵지", "안 매", "안매", "순한")


@dataclass(frozen=True, slots=True)
class Where:
    """What is known of where the person is: a point, the name said for it, or why there is none."""

    point: Point | None = None
    name: str | None = None
    choices: tuple[Place, ...] = ()
    unknown: bool = False


class Search:
    """Looks for places in the catalogue."""

    def __init__(self, live: Live, foods: FoodGroups) -> None:
        self._live = live
        self._foods = foods

    def pinned(self) -> AbstractContextManager[None]:
        """One snapshot for the whole of a turn, whatever changes meanwhile."""
        return self._live.pinned()

    def where(self, state: State) -> Where:
        """The place of the conversation: a named one, else the position sent."""
        named = state.slots.location or (state.pending.get(NEAR) if state.point is None else None)
        if named is None or named in _OWN_PLACES:
            return Where(point=state.point)
        places = self._live.current.gazetteer.resolve(named, state.point)
        if len(places) == 1:
            return Where(point=places[0].point, name=named)
        return Where(choices=places, unknown=not places, name=named)

    def knows(self, name: str | None) -> bool:
        """Whether a shop of that name is in the catalogue."""
        return bool(name) and bool(self._by_name(name or ""))

    def request(self, turn: Turn, where: Where, **changes: Any) -> Request:  # noqa: ANN401 - fields of Request
        """What the slots of the turn ask for; `changes` are what the action wants otherwise."""
        slots, person = turn.state.slots, turn.person
        if turn.incoming.group:
            person = Person(person.account)  # nothing personal shows in a group, not even through a price
        return replace(
            Request(
                at=asked_time(slots.time_preference, turn.state.day, turn.now),
                point=where.point,
                budget=budget(turn),
                people=slots.people or 1,
                wishes=self._foods.wishes(slots.food_type) or self._foods.of_tastes(slots.taste),
                excluded=self._foods.wishes(slots.exclude),
                diets=(*slots.dietary, *(d for d in person.diets if d not in slots.dietary)),
                mild=any(taste.startswith(_MILD) for taste in slots.taste),
                query=_wording(turn.state),
                must_take_card=person.card is not None or wish_of(turn) in _OF_CARD,
                convenience=wants_store(turn),
                goods_refused=frozenset(person.card.rule.goods_not_allowed) if person.card else frozenset(),
                only_shops=self._named_shop(turn.meaning.entities.shop),
                coupons=person.coupons,
                buyer=person.buyer,
                seen=turn.state.seen,
                preferred=person.preferred,
                favourites=person.favourites,
                draw=None if turn.incoming.samples else turn.incoming.turn_id.int,
                order=_ORDERS.get(wish_of(turn), Order.BEST),
                samples=turn.incoming.samples,
            ),
            **changes,
        )

    async def expect(self, state: State) -> None:
        """Get ready to compare the wish of the turn with shops, where that takes another process."""
        await self._live.expect(_wording(state))

    def find(self, request: Request) -> Found:
        """Search the catalogue."""
        known = self._live.current
        found = find(known.catalogue, request, known.ranker)
        shown = {offer.shop.id for offer in found.offers}
        paid = {shop_id for shop_id in shown & known.paid_until.keys() if known.paid_until[shop_id] > request.at}
        if not paid:
            return found
        offers = tuple(replace(offer, is_paid_at=offer.shop.id in paid) for offer in found.offers)
        return replace(found, offers=offers)

    def for_nothing(self, turn: Turn, where: Where, limit: int) -> Request:
        """What is surely open within 3 km, whatever it costs, those first that feed children free."""
        return self.request(
            turn,
            where,
            budget=None,
            coupons=(),
            aid=True,
            within=WIDEST_METRES,
            limit=limit,
            must_take_card=False,
            seen=(),
        )

    def free(self, turn: Turn, where: Where, limit: int) -> Found:
        """Places that feed children free and are surely open."""
        known = self.find(self.for_nothing(turn, where, limit))
        return replace(known, offers=tuple(offer for offer in known.offers if offer.shop.good_influence))

    def shop(self, shop_id: int | None, turn: Turn) -> Shop | None:
        """A shop that may be shown to this person."""
        found = self._live.current.catalogue.shop(shop_id) if shop_id is not None else None
        return found if found and (turn.incoming.samples or not found.sample) else None

    def nearest_named(self, name: str | None, turn: Turn) -> Shop | None:
        """The shop whose name holds `name` (spaces ignored), nearest to the conversation's place where several do."""
        ids = self._by_name(name) if name else frozenset[int]()
        point = self.where(turn.state).point
        samples = turn.incoming.samples
        request = Request(turn.now, point, only_shops=ids, any_hour=True, order=Order.NEAREST, samples=samples)
        found = self.find(request) if ids else Found(())
        if not found.offers:  # farther than any search reaches
            found = self.find(replace(request, point=None)) if ids else found
        return found.offers[0].shop if found.offers else None

    def one(self, shop: Shop, point: Point | None, turn: Turn, at: datetime | None = None) -> Found:
        """A single shop as it is at `at` (now, if not told), whatever its hours and distance, in a finding's form.

        It leads with what was wished and fits the money, else with the cheapest; without menus where none may be
        eaten or none are known.
        """
        asked = self.request(
            turn,
            Where(),
            at=at or turn.now,
            only_shops=frozenset({shop.id}),
            any_hour=True,
            must_take_card=False,
            convenience=False,
            seen=(),
            draw=None,
        )
        for request in (asked, replace(asked, wishes=(), query="")):
            found = self.find(request)
            if found.offers:
                near = self.find(replace(request, point=point, within=WIDEST_METRES)) if point else found
                return replace(near if near.offers else found, relaxed=())
        return Found((Offer(shop, opening(shop.week, asked.at), picks=(), price=None, applied=None, distance=None),))

    def _named_shop(self, name: str | None) -> frozenset[int] | None:
        return (self._by_name(name) or None) if name else None

    def _by_name(self, name: str) -> frozenset[int]:
        return self._live.current.catalogue.named(name)


def _wording(state: State) -> str:
    """What shops' documents are compared with."""
    return " ".join((*state.slots.food_type, *state.slots.taste, *state.slots.menu_options))


def wish_of(turn: Turn) -> Wish | None:
    """What is wished in this message, or was in the one whose missing place this message tells."""
    carried = turn.before.pending.get(_WISH) if turn.before.question in _PLACE_QUESTIONS else None
    return turn.meaning.wish or (Wish(carried) if carried else None)


def wants_store(turn: Turn) -> bool:
    """Whether a convenience store is asked for, here or in the message whose place this one tells."""
    carried = turn.before.question in _PLACE_QUESTIONS and _STORE in turn.before.pending
    return turn.meaning.convenience_store or carried


def budget(turn: Turn) -> int | None:
    """Won for all diners together: what was said, else what the linked card pays for one meal."""
    slots = turn.state.slots
    if slots.budget is not None:
        return slots.budget
    if slots.budget_per_person is not None:
        return slots.budget_per_person * (slots.people or 1)
    card = turn.person.card
    if card is not None and card.active and (slots.people or 1) == 1 and not turn.incoming.group:
        return card.spendable
    return None


def ask_place(turn: Turn, where: Where) -> Outcome:
    """Ask where, because nothing can be found without it; what else was wished waits for the answer."""
    carried = {_WISH: wish_of(turn) or "", _STORE: "yes" if wants_store(turn) else ""}
    pending = {**turn.state.pending, **{key: value for key, value in carried.items() if value}}
    state = replace(turn.state, pending=pending)
    if where.choices:
        replies = tuple(Reply("text", values={"text": place.label}) for place in where.choices)
        return Outcome("which_place", state, {"name": where.name}, question=Question.WHICH_PLACE, replies=replies)
    values = {"unknown": where.name if where.unknown else None}
    return Outcome("ask_place", state, values, question=Question.PLACE, asks_location=True)


def shop_unknown(turn: Turn, name: str | None) -> Outcome:
    """Say that a shop is not known, by its name where one was said."""
    return Outcome("shop_unknown", turn.state, {"name": name, "count": 0, "food": ()})


def after_telling(state: State, offer: Offer) -> State:
    """The state after one place was told of. The list that was shown stays: the next question may be of its second."""
    return replace(state if state.shown else after_showing(state, (offer,)), focus=offer.shop.id)


def after_showing(state: State, offers: tuple[Offer, ...]) -> State:
    """The state with `offers` as what was shown last."""
    shown = tuple(Shown(o.shop.id, o.shop.name, o.to_pay, o.distance) for o in offers)
    seen = tuple(s for s in state.seen if s not in {o.shop.id for o in offers}) + tuple(o.shop.id for o in offers)
    focus = offers[0].shop.id if len(offers) == 1 else None
    pending = {key: value for key, value in state.pending.items() if key not in {_WISH, _STORE, OFFERED}}
    return replace(state, shown=shown, seen=seen[-KEPT_SEEN:], focus=focus, pending=pending)
