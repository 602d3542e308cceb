"""The order of what fits: a documented linear score, its reasons, and variety. Pure; columns over the candidates.

score = 0.30 near + 0.20 wished + 0.15 alike + 0.12 card + 0.10 popular + 0.08 quality + 0.05 money
        + 0.05 liked - 0.15 seen, kept between 0 and 1

each term between 0 and 1: near falls linearly to 0 at 3 km; alike is the cosine of the wish with the shop's
document; card 1 for Y, 0.5 for P; quality the mean rating / 5; money how fully the budget is used; liked a
category the person chose before; seen 1 for the newest shown, fading with what was shown since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.recommend.catalogue import Catalogue, Mask, Rows
from core.recommend.geometry import Floats
from core.recommend.request import WIDEST_METRES, Order, Reason, Request

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
NEARBY_METRES = 400
_SAME_CATEGORY = 0.12
_POPULAR, _GOOD = 0.7, 0.9
_FEWEST_REVIEWS = 2

Terms = Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Candidates:
    """What passed every filter, in columns: `metres` NaN where the distance is not known, `hours_known` likewise.

    `to_pay` is won for everybody at the first menu after the best coupon, `unsure` whether nobody confirmed its
    allergens or diet. Of a wish only shops that have what was wished are here.
    """

    rows: Rows
    metres: Floats
    to_pay: NDArray[np.int64]
    unsure: Mask
    alike: Floats
    hours_known: Mask


def terms(catalogue: Catalogue, request: Request, found: Candidates) -> Terms:
    """The terms of the score for each candidate."""
    rows = found.rows
    cards = catalogue.cards[rows]
    to_pay = found.to_pay
    nothing = np.zeros(len(rows))
    far = np.nan_to_num(found.metres, nan=WIDEST_METRES / 2)
    return {
        "near": np.maximum(0.0, 1 - far / WIDEST_METRES) if request.point else nothing,
        "wished": np.ones(len(rows)) if request.wishes else nothing,
        "alike": np.maximum(0.0, found.alike),
        "card": (cards == "Y") + 0.5 * (cards == "P"),
        "popular": catalogue.popularity[rows],
        "quality": catalogue.ratings[rows] / 5,
        "money": np.where(to_pay <= request.budget, to_pay / request.budget, 0.0) if request.budget else nothing,
        "liked": np.isin(catalogue.categories[rows], [*request.preferred]) if request.preferred else nothing,
        "seen": np.array([_seen(int(i), request.seen) for i in catalogue.ids[rows]]) if request.seen else nothing,
    }


def total(values: Terms) -> Floats:
    """The linear score of each candidate."""
    weighted: Floats = np.sum([WEIGHTS[name] * column for name, column in values.items()], axis=0)
    return np.minimum(1.0, np.maximum(0.0, weighted))


def reasons(catalogue: Catalogue, found: Candidates, values: Terms, place: int) -> tuple[Reason, ...]:
    """Why the candidate at `place` is shown, from the terms that carried it, strongest first."""
    shop = catalogue.shops[found.rows[place]]
    value = {name: float(column[place]) for name, column in values.items()}
    said = {
        Reason.BUDGET_FIT: value["money"],
        Reason.NEARBY: value["near"] if found.metres[place] <= NEARBY_METRES else 0.0,
        Reason.POPULAR: value["popular"] if value["popular"] >= _POPULAR else 0.0,
        Reason.FOODCARD_OK: value["card"] if shop.card == "Y" else 0.0,
        Reason.HIGH_QUALITY: value["quality"] if shop.reviews >= _FEWEST_REVIEWS and value["quality"] >= _GOOD else 0.0,
        Reason.USER_PREFERENCE: max(value["wished"], value["liked"]),
    }
    return tuple(sorted((reason for reason, weight in said.items() if weight > 0), key=lambda r: -said[r]))


def uncertainty(catalogue: Catalogue, found: Candidates) -> NDArray[np.int64]:
    """How much is unknown of each candidate (hours, card, diet, price) or speaks against it. These come last."""
    unasked: NDArray[np.int64] = np.isin(catalogue.cards[found.rows], ["U", "N"]).astype(np.int64)
    return found.unsure + unasked + (~found.hours_known).astype(np.int64) + catalogue.doubts[found.rows]


def arrange(catalogue: Catalogue, request: Request, found: Candidates, scores: Floats) -> list[int]:
    """Places of the first `limit` candidates: what is known before what is unknown, then in the asked order."""
    if not len(found.rows):
        return []
    unknown = uncertainty(catalogue, found)
    far = np.nan_to_num(found.metres, nan=WIDEST_METRES)
    match request.order:
        case Order.NEAREST:
            return [int(place) for place in np.lexsort((far, unknown))[: request.limit]]
        case Order.CHEAPEST:
            return [int(place) for place in np.lexsort((far, found.to_pay, unknown))[: request.limit]]
        case _:
            first = _comes_first(catalogue, request, found.rows)
            chosen = _varied(first + scores - unknown, catalogue.categories[found.rows], request)
            return sorted(chosen, key=lambda place: int(unknown[place]))


def _comes_first(catalogue: Catalogue, request: Request, rows: Rows) -> Floats:
    """1 for what stands before everything else: kiosks where nobody should notice, good-influence shops in need."""
    first: Mask = catalogue.good_influence[rows] & request.aid
    if request.order is Order.DISCREET:
        first = catalogue.kiosks[rows] & (catalogue.cards[rows] == "Y")
    return first.astype(np.float64)


def _varied(merit: Floats, categories: NDArray[np.str_], request: Request) -> list[int]:
    """Greedy maximal marginal relevance (Carbonell & Goldstein 1998) with category as likeness."""
    left = merit.copy()
    chosen: list[int] = []
    while len(chosen) < min(request.limit, len(merit)):
        best = int(left.argmax())
        chosen.append(best)
        left[best] = -np.inf
        if not request.wishes:
            left[categories == categories[best]] -= _SAME_CATEGORY
    return chosen


def _seen(shop_id: int, seen: Sequence[int]) -> float:
    if shop_id not in seen:
        return 0.0
    since = len(seen) - 1 - max(place for place, other in enumerate(seen) if other == shop_id)
    return 1.0 / (1 + since / 5)
