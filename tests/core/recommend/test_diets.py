"""What somebody may eat: never what is known to hold it, "to be asked" where nobody knows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.recommend.diets import Safe, safety
from core.recommend.find import find
from core.recommend.request import Request
from tests.core.recommend.sample import KONKUK, NOON, menu, sample

LAND = ("계란", "우유", "메밀", "땅콩", "대두", "밀", "돼지고기", "복숭아", "토마토", "호두", "닭고기", "쇠고기", "잣")
SEA = ("고등어", "게", "새우", "오징어", "조개")


@pytest.mark.parametrize(
    ("held", "diet", "safe"),
    [
        ({"땅콩"}, "알레르기 땅콩", Safe.NO),
        ({"호두"}, "알레르기 견과류", Safe.NO),
        ({"새우"}, "알레르기 갑각류", Safe.NO),
        ({"우유"}, "알레르기 유제품", Safe.NO),
        ({"밀"}, "알레르기 땅콩", Safe.YES),
        (set(), "알레르기 땅콩", Safe.YES),
        (None, "알레르기 땅콩", Safe.UNSURE),
        ({"돼지고기"}, "할랄", Safe.NO),
        ({"쇠고기"}, "할랄", Safe.UNSURE),
        ({"쇠고기"}, "채식", Safe.NO),
        ({"우유"}, "비건", Safe.NO),
        ({"밀"}, "글루텐", Safe.NO),
        (None, "비건", Safe.UNSURE),
    ],
)
def test_an_allergen_under_a_diet(held: set[str] | None, diet: str, safe: Safe) -> None:
    dish = menu("정식", allergens=None if held is None else frozenset(held))
    assert safety(dish, (diet,)) is safe


def test_a_name_that_tells_the_allergen_is_enough() -> None:
    assert safety(menu("새우볶음밥", allergens=None), ("알레르기 새우",)) is Safe.NO


def test_a_confirmed_tag_is_trusted() -> None:
    assert safety(menu("할랄 닭덮밥", allergens=None, dietary=frozenset({"할랄"})), ("할랄",)) is Safe.YES


def test_several_diets_are_as_safe_as_the_least() -> None:
    dish = menu("정식", allergens=frozenset({"우유"}))
    assert safety(dish, ("알레르기 땅콩", "알레르기 우유")) is Safe.NO


@settings(deadline=None)
@given(st.sampled_from(LAND + SEA), st.integers(0, 11))
def test_an_allergic_child_is_never_shown_it(allergen: str, place: int) -> None:
    catalogue, places = sample()
    request = Request(NOON, places[place], diets=(f"알레르기 {allergen}",))
    for offer in find(catalogue, request).offers:
        for pick in offer.picks:
            assert allergen not in (pick.menu.allergens or ())
            assert pick.unsure == (pick.menu.allergens is None)


def test_in_need_only_what_is_known_to_be_safe_is_shown() -> None:
    catalogue, _ = sample()
    request = Request(NOON, KONKUK, diets=("알레르기 밀",), aid=True, within=3000)
    assert not any(pick.unsure for offer in find(catalogue, request).offers for pick in offer.picks)
