"""The wide part of the ranking: a documented linear score with crosses, and its reasons. Pure; columns over candidates.

score = 0.30 near + 0.20 wished + 0.15 alike + 0.12 card + 0.10 popular + 0.08 quality + 0.05 money
        + 0.05 liked + 0.08 together + 0.04 near_wished + 0.04 card_needed - 0.15 seen

each term between 0 and 1: near falls linearly to 0 at 3 km; alike is the cosine of the wish with the shop's
document; card 1 for Y, 0.5 for P; quality the mean rating / 5, drawn to what is usual where few rated; popular
likewise where nobody was shown the shop yet; money how fully the budget is used; liked a category the person chose
before; together how often those who chose the person's own places choose this one (item-item co-choice); the crosses
near_wished and card_needed are products: what is wished at the door, a card that is taken from who pays by card; seen
1 for the newest shown, fading with what was shown since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.recommend.catalogue import Catalogue, Mask, Rows, Shop
from core.recommend.geometry import Floats
from core.recommend.request import WIDEST_METRES, Reason, Request
from core.recommend.together import Together

WEIGHTS: Mapping[str, float] = {
    "near": 0.30,
    "wished": 0.20,
    "alike": 0.15,
    "card": 0.12,
    "popular": 0.10,
    "quality": 0.08,
    "money": 0.05,
    "liked": 0.05,
    "together": 0.08,
    "near_wished": 0.04,
    "card_needed": 0.04,
    "seen": -0.15,
}
_WEIGHTS = np.array([*WEIGHTS.values()])[:, None]
NEW_POPULARITY = 0.3  # of a shop that nobody was shown yet: below those people choose, above those they pass over
NEARBY_METRES = 400
_POPULAR, _GOOD = 0.7, 4.5
_FEWEST_REVIEWS = 2

Terms = Mapping[str, Floats]
Added = NDArray[np.float64]


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

    def at(self, places: Sequence[int]) -> Self:
        """Some of them."""
        return type(self)(*(getattr(self, column.name)[[*places]] for column in fields(self)))


def terms(catalogue: Catalogue, request: Request, found: Candidates, together: Together) -> Terms:
    """The terms of the score for each candidate."""
    rows = found.rows
    cards = catalogue.cards[rows]
    ids = catalogue.ids[rows]
    popularity = catalogue.popularity[rows]
    nothing = np.zeros(len(rows))
    near = nothing
    if request.point:
        far = np.where(np.isnan(found.metres), WIDEST_METRES / 2, found.metres)
        near = np.maximum(0.0, 1 - far / WIDEST_METRES)
    card = (cards == "Y") + 0.5 * (cards == "P")
    return {
        "near": near,
        "wished": np.ones(len(rows)) if request.wishes else nothing,
        "alike": np.maximum(0.0, found.alike),
        "card": card,
        "popular": np.where(popularity > 0, popularity, NEW_POPULARITY),
        "quality": catalogue.quality[rows],
        "money": _money(request, found.to_pay) if request.budget else nothing,
        "liked": np.isin(catalogue.categories[rows], [*request.preferred]) if request.preferred else nothing,
        "together": together.likeness(request.favourites, ids) if request.favourites else nothing,
        "near_wished": near if request.wishes else nothing,
        "card_needed": card if request.must_take_card else nothing,
        "seen": np.array([_seen(int(i), request.seen) for i in ids]) if request.seen else nothing,
    }


def added(values: Terms) -> Added:
    """What each term adds to each candidate's score, shape (terms, candidates), in the order of WEIGHTS."""
    told: Added = _WEIGHTS * np.array([*values.values()], dtype=np.float64)
    return told


def total(values: Terms) -> Floats:
    """The linear score of each candidate; above 1 or below 0 only where nearly everything or nothing speaks for it."""
    weighted: Floats = added(values).sum(axis=0)
    return weighted


def reasons(shop: Shop, metres: float, told: Sequence[float]) -> tuple[Reason, ...]:
    """Why a shop `metres` away is shown: what its terms added to the score (a column of `added`), the most first."""
    near, wished, _, card, popular, quality, money, liked, together, near_wished, card_needed, _ = told
    is_good = shop.reviews >= _FEWEST_REVIEWS and (shop.rating or 0) >= _GOOD
    said = {
        Reason.BUDGET_FIT: money,
        Reason.NEARBY: near if metres <= NEARBY_METRES else 0.0,
        Reason.POPULAR: popular if shop.popularity >= _POPULAR else 0.0,
        Reason.FOODCARD_OK: card + card_needed if shop.card == "Y" else 0.0,
        Reason.HIGH_QUALITY: quality if is_good else 0.0,
        Reason.USER_PREFERENCE: wished + near_wished + liked + together,
    }
    return tuple(sorted((reason for reason, weight in said.items() if weight > 0), key=lambda r: -said[r]))


def _money(request: Request, to_pay: NDArray[np.int64]) -> Floats:
    budget = request.budget or 1
    return np.where(to_pay <= budget, to_pay / budget, 0.0)


def _seen(shop_id: int, seen: Sequence[int]) -> float:
    if shop_id not in seen:
        return 0.0
    since = len(seen) - 1 - max(place for place, other in enumerate(seen) if other == shop_id)
    return 1.0 / (1 + since / 5)
