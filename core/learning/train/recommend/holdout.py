"""Choices held out of training to learn from: each user's newest fifth, or where no time is told a random fifth."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from core.learning.train.recommend.ratings import Row

SHARE = 0.2
_FEWEST = 4
_REPEATS = 4  # of a random split; by time there is only one

Split = tuple[list[Row], list[Row]]


def held_out(rows: Sequence[Row], chance: np.random.Generator) -> list[Split]:
    """Splits into what is kept and what is held out; users with few choices keep all of them."""
    timed = any(not math.isnan(row.time) for row in rows)
    return [_split(rows, None)] if timed else [_split(rows, chance) for _ in range(_REPEATS)]


def _split(rows: Sequence[Row], chance: np.random.Generator | None) -> Split:
    by_user: dict[str, list[Row]] = {}
    for row in rows:
        by_user.setdefault(row.user, []).append(row)
    kept: list[Row] = []
    later: list[Row] = []
    for mine in by_user.values():
        if chance is None:
            ordered = sorted(mine, key=lambda row: -math.inf if math.isnan(row.time) else row.time)
        else:
            ordered = [mine[place] for place in chance.permutation(len(mine))]
        out = max(1, round(SHARE * len(mine))) if len(mine) >= _FEWEST else 0
        kept += ordered[: len(mine) - out]
        later += ordered[len(mine) - out :]
    return kept, later
