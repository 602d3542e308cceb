from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.reports.shares import lift, share

counts = st.integers(0, 10_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


def test_known_intervals() -> None:
    """Newcombe 1998, tables: 56/70 against 48/80 differ by 0.2 (0.0524 to 0.3339)."""
    treated, held_out = share(56, 70), share(48, 80)
    assert treated is not None
    assert held_out is not None
    found = lift(treated, held_out)
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=0.0005)


@given(counts, counts)
@settings(deadline=None)
def test_an_interval_holds_its_value_and_stays_a_share(one: tuple[int, int], other: tuple[int, int]) -> None:
    first, second = share(*one), share(*other)
    for found in filter(None, (first, second)):
        assert 0 <= found.low <= found.value <= found.high <= 1
    if first and second:
        difference = lift(first, second)
        assert -1 <= difference.low <= difference.value <= difference.high <= 1


def test_more_people_make_surer() -> None:
    few, many = share(5, 10), share(500, 1000)
    assert few is not None
    assert many is not None
    assert many.high - many.low < few.high - few.low
    assert share(0, 0) is None
    with pytest.raises(ValueError, match="no part"):
        share(3, 2)
