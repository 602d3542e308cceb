"""What a button carries of a wish is what is read when it is pressed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.orders.wish import Wish, use_action, wishes_of

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=12)
WISHES = st.builds(Wish, st.integers(1, 999_999_999), st.integers(1, 99), st.lists(NAMES, max_size=2).map(tuple))


@given(st.lists(WISHES, min_size=1, max_size=4))
def test_menus_numbers_and_options_arrive_as_they_left(wishes: list[Wish]) -> None:
    assert wishes_of(use_action(7, wishes, ["C1"]).arguments) == tuple(wishes)
