"""The order of what fits: a documented linear score, its reasons, and variety. Pure.

score = 0.30 near + 0.20 wished + 0.15 alike + 0.12 card + 0.10 popular + 0.08 quality + 0.05 money
        + 0.05 liked - 0.15 seen

each term between 0 and 1: near falls linearly to 0 at 3 km; alike is the cosine of the wish with the shop's
document; card 1 for Y, 0.5 for P; quality the mean rating / 5; money how fully the budget is used; liked a
category the person chose before; seen 1 for the newest shown, fading with what was shown since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.recommend.request import WIDEST_METRES, Offer, Order, Reason, Request

WEIGHTS: Mapping[str, float] = {
    "near": 0.30,
    "wished": 0.20,
    "alike": 0.15,
    "card": 0.12,
    "popular": 0.10,
    "quality": 0.08,
    "money": 0.05,
    "liked": 0.05,
    "seen": -0.15,
}
_CARD = {"Y": 1.0, "P": 0.5}
_SAME_CATEGORY = 0.12
NEARBY_METRES = 400


def terms(offer: Offer, request: Request, *, matched: bool, alike: float) -> dict[str, float]:
    """The values of the linear score's terms for one offer."""
    far = offer.distance if offer.distance is not None else WIDEST_METRES / 2
    to_pay = offer.to_pay
    money = to_pay / request.budget if to_pay is not None and request.budget and to_pay <= request.budget else 0.0
    return {
        "near": max(0.0, 1 - far / WIDEST_METRES) if request.point else 0.0,
        "wished": 1.0 if matched and request.wishes else 0.0,
        "alike": max(0.0, alike),
        "card": _CARD.get(offer.shop.card, 0.0),
        "popular": offer.shop.popularity,
        "quality": (offer.shop.rating or 0.0) / 5,
        "money": money,
        "liked": 1.0 if offer.shop.category in request.preferred else 0.0,
        "seen": _seen(offer.shop.id, request.seen),
    }


def total(values: Mapping[str, float]) -> float:
    """The linear score, kept between 0 and 1."""
    return min(1.0, max(0.0, sum(WEIGHTS[name] * value for name, value in values.items())))


def reasons(offer: Offer, request: Request, values: Mapping[str, float]) -> tuple[Reason, ...]:
    """Why this place, from the terms that carried it, strongest first."""
    said = {
        Reason.BUDGET_FIT: values["money"] if request.budget else 0.0,
        Reason.NEARBY: values["near"] if offer.distance is not None and offer.distance <= NEARBY_METRES else 0.0,
        Reason.POPULAR: values["popular"] if values["popular"] >= 0.7 else 0.0,
        Reason.FOODCARD_OK: values["card"] if offer.shop.card == "Y" else 0.0,
        Reason.HIGH_QUALITY: values["quality"] if offer.shop.reviews >= 2 and values["quality"] >= 0.9 else 0.0,
        Reason.USER_PREFERENCE: max(values["wished"], values["liked"]),
    }
    return tuple(sorted((reason for reason, value in said.items() if value > 0), key=lambda r: -said[r]))


def arrange(offers: Sequence[Offer], request: Request) -> tuple[Offer, ...]:
    """The first `limit` offers: what is known before what is unknown, then in the asked order."""
    if request.order is Order.NEAREST:
        ranked = sorted(offers, key=lambda o: (uncertainty(o), o.distance if o.distance is not None else WIDEST_METRES))
    elif request.order is Order.CHEAPEST:
        ranked = sorted(offers, key=lambda o: (uncertainty(o), o.to_pay or 0, o.distance or 0))
    else:
        ranked = _varied(offers, request)
    return tuple(ranked[: request.limit])


def uncertainty(offer: Offer) -> int:
    """How much is unknown of an offer: hours, card acceptance, diet. Known places come first."""
    unsure = offer.picks and offer.picks[0].unsure
    return (offer.opening.status == "UNKNOWN") + (offer.shop.card == "U") + bool(unsure)


def _varied(offers: Sequence[Offer], request: Request) -> list[Offer]:
    """Greedy maximal marginal relevance (Carbonell & Goldstein 1998) with category as likeness."""
    left = list(offers)
    chosen: list[Offer] = []
    categories: list[str] = []
    while left and len(chosen) < request.limit:
        best = max(left, key=lambda o: _merit(o, request) - _SAME_CATEGORY * categories.count(o.shop.category))
        left.remove(best)
        chosen.append(best)
        if not request.wishes:
            categories.append(best.shop.category)
    return sorted(chosen, key=uncertainty)


def _merit(offer: Offer, request: Request) -> float:
    first = 0.0
    if request.order is Order.DISCREET:
        first = float(offer.shop.kiosk)
    elif request.aid:
        first = float(offer.shop.good_influence)
    return first + offer.score - uncertainty(offer)


def _seen(shop_id: int, seen: Sequence[int]) -> float:
    if shop_id not in seen:
        return 0.0
    since = len(seen) - 1 - max(i for i, other in enumerate(seen) if other == shop_id)
    return 1.0 / (1 + since / 5)
