"""The order of scored candidates: what is known first, the asked order, variety. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.recommend.catalogue import Catalogue, Mask, Rows
from core.recommend.geometry import Floats
from core.recommend.request import WIDEST_METRES, Order, Request
from core.recommend.score import Candidates

_SAME_CATEGORY = 0.12
_BEFORE_ALL = 4.0  # more than any merit

Unknowns = NDArray[np.int64]


def uncertainty(catalogue: Catalogue, found: Candidates) -> Unknowns:
    """How much is unknown of each candidate (hours, card, diet, price) or speaks against it. These come last."""
    cards = catalogue.cards[found.rows]
    unasked: Unknowns = ((cards == "U") | (cards == "N")).astype(np.int64)
    return found.unsure + unasked + (~found.hours_known).astype(np.int64) + catalogue.doubts[found.rows]


def arrange(catalogue: Catalogue, request: Request, found: Candidates, merits: Floats, unknown: Unknowns) -> list[int]:
    """Places of the first `limit` candidates: what is known before what is unknown, then in the asked order.

    By stars only what has good ones; where nothing has, the order is the one that nobody asked for.
    """
    if not len(found.rows):
        return []
    if request.order is Order.RATED and (best := _best_rated(catalogue, found, unknown)):
        return best[: request.limit]
    match request.order:
        case Order.NEAREST:
            return _nearest(found, unknown)[: request.limit]
        case Order.CHEAPEST:
            return _nearest(found, found.to_pay, unknown)[: request.limit]
        case _:
            first = _comes_first(catalogue, request, found.rows)
            chosen = varied(
                merits + _BEFORE_ALL * (first - unknown), catalogue.categories[found.rows], request, request.limit
            )
            return sorted(chosen, key=lambda place: int(unknown[place]))


def varied(merit: Floats, categories: NDArray[np.str_], request: Request, count: int) -> list[int]:
    """Greedy maximal marginal relevance (Carbonell & Goldstein 1998) with category as likeness."""
    left = merit.copy()
    chosen: list[int] = []
    while len(chosen) < min(count, len(merit)):
        best = int(left.argmax())
        chosen.append(best)
        left[best] = -np.inf
        if not request.wishes:
            left[categories == categories[best]] -= _SAME_CATEGORY
    return chosen


def _nearest(found: Candidates, *before: NDArray[np.int64]) -> list[int]:
    """By the last of `before`, then the one before it, then by distance; a distance not known is the farthest."""
    far = np.where(np.isnan(found.metres), WIDEST_METRES, found.metres)
    order: list[int] = np.lexsort((far, *before)).tolist()
    return order


def _best_rated(catalogue: Catalogue, found: Candidates, unknown: Unknowns) -> list[int]:
    """Only what is rated well, the best first; none where nobody rated anything so."""
    worst = (-1000 * catalogue.quality[found.rows]).astype(np.int64)
    return [place for place in _nearest(found, worst, unknown) if catalogue.shops[found.rows[place]].is_rated_well]


def _comes_first(catalogue: Catalogue, request: Request, rows: Rows) -> Floats:
    """1 for what stands before everything else: kiosks where nobody should notice, good-influence shops in need."""
    first: Mask = catalogue.good_influence[rows] & request.aid
    if request.order is Order.DISCREET:
        first = catalogue.kiosks[rows] & (catalogue.cards[rows] == "Y")
    return first.astype(np.float64)
