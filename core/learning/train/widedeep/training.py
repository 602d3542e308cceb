"""`train recommender`: the deep part learnt from simulated exposures, its weights, and docs/evaluation/ranking.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np

from core.learning.train.recommend.ranking import paired
from core.learning.train.widedeep.network import Bar, Recipe, Rows, arrays, exported, looked_at, train
from core.learning.train.widedeep.report import page
from core.learning.train.widedeep.simulation import LOOKED, Occasion, Town, together_of
from core.recommend.arrange import arrange
from core.recommend.catalogue import Shop
from core.recommend.deep import Deep
from core.recommend.geometry import Floats
from core.recommend.ranker import Ranker
from core.recommend.wishes import FoodGroups

_WARMING = 0.15  # of the lists come first, to count co-choice from
_HELD_OUT = 0.2
_SEED = 7


@dataclass(frozen=True, slots=True)
class Simulated:
    """What to simulate and where to write."""

    shops: Sequence[Shop]
    foods: FoodGroups
    weights: Path
    report: Path
    lists: int = 40_000


def train_ranking(told: Simulated, recipe: Recipe, bar: Bar) -> dict[str, object]:
    """Simulate, train, export, judge on held-out lists of the same simulation; returns what the page says."""
    began = perf_counter()
    town = Town(told.shops, told.foods, _SEED)
    warm = int(told.lists * _WARMING)
    occasions = town.occasions(told.lists, Ranker())
    before = [next(occasions) for _ in bar(range(warm), "first lists", warm)]
    rest = told.lists - warm
    ranker = Ranker(together=together_of(before))
    shown = [*bar_over(town, rest, ranker, bar)]
    cut = int(len(shown) * (1 - _HELD_OUT))
    model = train(Rows.of(shown[:cut]), recipe, bar)
    deep = exported(model)
    told.weights.parent.mkdir(parents=True, exist_ok=True)
    np.savez(told.weights, **arrays(deep))  # type: ignore[arg-type] # arrays by name
    found = {
        "simulated": True,
        "id": deep.id,
        "lists": len(shown),
        "held_out": len(shown) - cut,
        "examination": {"true": LOOKED.round(3).tolist(), "learnt": looked_at(model).round(3).tolist()},
        "values": values(town, shown[cut:], deep),
        "seconds": round(perf_counter() - began, 1),
    }
    told.report.write_text(page(found), encoding="utf-8")
    return found


def bar_over(town: Town, count: int, ranker: Ranker, bar: Bar) -> Sequence[Occasion]:
    """`count` lists, with a bar."""
    lists = town.occasions(count, ranker)
    return [one for _, one in zip(bar(range(count), "lists", count), lists, strict=False)]


def values(town: Town, occasions: Sequence[Occasion], deep: Deep) -> dict[str, Mapping[str, float]]:
    """True choices a list under each ranking, and the paired difference to the wide part."""
    earned = {
        name: np.array([_earned(town, one, merits) for one, merits in zip(occasions, told, strict=True)])
        for name, told in _rankings(occasions, deep).items()
    }
    return {
        name: {"choices_a_list": round(float(one.mean()), 4), **_rounded(paired(one, earned["wide"], 0))}
        for name, one in earned.items()
    }


def _rankings(occasions: Sequence[Occasion], deep: Deep) -> dict[str, list[Floats]]:
    """What each ranking orders candidates by."""
    return {
        "wide": [one.wide for one in occasions],
        "wide and deep": [one.wide + deep.logits(one.inputs) / deep.scale for one in occasions],
        "deep alone": [deep.logits(one.inputs) for one in occasions],
        "nearest": [-np.nan_to_num(one.scored.found.metres, nan=1e4) for one in occasions],
        "popular": [one.scored.values["popular"] for one in occasions],
        "the truth": [one.attraction for one in occasions],
    }


def _earned(town: Town, one: Occasion, merits: Floats) -> float:
    """Choices that the list ordered by `merits` gets, by the simulation's own rule."""
    request = replace(one.request, wishes=one.request.wishes)
    ranked = arrange(town.catalogue, request, one.scored.found, merits, one.scored.unknown)
    return float((LOOKED[: len(ranked)] * one.attraction[ranked]).sum())


def _rounded(told: Mapping[str, float]) -> dict[str, float]:
    return {name: round(number, 4) for name, number in told.items()}
