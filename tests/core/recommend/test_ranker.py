"""The deep part: silent in shadow, heard once released, quick; and what co-choice adds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest

from bot.ranking import ranker_of, release
from core.recommend.catalogue import Catalogue
from core.recommend.deep import NAMES, SHIPPED, Deep
from core.recommend.find import find
from core.recommend.ranker import Ranker
from core.recommend.request import Reason, Request
from core.recommend.score import WEIGHTS
from core.recommend.together import Together
from tests.core.recommend.sample import KONKUK, NOON, menu, sample, shop

ASKED = Request(NOON, KONKUK)


def likes(name: str) -> Deep:
    """A deep part that adds 1 for one feature."""
    weights = np.zeros((len(NAMES), 1), dtype=np.float32)
    weights[NAMES.index(name)] = 1
    return Deep("by hand", ((weights, np.zeros(1, dtype=np.float32)),), 0.5)


def test_in_shadow_the_deep_part_is_logged_and_changes_nothing() -> None:
    catalogue, places = sample()
    for place in places:
        asked = Request(NOON, place, budget=9_000, draw=3)
        plain, shadowed = find(catalogue, asked), find(catalogue, asked, Ranker(deep=likes("치킨")))
        assert plain.offers == shadowed.offers
        assert not shadowed.by_deep
        if shadowed.exposure:
            assert shadowed.exposure["model"] == "by hand"
            assert len(shadowed.exposure["deep"]) == len(shadowed.exposure["pool"])


def test_released_it_orders_places() -> None:
    catalogue = Catalogue([shop(name="분식"), shop(name="치킨", category="치킨", popularity=0.01)])
    found = find(catalogue, ASKED, Ranker(deep=likes("치킨"), is_released=True))
    assert found.by_deep
    assert [offer.shop.name for offer in found.offers] == ["치킨", "분식"]
    assert [offer.shop.name for offer in find(catalogue, ASKED).offers] == ["분식", "치킨"]


def test_a_release_names_the_weights_and_holds_for_no_others(tmp_path: Path) -> None:
    deep = Deep.load()
    assert not ranker_of(tmp_path).is_released
    release(tmp_path, "widedeep-of-yesterday")
    assert not ranker_of(tmp_path).is_released
    release(tmp_path, deep.id)
    assert ranker_of(tmp_path).live is not None


def test_weights_that_are_gone_or_broken_leave_the_wide_part(tmp_path: Path) -> None:
    broken = tmp_path / "broken.npz"
    broken.write_bytes(b"no weights")
    other = tmp_path / "other.npz"
    np.savez(other, names=np.array(["near"]), id=np.array("x"), scale=np.array(1.0))
    for weights in (tmp_path / "gone.npz", broken, other):
        assert ranker_of(tmp_path, weights).deep is None


def test_the_shipped_network_is_128_64_32_and_reads_the_terms_of_the_wide_part() -> None:
    with np.load(SHIPPED) as stored:
        assert tuple(stored["names"][: len(WEIGHTS)]) == tuple(WEIGHTS)
    assert [weights.shape for weights, _ in Deep.load().layers] == [(len(NAMES), 128), (128, 64), (64, 32), (32, 1)]


def test_two_hundred_candidates_take_well_under_a_millisecond() -> None:
    """At best 0.12 ms on the machine that wrote this; the fastest of 200, as what else runs is not what is measured."""
    deep, inputs = Deep.load(), np.random.default_rng(0).random((200, len(NAMES)), dtype=np.float32)
    times = []
    for _ in range(200):
        began = perf_counter()
        deep.logits(inputs)
        times.append(perf_counter() - began)
    assert min(times) < 0.0008


def test_who_comes_back_to_a_place_sees_first_what_others_choose_with_it() -> None:
    own, other, stranger = shop(name="단골"), shop(name="같이"), shop(name="남", popularity=0.9)
    catalogue = Catalogue([own, other, stranger])
    together = Together.of([(own.id, other.id, 0.9), (other.id, own.id, 0.9), (stranger.id, 1, 0.5)])
    asked = replace(ASKED, favourites=frozenset({own.id}))
    found = find(catalogue, asked, Ranker(together=together))
    assert [offer.shop.name for offer in found.offers] == ["단골", "같이", "남"]
    assert Reason.USER_PREFERENCE in found.offers[1].reasons
    assert Reason.USER_PREFERENCE not in found.offers[2].reasons
    assert together.likeness({stranger.id}, np.array([own.id, 1])).tolist() == pytest.approx([0.0, 0.5])


def test_a_new_shop_stands_between_those_people_choose_and_those_they_pass_over() -> None:
    names = [offer.shop.name for offer in find(Catalogue([
        shop(menu(), name="새집", popularity=0.0),
        shop(menu(), name="인기", popularity=0.9, category="한식", rating=4.8, reviews=30),
        shop(menu(), name="외면", popularity=0.05, category="중식", rating=2.5, reviews=30),
    ]), ASKED).offers]  # fmt: skip
    assert names == ["인기", "새집", "외면"]
