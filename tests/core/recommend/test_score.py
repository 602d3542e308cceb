"""The score is the documented formula; reasons come from its terms; variety and orders are kept."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from core.recommend import score
from core.recommend.catalogue import Catalogue, Shop
from core.recommend.find import find
from core.recommend.request import Offer, Order, Reason, Request
from tests.core.recommend.sample import KONKUK, NOON, foods, menu, shop

WANTS_PIZZA = Request(NOON, KONKUK, budget=10_000, wishes=foods().wishes(["피자"]), preferred=frozenset({"피자"}))


def found_in(request: Request, *shops: Shop) -> dict[str, Offer]:
    return {offer.shop.name: offer for offer in find(Catalogue(shops), request).offers}


def test_the_weights_are_those_of_the_documented_formula() -> None:
    told = re.findall(r"([-+]?) ?(0\.\d+) (\w+)", score.__doc__ or "")
    formula = {name: float(f"{sign}{weight}") for sign, weight, name in told if name in score.WEIGHTS}
    assert formula == dict(score.WEIGHTS)


def test_every_term_adds_what_its_weight_says() -> None:
    """A pizza place at the door, paid by card, popular, loved, at the whole budget, and shown just before."""
    pizza = shop(menu("치즈피자", 10_000), category="피자", name="집", popularity=0.8, rating=4.5, reviews=3)
    asked = replace(WANTS_PIZZA, seen=(pizza.id,), favourites=frozenset({pizza.id}), must_take_card=True)
    offer = found_in(asked, pizza)["집"]
    near, wished, card, popular, quality, money, liked, seen = 0.30, 0.20, 0.12, 0.10, 0.08, 0.05, 0.05, -0.15
    together, near_wished, card_needed = 0.08, 0.04, 0.04
    stars = (3 * 4.5 + 3 * 3.8) / 6 / 5  # three guests beside three who think what is usual
    expected = near + wished + card + popular * 0.8 + quality * stars + money + liked + seen
    expected += together + near_wished + card_needed
    assert offer.score == pytest.approx(expected)
    assert set(offer.reasons) == set(Reason)


@pytest.mark.parametrize(("card", "worth"), [("Y", 0.12), ("P", 0.06), ("U", 0.0), ("N", 0.0)])
def test_the_card_counts_as_far_as_it_is_taken(card: str, worth: float) -> None:
    request = Request(NOON, KONKUK)
    offer = found_in(request, shop(name="집", card=card, popularity=0.0))["집"]
    new, unrated = 0.10 * score.NEW_POPULARITY, 0.08 * 3.8 / 5
    assert offer.score == pytest.approx(0.30 + worth + new + unrated)
    assert (Reason.FOODCARD_OK in offer.reasons) == (card == "Y")


def test_reasons_stand_in_the_order_of_what_they_added() -> None:
    near_and_popular = shop(name="집", popularity=0.95)
    offer = found_in(Request(NOON, KONKUK, budget=4_000), near_and_popular)["집"]
    assert offer.reasons == (Reason.NEARBY, Reason.FOODCARD_OK, Reason.POPULAR, Reason.BUDGET_FIT)


def test_what_was_shown_longer_ago_weighs_less() -> None:
    first, second = shop(name="처음"), shop(name="방금")
    offers = found_in(Request(NOON, KONKUK, seen=(first.id, second.id)), first, second)
    assert offers["처음"].score > offers["방금"].score


def test_one_good_review_makes_no_high_quality() -> None:
    offers = found_in(
        Request(NOON, KONKUK), shop(name="하나", rating=5.0, reviews=1), shop(name="둘", rating=5.0, reviews=2)
    )
    assert Reason.HIGH_QUALITY not in offers["하나"].reasons
    assert Reason.HIGH_QUALITY in offers["둘"].reasons


def test_without_a_wish_the_first_places_are_of_several_kinds() -> None:
    snacks = [shop(name=f"분식{i}", popularity=0.9) for i in range(5)]
    others = [shop(name=name, category=name, popularity=0.1) for name in ("한식", "중식", "일식")]
    offers = find(Catalogue([*snacks, *others]), Request(NOON, KONKUK)).offers
    assert {"한식", "중식", "일식"} <= {offer.shop.category for offer in offers}


def test_orders() -> None:
    cheap = shop(menu(price=1000), name="싼", point=type(KONKUK)(KONKUK.latitude + 0.004, KONKUK.longitude))
    near = shop(menu(price=9000), name="가까운")
    kiosk = shop(menu(price=5000), name="키오스크", kiosk=True, popularity=0.0)
    catalogue = Catalogue([cheap, near, kiosk])
    first = {order: find(catalogue, Request(NOON, KONKUK, order=order)).offers[0].shop.name for order in Order}
    assert first[Order.CHEAPEST] == "싼"
    assert first[Order.NEAREST] == "가까운"
    assert first[Order.DISCREET] == "키오스크"
