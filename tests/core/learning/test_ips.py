"""Counterfactual evaluation finds the known truth of simulated logs; the gate opens for what is better alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from core.learning.ips import POLICIES, Floats, Logged, difference, earned, examination, value
from core.learning.release import judge
from core.recommend.explore import BUDGET, POOL, draw

pytestmark = pytest.mark.slow  # thousands of lists each

LOOKED = np.array([1.0, 0.6, 0.4, 0.3, 0.2])
SHOWN = len(LOOKED)


def logs(count: int, seed: int, sees: float) -> tuple[list[Logged], list[Floats]]:
    """Lists shown by a wide score that knows little, with a deep score that sees `sees` of the truth; and the truth."""
    chance = np.random.default_rng(seed)
    found, truths = [], []
    for number in range(count):
        attraction = 0.35 * chance.random(POOL)
        wide = 0.3 * attraction / 0.35 + chance.random(POOL)
        deep = sees * attraction / 0.35 + (1 - abs(sees)) * chance.random(POOL)
        order = np.argsort(-wide)
        pool = tuple(int(place) for place in order)
        shown, _, is_drawn = draw(pool, SHOWN, seed * count + number)
        chances = LOOKED * attraction[shown]
        rank = int(chance.choice(SHOWN + 1, p=[*chances, 1 - chances.sum()]))
        chosen = shown[rank] if rank < SHOWN else None
        scores = tuple(map(float, wide[order])), tuple(map(float, deep[order]))
        found.append(Logged(pool, *scores, tuple(shown), BUDGET, is_drawn, "w", chosen))
        truths.append(attraction)
    return found, truths


def truth(logged: Sequence[Logged], attractions: Sequence[Floats], policy: str) -> float:
    """Choices a list that a policy would really get."""
    order = POLICIES[policy]
    values = [LOOKED @ attraction[[*order(one)][:SHOWN]] for one, attraction in zip(logged, attractions, strict=True)]
    return float(np.mean(values))


@pytest.fixture(scope="module")
def simulated() -> tuple[list[Logged], list[Floats]]:
    return logs(20_000, 1, sees=0.9)


@pytest.mark.parametrize("policy", POLICIES)
def test_the_value_of_a_ranking_that_was_never_shown_is_found(
    simulated: tuple[list[Logged], list[Floats]], policy: str
) -> None:
    logged, attractions = simulated
    told, real = value(earned(logged, POLICIES[policy], LOOKED)), truth(logged, attractions, policy)
    assert told["plain"].low < real < told["plain"].high
    assert told["self_normalised"].mean == pytest.approx(real, rel=0.05)
    assert told["clipped"].mean <= told["plain"].mean
    assert told["plain"].high - told["plain"].low < 0.15 * real


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    held = 0
    for seed in range(40):
        logged, attractions = logs(500, seed + 10, sees=0.9)
        told = value(earned(logged, POLICIES["deep"], LOOKED), seed)["plain"]
        held += told.low < truth(logged, attractions, "deep") < told.high
    assert held >= 0.85 * 40  # 95 % are asked; forty tries leave that much room


def test_counting_choices_without_weights_would_mislead(simulated: tuple[list[Logged], list[Floats]]) -> None:
    logged, attractions = simulated
    naive = np.mean([one.chosen in [*POLICIES["deep"](one)][:SHOWN] for one in logged if one.chosen is not None])
    assert abs(float(naive) - truth(logged, attractions, "deep")) > 0.1


def test_how_often_a_rank_is_looked_at_comes_from_lists_drawn_at_random(
    simulated: tuple[list[Logged], list[Floats]],
) -> None:
    assert examination(simulated[0]) == pytest.approx(LOOKED, abs=0.12)
    few = examination(simulated[0][:20])
    assert few == pytest.approx(1 / np.log2(np.arange(SHOWN) + 2), abs=0.35)
    assert examination([]).size == 0


def test_the_gate_opens_for_a_deep_part_that_sees_more(simulated: tuple[list[Logged], list[Floats]]) -> None:
    verdict = judge(simulated[0], "w")
    assert verdict.passes, verdict.refused
    assert verdict.gap is not None
    assert verdict.gap.low > 0
    assert verdict.mended > verdict.broken


@pytest.mark.parametrize(
    ("sees", "refused"), [(0.0, "not_surely_better"), (-0.9, "breaks_more_than_it_mends")], ids=["blind", "backwards"]
)
def test_the_gate_stays_shut_for_one_that_sees_nothing_or_wrongly(sees: float, refused: str) -> None:
    logged, _ = logs(4_000, 3, sees=sees)
    assert refused in judge(logged, "w").refused


def test_the_gate_stays_shut_without_enough_real_lists_of_these_weights(
    simulated: tuple[list[Logged], list[Floats]],
) -> None:
    logged = simulated[0]
    assert "too_few_lists" in judge(logged[:500], "w").refused
    assert "too_few_choices" in judge([replace(one, chosen=None) for one in logged], "w").refused
    assert "too_few_drawn" in judge([replace(one, is_drawn=False) for one in logged], "w").refused
    assert judge(logged, "other weights").lists == 0
    assert not judge(logged, "other weights").passes
    assert not judge([replace(one, budget=0.0) for one in logged], "w").passes


def test_nothing_is_better_than_itself(simulated: tuple[list[Logged], list[Floats]]) -> None:
    one = earned(simulated[0], POLICIES["wide"], LOOKED)
    assert difference(one, one).mean == 0
