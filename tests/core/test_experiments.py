"""One assignment for all experiments: stable, in the shares that were asked for, of each other independent."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from core.experiments import HELD_OUT, assign, even_shares

PEOPLE = range(20_000)
NAMES = st.lists(st.text("abc", min_size=1, max_size=3), min_size=1, max_size=5, unique=True)


@given(NAMES, st.integers(0, 90))
def test_shares_are_even_and_leave_out_just_the_hold_out(names: list[str], held_out: int) -> None:
    shares = even_shares(names, held_out)
    assert sum(shares.values()) == 100 - held_out
    assert max(shares.values()) - min(shares.values()) <= 1


def test_people_fall_into_the_shares_and_stay_there() -> None:
    shares = {"a": 45, "b": 45}
    first = [assign("campaign:1", person, shares) for person in PEOPLE]
    counted = Counter(first)
    assert abs(counted["a"] / len(PEOPLE) - 0.45) < 0.015
    assert abs(counted[HELD_OUT] / len(PEOPLE) - 0.10) < 0.01
    assert first == [assign("campaign:1", person, dict(reversed(shares.items()))) for person in PEOPLE]


def test_two_experiments_do_not_share_their_held_out() -> None:
    shares = {"a": 50}
    both = sum(
        assign("campaign:1", person, shares) == assign("campaign:2", person, shares) == HELD_OUT for person in PEOPLE
    )
    assert abs(both / len(PEOPLE) - 0.25) < 0.015


@given(st.integers(0, 2**40), st.text(max_size=20))
def test_nobody_is_held_out_where_nobody_is_to_be(person: int, name: str) -> None:
    assert assign(name, person, even_shares(("a", "b", "c"), 0)) != HELD_OUT
