"""The gate before the deep part: it has a say once lists that real people saw prove it better, never before.

It passes when all of these hold for the weights that ship: enough lists were shown by chance and enough places chosen;
it would have earned more choices a list than the wide part, the lower 95 % bound of the clipped difference above 0;
read self-normalised it is no worse; it moves more of the chosen places up than down. The rest of a release (live A/B,
rollback in one click) is the operator's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.learning.ips import POLICIES, Logged, Value, difference, earned, examination, value

FEWEST_LISTS = 2_000
FEWEST_CHOICES = 300
FEWEST_DRAWN = 100


@dataclass(frozen=True, slots=True)
class Verdict:
    """`refused` names every rule that does not hold.

    `mended` and `broken` are chosen places moved up and down, each weighed by 1 / its chance to be looked at: unweighed
    they would favour whoever put them where they were.
    """

    lists: int
    choices: int
    drawn: int
    examination: tuple[float, ...]
    values: Mapping[str, Mapping[str, Value]]
    gap: Value | None
    mended: float
    broken: float
    refused: tuple[str, ...]

    @property
    def passes(self) -> bool:
        """Whether the deep part may have its say."""
        return not self.refused


def judge(logged: Sequence[Logged], weights_id: str | None) -> Verdict:
    """Judge the deep part of `weights_id` by the lists that it was in shadow of."""
    told = [one for one in logged if one.budget > 0 and one.model == weights_id and one.deep]
    choices, drawn = sum(one.chosen in one.shown for one in told), sum(one.is_drawn for one in told)
    looked = examination(told)
    if not told:
        return Verdict(0, 0, 0, (), {}, None, 0.0, 0.0, ("too_few_lists", "too_few_choices", "too_few_drawn"))
    by_policy = {name: earned(told, policy, looked) for name, policy in POLICIES.items()}
    values = {name: value(one) for name, one in by_policy.items()}
    gap = difference(by_policy["deep"], by_policy["wide"])
    moved, weights = np.array([_moved(one) for one in told]), by_policy["wide"].weights
    mended, broken = float(weights[moved > 0].sum()), float(weights[moved < 0].sum())
    rules = {
        "too_few_lists": len(told) >= FEWEST_LISTS,
        "too_few_choices": choices >= FEWEST_CHOICES,
        "too_few_drawn": drawn >= FEWEST_DRAWN,
        "not_surely_better": gap.low > 0,
        "worse_self_normalised": values["deep"]["self_normalised"].mean >= values["wide"]["self_normalised"].mean,
        "breaks_more_than_it_mends": mended > broken,
    }
    refused = tuple(name for name, holds in rules.items() if not holds)
    return Verdict(len(told), choices, drawn, tuple(looked.round(4).tolist()), values, gap, mended, broken, refused)


def _moved(one: Logged) -> int:
    """How many ranks the chosen place is higher under the deep part than under the wide."""
    if one.chosen is None or one.chosen not in one.shown:
        return 0
    return one.by(one.wide).index(one.chosen) - one.by(one.deep).index(one.chosen)
