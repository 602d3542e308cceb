"""The exploration budget: one list in ten is drawn at random from the best, and every chance is written down.

With chance 1 - BUDGET the list is the ranked one; else it is a uniformly random order of places drawn from the first
POOL. So a place i stands at rank k with chance (1 - BUDGET) x [i is ranked k-th] + BUDGET / (pool's size): what later
judges another ranking without showing it (`core/learning/ips.py`). Only what passed every filter and of which all is
known can be drawn; who is in need, hides, or asked for an order is never drawn for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from core.recommend import score
from core.recommend.arrange import varied
from core.recommend.catalogue import Catalogue
from core.recommend.deep import features
from core.recommend.ranker import Ranker, Scored
from core.recommend.request import Order, Request

BUDGET = 0.1
POOL = 10


@dataclass(frozen=True, slots=True)
class Exposure:
    """A list that was shown with its chances: ids of the `pool` in ranked order, what wide and deep part say of each.

    `model` names the deep part, `shown` are ids, `chances` those of each at its rank. Logged with the turn.
    """

    pool: tuple[int, ...]
    wide: tuple[float, ...]
    deep: tuple[float, ...]
    model: str | None
    shown: tuple[int, ...]
    chances: tuple[float, ...]
    is_drawn: bool

    def to_dict(self) -> Mapping[str, Any]:
        """As `recommendations_log.ranking` keeps it."""
        return {
            "budget": BUDGET,
            "model": self.model,
            "pool": list(self.pool),
            "wide": [round(value, 4) for value in self.wide],
            "deep": [round(value, 4) for value in self.deep],
            "shown": list(self.shown),
            "chances": list(self.chances),
            "drawn": self.is_drawn,
        }


def expose(
    catalogue: Catalogue, request: Request, ranker: Ranker, scored: Scored, ranked: Sequence[int]
) -> tuple[list[int], Exposure | None]:
    """The places to show in the place of `ranked`, and what to log; as they are where nothing may be drawn."""
    if request.draw is None or request.order is not Order.BEST or request.aid or len(ranked) < 2:
        return [*ranked], None
    if scored.unknown[[*ranked]].any():
        return [*ranked], None
    rows = scored.found.rows
    known = np.where(scored.unknown == 0, scored.merits, -np.inf)
    pool = [p for p in varied(known, catalogue.categories[rows], request, POOL) if scored.unknown[p] == 0]
    shown, chances, is_drawn = draw(pool, len(ranked), request.draw)
    wide, deep = _opinions(catalogue, request, ranker, scored, pool)
    told = Exposure(
        pool=tuple(catalogue.ids[rows[pool]].tolist()),
        wide=wide,
        deep=deep,
        model=ranker.deep.id if ranker.deep else None,
        shown=tuple(catalogue.ids[rows[shown]].tolist()),
        chances=tuple(chances),
        is_drawn=is_drawn,
    )
    return shown, told


def draw(pool: Sequence[int], count: int, seed: int) -> tuple[list[int], list[float], bool]:
    """`count` of `pool` (ranked) in the order to show, the chance of each at its rank, and whether chance decided."""
    dice = Random(seed)  # noqa: S311 - no secret; the turn's own number, so that it can be replayed
    is_drawn = dice.random() < BUDGET
    shown = dice.sample(pool, count) if is_drawn else [*pool[:count]]
    any_place = BUDGET / len(pool)
    chances = [any_place + (1 - BUDGET) * (place == pool[rank]) for rank, place in enumerate(shown)]
    return shown, chances, is_drawn


def _opinions(
    catalogue: Catalogue, request: Request, ranker: Ranker, scored: Scored, pool: Sequence[int]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The wide score of each of `pool`, and what the deep part, in shadow or not, would rank it by."""
    values = {name: value[[*pool]] for name, value in scored.values.items()}
    wide = score.total(values)
    if ranker.deep is None:
        return tuple(wide.tolist()), ()
    inputs = features(catalogue, request, scored.found.at(pool), values)
    return tuple(wide.tolist()), tuple((wide + ranker.deep.logits(inputs) / ranker.deep.scale).tolist())
