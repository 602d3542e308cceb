"""Which menus of many shops answer a request: the filters on menus, in columns. Pure; integer won."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.recommend.catalogue import Catalogue, Mask, Menu, Rows
from core.recommend.diets import Safe
from core.recommend.menus import CAFE, FRESH, STALE_SLACK, Named, most_off, named, safe_for, with_coupon
from core.recommend.request import Order, Pick, Request

SHOWN_MENUS = 3


@dataclass(frozen=True, slots=True)
class Served:
    """The shops that have something for that money, and what: menus by shop, those to be shown first before others.

    One entry a shop: `places` in the rows asked about, `begins` of its menus, `to_pay` (won for everybody at the first,
    after the best coupon), `unsure` (whether nobody confirmed allergens or diet of the first). One entry a menu:
    `menus` where it stands in its shop, `unsure_menus`.
    """

    places: Rows
    begins: Rows
    to_pay: NDArray[np.int64]
    unsure: Mask
    menus: Rows
    unsure_menus: Mask

    def picks(self, sold: tuple[Menu, ...], place: int) -> tuple[Pick, ...]:
        """The up to three menus to show of the shop at `place`, which sells `sold`."""
        end = self.begins[place + 1] if place + 1 < len(self.begins) else len(self.menus)
        shown = slice(self.begins[place], min(end, self.begins[place] + SHOWN_MENUS))
        chosen = zip(self.menus[shown].tolist(), self.unsure_menus[shown].tolist(), strict=True)
        return tuple(Pick(sold[menu], unsure) for menu, unsure in chosen)


def serve(catalogue: Catalogue, rows: Rows, request: Request) -> Served:
    """What the shops of `rows` have to answer `request`.

    Menus that hold what must not be eaten, are refused or are not paid by the card are never shown. Of a wish only
    what was wished; else what fills. Sure before unsure; then, where cheapest is asked, by price, else what is popular,
    then the fullest meal that the money pays.
    """
    places, menus = catalogue.menus.of_rows(rows)
    safe = _safe(catalogue, menus, request)
    chosen = safe > Safe.NO
    if request.wishes:
        chosen &= _wished(catalogue, rows, places, menus, request)
    else:
        chosen &= _fills(catalogue, places, menus, request, len(rows))
    prices = catalogue.menus.prices[menus].astype(np.int64) * request.people
    if request.price_below is not None:
        chosen &= prices < request.price_below
    if request.budget is not None:
        chosen = _paid(catalogue, rows, places, menus, prices, chosen, request)
    kept = np.flatnonzero(chosen)
    unsure = (safe[kept] == Safe.UNSURE) & bool(request.diets)
    order = _order(catalogue, places[kept], menus[kept], unsure, request)
    return _served(catalogue, rows, request, places[kept][order], menus[kept][order], unsure[order])


def _served(catalogue: Catalogue, rows: Rows, request: Request, places: Rows, menus: Rows, unsure: Mask) -> Served:
    begins = np.flatnonzero(np.diff(places, prepend=-1))
    shops = places[begins]
    first = menus[begins]
    to_pay = catalogue.menus.prices[first].astype(np.int64) * request.people
    if request.coupons:
        for shop in np.flatnonzero(catalogue.partners[rows[shops]]).tolist():
            to_pay[shop] = _to_pay(catalogue, int(rows[shops[shop]]), int(first[shop]), request)
    in_shop = menus - catalogue.menus.begins[rows[places]]
    return Served(shops, begins, to_pay, unsure[begins], in_shop, unsure)


def _safe(catalogue: Catalogue, menus: Rows, request: Request) -> NDArray[np.int8]:
    """`Safe` of each menu for this person."""
    if not request.refuses:
        return np.full(len(menus), Safe.YES, dtype=np.int8)
    asked = ("safe", request.goods_refused, request.excluded, request.mild, request.diets, request.aid)
    return catalogue.labels.judged(catalogue.menus.labels[menus], asked, lambda menu: safe_for(menu, request))


def _wished(catalogue: Catalogue, rows: Rows, places: Rows, menus: Rows, request: Request) -> Mask:
    """What is wished by its name; or a meal of the kind of shop that is wished for (of a café everything)."""
    asked = ("named", request.wishes)
    by_name = catalogue.labels.judged(catalogue.menus.labels[menus], asked, lambda menu: named(menu, request.wishes))
    kinds = [category for wish in request.wishes for category in wish.categories]
    categories = catalogue.categories[rows]
    of_kind = np.isin(categories, kinds)[places]
    whole = catalogue.menus.mains[menus] | (categories == CAFE)[places]
    wished: Mask = (by_name == Named.YES) | (of_kind & whole & (by_name != Named.NEVER))
    return wished


def _fills(catalogue: Catalogue, places: Rows, menus: Rows, request: Request, count: int) -> Mask:
    """Meals, not drinks or sides; only a place that has no meals at all (a café) shows what it has."""
    mains = catalogue.menus.mains[menus]
    if request.aid:
        return mains
    has_meals = np.bincount(places[mains], minlength=count) > 0
    fills: Mask = mains | ~has_meals[places]
    return fills


def _paid(
    catalogue: Catalogue, rows: Rows, places: Rows, menus: Rows, prices: Rows, chosen: Mask, request: Request
) -> Mask:
    """What the money pays for everybody, the best coupon counted in; old or doubted prices need slack."""
    days = catalogue.menus.days[menus]
    stale = (days > 0) & (days < (request.at.date() - FRESH).toordinal())
    slack = np.where(stale | catalogue.prices_doubted[rows][places], STALE_SLACK, 1.0)
    budget = request.budget or 0
    paid: Mask = chosen & (prices * slack <= budget)
    if request.coupons:
        least = prices - most_off(request.coupons, prices)
        maybe = chosen & ~paid & catalogue.partners[rows][places] & (least * slack <= budget)
        for menu in np.flatnonzero(maybe).tolist():
            to_pay = _to_pay(catalogue, int(rows[places[menu]]), int(menus[menu]), request)
            paid[menu] = to_pay * slack[menu] <= budget
    return paid


def _to_pay(catalogue: Catalogue, row: int, menu: int, request: Request) -> int:
    """Won for everybody at one menu, after the best coupon."""
    shop = catalogue.shops[row]
    sold = shop.menus[menu - int(catalogue.menus.begins[row])]
    applied = with_coupon(shop, (sold,), request)
    return applied.to_pay if applied else sold.price * request.people


def _order(catalogue: Catalogue, places: Rows, menus: Rows, unsure: Mask, request: Request) -> Rows:
    """By shop; within one what is to be shown first before the rest, equals as the shop lists them."""
    prices = catalogue.menus.prices[menus]
    if request.order is Order.CHEAPEST:
        return np.lexsort((prices, unsure, places))
    fullest = prices if request.budget is None else -prices
    return np.lexsort((fullest, ~catalogue.menus.popular[menus], unsure, places))
