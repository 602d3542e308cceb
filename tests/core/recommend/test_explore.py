"""The exploration budget: how often, among what, and that the chances it writes down are the true ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.recommend.catalogue import Catalogue
from core.recommend.explore import BUDGET, POOL, draw
from core.recommend.find import find
from core.recommend.request import Order, Request
from tests.core.recommend.sample import KONKUK, NOON, menu, sample, shop

ASKED = Request(NOON, KONKUK, budget=10_000)
MANY = Catalogue([shop(menu(price=4000 + 10 * n), name=f"{n}", popularity=n / 30) for n in range(1, 21)])


def test_the_chances_written_down_are_those_of_many_draws() -> None:
    pool = [*range(7)]
    counts: Counter[tuple[int, int]] = Counter()
    told: dict[tuple[int, int], float] = {}
    draws = 40_000
    for seed in range(draws):
        shown, chances, _ = draw(pool, 3, seed)
        for rank, (place, chance) in enumerate(zip(shown, chances, strict=True)):
            counts[rank, place] += 1
            told[rank, place] = chance
    assert len(told) == 3 * 7
    assert all(counts[one] / draws == pytest.approx(chance, abs=0.006) for one, chance in told.items())


def test_one_list_in_ten_is_left_to_chance() -> None:
    drawn = sum(draw([*range(10)], 5, seed)[2] for seed in range(5_000))
    assert drawn / 5_000 == pytest.approx(BUDGET, abs=0.015)


def test_the_same_turn_draws_the_same_list() -> None:
    assert find(MANY, replace(ASKED, draw=77)) == find(MANY, replace(ASKED, draw=77))


@given(st.integers(0, 2**64))
def test_what_is_drawn_is_among_the_best_and_logged_as_shown(seed: int) -> None:
    found = find(MANY, replace(ASKED, draw=seed))
    best = {offer.shop.id for offer in find(MANY, replace(ASKED, limit=POOL)).offers}
    assert found.exposure is not None
    assert [offer.shop.id for offer in found.offers] == found.exposure["shown"]
    assert set(found.exposure["shown"]) <= best
    assert set(found.exposure["pool"]) == best
    assert len(found.exposure["chances"]) == len(found.offers)


@pytest.mark.parametrize(
    "asked",
    [
        ASKED,
        replace(ASKED, draw=1, order=Order.CHEAPEST),
        replace(ASKED, draw=1, order=Order.DISCREET),
        replace(ASKED, draw=1, aid=True),
        replace(ASKED, draw=1, limit=1),
    ],
    ids=["nothing to draw by", "cheapest", "unnoticed", "in need", "one place"],
)
def test_chance_has_no_say_where_an_order_was_asked_or_somebody_is_in_need(asked: Request) -> None:
    assert find(MANY, asked).exposure is None


def test_a_place_of_which_something_is_unknown_is_never_drawn() -> None:
    known = [shop(name=f"{n}") for n in range(6)]
    unknown = [shop(name=f"모름{n}", card="U") for n in range(6)]
    catalogue = Catalogue([*known, *unknown])
    for seed in range(100):
        found = find(catalogue, replace(ASKED, draw=seed))
        assert not any(offer.shop.card == "U" for offer in found.offers)


def test_lists_of_the_sample_differ_only_where_chance_decided() -> None:
    catalogue, places = sample()
    for seed, place in enumerate(places * 10):
        asked = replace(ASKED, point=place)
        plain, found = find(catalogue, asked), find(catalogue, replace(asked, draw=seed))
        drawn = found.exposure is not None and found.exposure["drawn"]
        assert drawn or [o.shop.id for o in plain.offers] == [o.shop.id for o in found.offers]
