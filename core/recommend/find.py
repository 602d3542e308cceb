"""Finding places: grid, hard filters, exact search among the survivors, score, variety, honest relaxing.

Pure over a catalogue snapshot. Order of giving way (each is told): farther (2, then 3 km), other food, over
the budget, not open now. Allergies, diets, refusals and the card are never given up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from core.recommend import score
from core.recommend.basket import basket
from core.recommend.catalogue import Catalogue, Rows, Shop
from core.recommend.geometry import Floats, distances
from core.recommend.hours import Status, opening
from core.recommend.menus import Plate, may_have, plate
from core.recommend.request import NEAR_METRES, WIDEST_METRES, Found, Offer, Order, Relaxed, Request

_CONVENIENCE = "편의점"
_SCORED = 100


def find(catalogue: Catalogue, request: Request) -> Found:
    """The places that answer `request`, or the nearest honest thing to it. Never raises; may be empty."""
    for attempt, radius, relaxed in _attempts(request):
        found = _search(catalogue, attempt, radius, relaxed)
        if found.offers:
            return found
    return found


def _attempts(request: Request) -> Iterator[tuple[Request, float | None, tuple[Relaxed, ...]]]:
    """The search as asked, then with one condition after another given up."""
    near = request.within or NEAR_METRES
    radii = [near] if request.within else [near, 2 * NEAR_METRES, WIDEST_METRES]
    spread: list[float | None] = [*radii] if request.point else [None]
    for radius in spread:
        yield request, radius, (Relaxed.WIDER,) if radius and radius > NEAR_METRES else ()
    farthest = spread[-1]
    if request.wishes and request.only_shops is None:
        yield replace(request, wishes=()), farthest, (Relaxed.OTHER_FOOD,)
    if request.budget is not None and request.price_below is None:
        yield replace(request, budget=None, order=Order.CHEAPEST), farthest, (Relaxed.OVER_BUDGET,)
    if not request.any_hour and not request.aid:
        yield replace(request, any_hour=True, limit=3), farthest, (Relaxed.CLOSED,)


def _search(catalogue: Catalogue, request: Request, radius: float | None, relaxed: tuple[Relaxed, ...]) -> Found:
    steps: dict[str, int] = {}
    rows, metres = _in_reach(catalogue, request, radius)
    steps["in_reach"] = len(rows)
    keep = _open(catalogue, rows, request) & _acceptable(catalogue, rows, request)
    rows, metres = rows[keep], metres[keep]
    steps["open_and_payable"] = len(rows)
    plates = {int(row): p for row in rows if (p := plate(catalogue.shops[row], request)) and _wanted(p, request)}
    steps["fitting"] = len(plates)
    kept = np.array([int(row) in plates for row in rows], dtype=np.bool_)
    rows, metres = (rows[kept], metres[kept]) if len(rows) else (rows, metres)
    offers = _scored(catalogue, request, rows, metres, plates)
    return Found(
        offers=tuple(_with_basket(offer, request) for offer in score.arrange(offers, request)),
        relaxed=relaxed,
        radius=int(radius) if radius else None,
        candidates=len(rows),
        steps=steps,
    )


def _in_reach(catalogue: Catalogue, request: Request, radius: float | None) -> tuple[Rows, Floats]:
    if request.point is None or radius is None:
        rows = catalogue.all_rows()
        metres = np.full(len(rows), np.nan)
    else:
        rows = catalogue.rows_near(request.point, radius)
        metres = distances(request.point, catalogue.latitudes[rows], catalogue.longitudes[rows])
        rows, metres = rows[metres <= radius], metres[metres <= radius]
    if not request.samples:
        real = ~catalogue.samples[rows]
        rows, metres = rows[real], metres[real]
    return rows, metres


def _open(catalogue: Catalogue, rows: Rows, request: Request) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    is_open, is_known = catalogue.open_at(rows, request.at)
    if request.any_hour:
        return np.ones(len(rows), dtype=np.bool_)
    return is_open if request.aid else is_open | ~is_known


def _acceptable(catalogue: Catalogue, rows: Rows, request: Request) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.array([_accepts(catalogue.shops[row], request) for row in rows], dtype=np.bool_)


def _accepts(shop: Shop, request: Request) -> bool:
    if shop.id in request.skip or (request.only_shops is not None and shop.id not in request.only_shops):
        return False
    if request.convenience and shop.category != _CONVENIENCE:
        return False
    if request.must_take_card and shop.card == "N":
        return False
    if request.aid and shop.card != "Y" and not shop.good_influence:
        return False
    if any(shop.category in wish.categories for wish in request.excluded):
        return False
    return not request.group or shop.max_group is None or shop.max_group >= request.people


def _wanted(found: Plate, request: Request) -> bool:
    return found.affordable and (found.matched or not request.wishes)


def _scored(
    catalogue: Catalogue, request: Request, rows: Rows, metres: Floats, plates: dict[int, Plate]
) -> list[Offer]:
    alike = catalogue.similarity(request.query, rows)
    offers = []
    for index in np.argsort(-alike, kind="stable")[:_SCORED]:
        row = int(rows[index])
        shop, found = catalogue.shops[row], plates[row]
        offer = Offer(
            shop=shop,
            opening=opening(shop.week, request.at),
            picks=found.picks,
            price=found.price,
            applied=found.applied,
            distance=round(float(metres[index])) if shop.precise and not np.isnan(metres[index]) else None,
        )
        values = score.terms(offer, request, matched=found.matched, alike=float(alike[index]))
        offers.append(replace(offer, score=score.total(values), reasons=score.reasons(offer, request, values)))
    return offers


def _with_basket(offer: Offer, request: Request) -> Offer:
    """What each person's share of the money buys here."""
    if not request.baskets or request.budget is None or offer.opening.status is Status.CLOSED:
        return offer
    menus = [menu for menu in offer.shop.menus if may_have(menu, request)]
    return replace(offer, basket=basket(menus, request.budget // request.people))
