"""What is asked of the catalogue, and what it answers. Values only; money in won, distances in metres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.coupons.coupon import Applied, Buyer, HeldCoupon
from core.messages import Point
from core.recommend.catalogue import Menu, Shop
from core.recommend.combination import Part
from core.recommend.hours import Opening
from core.recommend.wishes import Wish

NEAR_METRES = 1000
WIDEST_METRES = 3000
SHOWN = 5


class Relaxed(StrEnum):
    """A condition that had to be given up; every one is said in words."""

    WIDER = "wider"  # farther than 1 km
    OTHER_FOOD = "other_food"  # nothing of the wished kind
    CLOSED = "closed"  # nothing open: what opens next
    OVER_BUDGET = "over_budget"  # nothing for that money: the cheapest


class Reason(StrEnum):
    """Why a place is shown: the guide's reason codes."""

    BUDGET_FIT = "BUDGET_FIT"
    NEARBY = "NEARBY"
    POPULAR = "POPULAR"
    FOODCARD_OK = "FOODCARD_OK"
    HIGH_QUALITY = "HIGH_QUALITY"
    USER_PREFERENCE = "USER_PREFERENCE"


class Order(StrEnum):
    """What comes first among what fits."""

    BEST = "best"
    NEAREST = "nearest"
    CHEAPEST = "cheapest"
    RATED = "rated"
    DISCREET = "discreet"  # kiosk shops first


@dataclass(frozen=True, slots=True)
class Request:
    """One search. `budget` is for all `people` together. `must_take_card` leaves out shops known to refuse it.

    `price_below` and `within` are relative wishes ("더 싼 데", "너무 멀어"); `skip` are shops not to show again.
    `favourites` are shops the person came back to. `draw` is the turn's own number, by which the exploration budget
    decides (None: nothing is left to chance and nothing logged).
    `baskets` asks for the set of menus that uses the money best; `aid` for an emergency: known facts only,
    good-influence shops first.
    """

    at: datetime
    point: Point | None = None
    budget: int | None = None
    people: int = 1
    wishes: tuple[Wish, ...] = ()
    excluded: tuple[Wish, ...] = ()
    diets: tuple[str, ...] = ()
    mild: bool = False
    query: str = ""
    must_take_card: bool = False
    group: bool = False
    convenience: bool = False
    only_shops: frozenset[int] | None = None
    coupons: tuple[HeldCoupon, ...] = ()
    buyer: Buyer = field(default_factory=Buyer)
    price_below: int | None = None
    within: float | None = None
    skip: frozenset[int] = frozenset()
    seen: tuple[int, ...] = ()
    preferred: frozenset[str] = frozenset()
    favourites: frozenset[int] = frozenset()
    draw: int | None = None
    order: Order = Order.BEST
    goods_refused: frozenset[str] = frozenset()
    baskets: bool = False
    aid: bool = False
    any_hour: bool = False
    samples: bool = True
    limit: int = SHOWN

    @property
    def refuses(self) -> bool:
        """Whether some menu may be out of the question for the person."""
        return bool(self.diets or self.excluded or self.mild or self.goods_refused)


@dataclass(frozen=True, slots=True)
class Pick:
    """A menu to show. `unsure` marks one whose allergens or diet nobody confirmed ("확인 필요")."""

    menu: Menu
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """One place that fits, with what to have there.

    `price` is for all people before, `applied` after the best coupon, of `basket` where there is one, else of
    the first pick. `distance` is None where the point is not an address. `basket` is what the money buys best for all.
    `is_paid_at`: cards were really taken there within the week.
    """

    shop: Shop
    opening: Opening
    picks: tuple[Pick, ...]
    price: int | None
    applied: Applied | None
    distance: int | None
    score: float = 0.0
    reasons: tuple[Reason, ...] = ()
    basket: tuple[Part, ...] = ()
    is_paid_at: bool = False

    @property
    def to_pay(self) -> int | None:
        """Won to pay after the coupon."""
        return self.applied.to_pay if self.applied else self.price


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: places in order, what was given up, how many stood at each step.

    `by_deep` tells that the deep part had its say; `exposure` what to log of a list that chance may have decided.
    """

    offers: tuple[Offer, ...]
    relaxed: tuple[Relaxed, ...] = ()
    radius: int | None = None
    candidates: int = 0
    steps: Mapping[str, int] = field(default_factory=dict)
    by_deep: bool = False
    exposure: Mapping[str, Any] | None = None
