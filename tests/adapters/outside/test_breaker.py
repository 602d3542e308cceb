"""Who fails again and again is left alone for a while, then tried once."""

from __future__ import annotations

from adapters.outside.breaker import Breaker


class Hands:
    """A clock that stands until it is turned."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def _opened(hands: Hands) -> Breaker:
    breaker = Breaker(failures=3, rest_seconds=10, clock=hands)
    for _ in range(3):
        assert breaker.lets_through()
        breaker.failed()
    return breaker


def test_three_failures_in_a_row_keep_calls_back() -> None:
    hands = Hands()
    breaker = _opened(hands)
    hands.seconds = 9.9
    assert not breaker.lets_through()


def test_an_answer_between_failures_starts_the_count_anew() -> None:
    breaker = Breaker(failures=2, clock=Hands())
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    assert breaker.lets_through()


def test_after_the_rest_exactly_one_call_tries() -> None:
    hands = Hands()
    breaker = _opened(hands)
    hands.seconds = 10
    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]


def test_a_good_trial_lets_everybody_through() -> None:
    hands = Hands()
    breaker = _opened(hands)
    hands.seconds = 10
    breaker.lets_through()
    breaker.succeeded()
    assert breaker.lets_through()
    assert breaker.lets_through()


def test_a_bad_trial_rests_again_at_once() -> None:
    hands = Hands()
    breaker = _opened(hands)
    hands.seconds = 10
    breaker.lets_through()
    breaker.failed()
    hands.seconds = 19.9
    assert not breaker.lets_through()
    hands.seconds = 20
    assert breaker.lets_through()


def test_a_trial_that_never_reports_is_followed_by_another() -> None:
    hands = Hands()
    breaker = _opened(hands)
    hands.seconds = 10
    breaker.lets_through()
    hands.seconds = 20
    assert breaker.lets_through()
