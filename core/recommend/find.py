"""Finding places: grid, hard filters, exact search among the survivors, score, variety, honest relaxing.

Pure over a catalogue snapshot. Order of giving way (each is told): farther (2, then 3 km), other food, over
the budget, not open now, all of these. Allergies, diets, refusals and the card are never given up.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.recommend import score
from core.recommend.arrange import arrange
from core.recommend.catalogue import Catalogue, Mask, Role, Rows, Shop
from core.recommend.combination import combine
from core.recommend.diets import Safe
from core.recommend.explore import expose
from core.recommend.geometry import Floats, distances
from core.recommend.hours import Status, opening
from core.recommend.menus import best_for, is_wished, safe_for, with_coupon
from core.recommend.pricing import CouponPricing
from core.recommend.ranker import WIDE_ALONE, Ranker
from core.recommend.request import NEAR_METRES, WIDEST_METRES, Found, Offer, Order, Pick, Reason, Relaxed, Request
from core.recommend.score import Candidates
from core.recommend.serving import Served, serve

_CONVENIENCE = "편의점"
_SCORED = 100


def find(catalogue: Catalogue, request: Request, ranker: Ranker = WIDE_ALONE) -> Found:
    """The places that answer `request`, or the nearest honest thing to it. Never raises; may be empty."""
    near = request.within or NEAR_METRES
    found = _search(catalogue, request, ranker, (near,), ())
    if found.offers:
        return found
    radii = (near,) if request.within or not request.point else (near, 2 * NEAR_METRES, WIDEST_METRES)
    for attempt, given_up in _attempts(request):
        found = _search(catalogue, attempt, ranker, radii, given_up)
        if found.offers:
            return found
    return found


def _attempts(request: Request) -> Iterator[tuple[Request, tuple[Relaxed, ...]]]:
    """The search as asked but farther, with one condition after another given up, at last with all of them."""
    yield request, ()
    less: list[tuple[Relaxed, dict[str, Any]]] = []
    if request.wishes and request.only_shops is None:
        less.append((Relaxed.OTHER_FOOD, {"wishes": ()}))
    if request.budget is not None and request.price_below is None:
        less.append((Relaxed.OVER_BUDGET, {"budget": None, "order": Order.CHEAPEST}))
    if not request.any_hour and not request.aid:
        less.append((Relaxed.CLOSED, {"any_hour": True, "limit": min(3, request.limit)}))
    for code, change in less:
        yield replace(request, **change), (code,)
    if len(less) > 1:
        changes = {name: value for _, change in less for name, value in change.items()}
        yield replace(request, **changes), tuple(code for code, _ in less)


@dataclass(frozen=True, slots=True)
class Survivors:
    """What passed every filter within a radius: candidates, their places in `served`, how many stood at each step."""

    served: Served
    places: list[int]
    found: Candidates
    within: float | None
    steps: Mapping[str, int]


def survivors(catalogue: Catalogue, request: Request, radii: tuple[float, ...]) -> Survivors:
    """What may be shown within the smallest of `radii` (ascending) that holds anything."""
    steps: dict[str, int] = {}
    rows, metres = _in_reach(catalogue, request, radii[-1])
    steps["in_reach"] = len(rows)
    keep, known = _open(catalogue, rows, request)
    keep &= _acceptable(catalogue, rows, request)
    rows, metres, known = rows[keep], metres[keep], known[keep]
    steps["open_and_payable"] = len(rows)
    served = serve(catalogue, rows, request)
    within = _within(metres[served.places], radii) if request.point else None
    steps["fitting"] = len(served.places) if within is None else int((metres[served.places] <= within).sum())
    places, found = _candidates(catalogue, request, rows, metres, known, served, within)
    return Survivors(served, places, found, within, steps)


def _search(
    catalogue: Catalogue, request: Request, ranker: Ranker, radii: tuple[float, ...], given_up: tuple[Relaxed, ...]
) -> Found:
    left = survivors(catalogue, request, radii)
    scored = ranker.scored(catalogue, request, left.found)
    ranked = arrange(catalogue, request, left.found, scored.merits, scored.unknown)
    shown, exposure = expose(catalogue, request, ranker, scored, ranked)
    offers = []
    added = score.added({name: values[shown] for name, values in scored.values.items()}).T.tolist()
    for place, told_by in zip(shown, added, strict=True):
        shop = catalogue.shops[left.found.rows[place]]
        picks = left.served.picks(shop.menus, left.places[place])
        metres = float(left.found.metres[place])
        reasons = score.reasons(shop, metres, told_by)
        told = _offer(shop, picks, metres, float(scored.merits[place]), reasons, request)
        offers.append(_with_basket(told, request))
    farther = (Relaxed.WIDER,) if left.within is not None and left.within > NEAR_METRES else ()
    return Found(
        offers=tuple(offers),
        relaxed=(*given_up, *farther),
        radius=None if left.within is None else int(left.within),
        candidates=left.steps["fitting"],
        steps=left.steps,
        by_deep=ranker.live is not None,
        exposure=exposure.to_dict() if exposure else None,
    )


def _within(metres: Floats, radii: tuple[float, ...]) -> float:
    nearest = metres.min(initial=np.inf)
    return next((radius for radius in radii if nearest <= radius), radii[-1])


def _in_reach(catalogue: Catalogue, request: Request, radius: float) -> tuple[Rows, Floats]:
    if request.only_shops is not None:
        rows = catalogue.rows_of(request.only_shops)
    else:
        rows = catalogue.all_rows() if request.point is None else catalogue.rows_near(request.point, radius)
    metres = np.full(len(rows), np.nan)
    if request.point is not None:
        metres = distances(request.point, catalogue.latitudes[rows], catalogue.longitudes[rows])
        near = metres <= radius
        rows, metres = rows[near], metres[near]
    if not request.samples:
        real = ~catalogue.samples[rows]
        rows, metres = rows[real], metres[real]
    return rows, metres


def _open(catalogue: Catalogue, rows: Rows, request: Request) -> tuple[Mask, Mask]:
    """What may be shown at that hour, and whose hours are known."""
    is_open, is_known = catalogue.open_at(rows, request.at)
    if request.any_hour:
        return np.ones(len(rows), dtype=np.bool_), is_known
    return (is_open if request.aid else is_open | ~is_known), is_known


def _acceptable(catalogue: Catalogue, rows: Rows, request: Request) -> Mask:
    """Filters on shops as such; each costs nothing where it is not asked."""
    keep: Mask = np.ones(len(rows), dtype=np.bool_)
    if request.skip:
        keep &= ~np.isin(catalogue.ids[rows], [*request.skip])
    if request.convenience:
        keep &= catalogue.categories[rows] == _CONVENIENCE
    if request.must_take_card:
        keep &= catalogue.cards[rows] != "N"
    if request.aid:
        keep &= (catalogue.cards[rows] == "Y") | catalogue.good_influence[rows]
        keep &= catalogue.doubts[rows] == 0
    if refused := [category for wish in request.excluded for category in wish.categories]:
        keep &= ~np.isin(catalogue.categories[rows], refused)
    if request.group:
        keep &= catalogue.max_group[rows] >= request.people
    return keep


def _candidates(
    catalogue: Catalogue,
    request: Request,
    rows: Rows,
    metres: Floats,
    known: Mask,
    served: Served,
    within: float | None,
) -> tuple[list[int], Candidates]:
    """What is to be scored, with the places in `served`; of very many those most alike to the wish."""
    places = np.arange(len(served.places))
    if within is not None:
        places = np.flatnonzero(metres[served.places] <= within)
    alike = catalogue.similarity(request.query, rows[served.places[places]])
    if len(places) > _SCORED:
        nearest = np.sort(np.argsort(-alike, kind="stable")[:_SCORED])
        places, alike = places[nearest], alike[nearest]
    kept = served.places[places]
    exact = np.where(catalogue.precise[rows[kept]], metres[kept], np.nan)
    found = Candidates(rows[kept], exact, served.to_pay[places], served.unsure[places], alike, known[kept])
    return places.tolist(), found


def _offer(
    shop: Shop, picks: tuple[Pick, ...], metres: float, merit: float, reasons: tuple[Reason, ...], request: Request
) -> Offer:
    return Offer(
        shop=shop,
        opening=opening(shop.week, request.at),
        picks=picks,
        price=picks[0].menu.price * request.people,
        applied=with_coupon(shop, (picks[0].menu,), request),
        distance=None if math.isnan(metres) else round(float(metres)),
        score=min(1.0, max(0.0, merit)),
        reasons=reasons,
    )


def _with_basket(offer: Offer, request: Request) -> Offer:
    """What the money buys for everybody here, where closed doors do not make it idle."""
    if not request.baskets or request.budget is None or offer.opening.status is Status.CLOSED:
        return offer
    menus = [menu for menu in offer.shop.menus if safe_for(menu, request) is not Safe.NO]
    if request.wishes:
        menus = [menu for menu in menus if menu.role is not Role.MAIN or is_wished(offer.shop, menu, request)]
    found = combine(menus, request.budget, request.people, CouponPricing.at_shop(offer.shop, request))
    if found is None:
        return offer
    applied = best_for(offer.shop, tuple(part.line for part in found.parts), request)
    return replace(offer, basket=found.parts, price=found.price, applied=applied)
