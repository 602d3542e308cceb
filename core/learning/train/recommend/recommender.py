"""The product's recommender learnt from choices: signals, their learnt weights, and scores for any user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.learning.train.recommend import blend, cochoice
from core.learning.train.recommend.blend import Lesson
from core.learning.train.recommend.cochoice import Matrix
from core.learning.train.recommend.holdout import Split, held_out
from core.learning.train.recommend.ranking import first, judge
from core.learning.train.recommend.ratings import Choices, Floats, Ints, Row
from core.learning.train.recommend.sides import Sides
from core.learning.train.recommend.signals import Signal, World, signals, standardised

STRENGTHS = (30.0, 100.0, 300.0, 900.0)
_CELLS = 60_000_000  # numbers of a lesson, 240 MB


@dataclass(frozen=True, slots=True)
class Recommender:
    """`strength` is the penalty of EASE that ranked held-out choices best."""

    world: World
    signals: Mapping[str, Signal]
    weights: Floats
    strength: float

    def scores(self, users: Ints) -> Matrix:
        """A row a user, a column an item."""
        found: Matrix = np.tensordot(self.weights.astype(np.float32), standardised(self.signals, users), axes=1)
        return found


def train(rows: Sequence[Row], users: Sides, items: Sides, also: Sequence[str], seed: int) -> Recommender:
    """Learn from `rows`; `also` are users to score who may have none. Weights come from choices held out of `rows`."""
    chance = np.random.default_rng(seed)
    world = World(Choices.of(rows, also), users, items)
    splits = held_out(rows, chance)
    strength = _best_strength(splits, chance)
    names = tuple(signals(world, strength))
    lessons = [_lesson(kept, later, users, items, names, strength, chance) for kept, later in splits]
    return Recommender(world, signals(world, strength), blend.learn(names, lessons), strength)


def wanted(choices: Choices, rows: Sequence[Row]) -> dict[int, frozenset[int]]:
    """The items of rated-above-0 `rows` by user number; those not in `choices` or had already are left out."""
    users = {name: number for number, name in enumerate(choices.users)}
    items = {name: number for number, name in enumerate(choices.items)}
    had = set(zip(choices.user.tolist(), choices.item.tolist(), strict=True))
    found: dict[int, set[int]] = {}
    for row in rows:
        if row.rating > 0 and row.user in users and row.item in items:
            pair = users[row.user], items[row.item]
            if pair not in had:
                found.setdefault(pair[0], set()).add(pair[1])
    return {user: frozenset(chosen) for user, chosen in sorted(found.items())}


def had_by(choices: Choices, users: Ints) -> list[Ints]:
    """The items each of `users` has chosen."""
    order = np.argsort(choices.user, kind="stable")
    sorted_users = choices.user[order]
    starts, ends = np.searchsorted(sorted_users, users), np.searchsorted(sorted_users, users, side="right")
    return [choices.item[order[start:end]] for start, end in zip(starts, ends, strict=True)]


def _best_strength(splits: Sequence[Split], chance: np.random.Generator) -> float:
    """The penalty of EASE under which held-out choices rank best by NDCG@10."""
    found = dict.fromkeys(STRENGTHS, 0.0)
    for kept, later in splits:
        choices = Choices.of(kept)
        chosen = wanted(choices, later)
        if not chosen:
            continue
        judged = np.array([*chosen])
        known = had_by(choices, judged)
        profile = cochoice.chosen(choices)
        for strength in STRENGTHS:
            scores = profile[judged] @ cochoice.ease(profile, strength)
            top = first(scores, known, 10, chance)
            found[strength] += judge(judged, top, [*chosen.values()]).ndcg.mean()
    return max(STRENGTHS, key=found.__getitem__)


def _lesson(
    kept: list[Row],
    later: list[Row],
    users: Sides,
    items: Sides,
    names: Sequence[str],
    strength: float,
    chance: np.random.Generator,
) -> Lesson:
    world = World(Choices.of(kept), users, items)
    chosen = wanted(world.choices, later)
    most = max(1, _CELLS // max(1, len(names) * len(world.choices.items)))
    judged = np.array(sorted(chosen), dtype=np.int64)
    if len(judged) > most:
        judged = np.sort(chance.choice(judged, most, replace=False))
    if not len(judged):
        return Lesson(np.zeros((len(names), 0, 0), dtype=np.float32), [], [])
    told = signals(world, strength)
    nothing = _nothing(len(world.choices.items))
    stacked = standardised({name: told.get(name, nothing) for name in names}, judged)
    return Lesson(stacked, had_by(world.choices, judged), [np.array(sorted(chosen[user])) for user in judged])


def _nothing(items: int) -> Signal:
    return lambda users: np.zeros((len(users), items), dtype=np.float32)
