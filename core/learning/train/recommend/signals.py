"""What speaks for an item in the eyes of a user: named signals, a column an item, comparable between users.

Co-choice signals are a profile (what the user chose, newer choices counting more) times an item-item matrix.
Popularity is counted over all, and near the user's own last moment. Distance, price and tags join where they are
known. Each signal is standardised within the user, so that a weight means the same for everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from core.learning.train.recommend import cochoice
from core.learning.train.recommend.cochoice import Matrix
from core.learning.train.recommend.ratings import Choices, Floats, Ints
from core.learning.train.recommend.sides import Sides, kilometres, prices, tag_matrix

Signal = Callable[[Ints], Matrix]
"""From user numbers to a row each, a column an item."""

_WALK_KM = 1.0
_NEAR_KM = 0.2
_MOMENTS = 48
_POPULAR_DAYS = 400.0
_DAY = 86_400.0
_MOST_TAGS = 300


@dataclass(frozen=True, slots=True)
class World:
    """Everything the recommender is told."""

    choices: Choices
    users: Sides
    items: Sides


def signals(world: World, strength: float) -> dict[str, Signal]:
    """The signals of a world by name; `strength` is the penalty of EASE. Those without data are left out."""
    found = {**_co_choice(world.choices, strength), **_popularity(world.choices)}
    if np.unique(world.choices.rating).size > 1:
        found["liked_alike"] = _times(_likes(world.choices), cochoice.cosine(cochoice.chosen(world.choices)))
    return {**found, **_places(world), **_tastes(world)}


def standardised(signals: Mapping[str, Signal], users: Ints) -> NDArray[np.float32]:
    """The signals of `users`, shape (signals, users, items), mean 0 and deviation 1 within each user (or all 0)."""
    stacked = np.stack([signal(users).astype(np.float32, copy=False) for signal in signals.values()])
    stacked -= stacked.mean(axis=2, keepdims=True)
    deviation = stacked.std(axis=2, keepdims=True)
    stacked /= np.where(deviation > 1e-9, deviation, np.float32(1))
    return stacked


def _co_choice(choices: Choices, strength: float) -> dict[str, Signal]:
    plain = cochoice.chosen(choices)
    linear, alike = cochoice.ease(plain, strength), cochoice.cosine(plain)
    found = {"ease": _times(plain, linear), "alike": _times(plain, alike)}
    if choices.timed:
        newer = cochoice.chosen(choices, (1 + choices.age) ** -0.3)
        last = {halving: cochoice.chosen(choices, 0.5 ** (choices.age / halving)) for halving in (3, 5, 10)}
        after = cochoice.following(choices)
        found["ease_newer"], found["ease_last"] = _times(newer, linear), _times(last[5], linear)
        found["alike_last"] = _times(last[5], alike)
        found["after"], found["after_last"] = _times(last[10], after), _times(last[3], after)
    return found


def _popularity(choices: Choices) -> dict[str, Signal]:
    counts = np.log1p(np.bincount(choices.item, minlength=len(choices.items))).astype(np.float32)
    found: dict[str, Signal] = {"popular": lambda users: np.tile(counts, (len(users), 1))}
    if choices.timed:
        found["popular_then"] = _popular_then(choices)
    return found


def _popular_then(choices: Choices) -> Signal:
    """Popularity around the user's last moment: choices of others, forgotten over some 400 days."""
    told = np.isfinite(choices.time)
    edges = np.unique(np.quantile(choices.time[told], np.linspace(0, 1, _MOMENTS + 1)))
    bins = np.clip(np.searchsorted(edges, choices.time[told], side="right") - 1, 0, max(len(edges) - 2, 0))
    counts = np.zeros((max(len(edges) - 1, 1), len(choices.items)))
    np.add.at(counts, (bins, choices.item[told]), 1.0)
    middles = (edges[:-1] + edges[1:]) / 2 if len(edges) > 1 else edges
    last = np.full(len(choices.users), -np.inf)
    np.maximum.at(last, choices.user[told], choices.time[told])
    last = np.where(np.isfinite(last), last, middles[-1])

    def signal(users: Ints) -> Matrix:
        weights = np.exp(-np.abs(last[users, None] - middles[None, :]) / (_POPULAR_DAYS * _DAY))
        return np.log1p(weights @ counts).astype(np.float32)

    return signal


def _likes(choices: Choices) -> csr_matrix:
    """How much better than the user's own mean each choice was rated, in deviations of all ratings."""
    counts = np.maximum(np.bincount(choices.user, minlength=len(choices.users)), 1)
    means = np.bincount(choices.user, choices.rating, minlength=len(choices.users)) / counts
    return cochoice.chosen(choices, (choices.rating - means[choices.user]) / choices.rating.std())


def _places(world: World) -> dict[str, Signal]:
    choices = world.choices
    km = kilometres(choices.users, world.users, choices.items, world.items)
    between = kilometres(choices.items, world.items, choices.items, world.items)
    found: dict[str, Signal] = {}
    if np.isfinite(km).any():
        found["near"] = _rows(_or_mean(nearness(km)))
        found["far"] = _rows(_or_mean(-np.log(_NEAR_KM + km)))
    if np.isfinite(between).any():
        hood = np.nan_to_num(nearness(between)).astype(np.float32)
        np.fill_diagonal(hood, 0.0)
        found["neighbourhood"] = _times(_shares(choices), hood)
    return found


def _tastes(world: World) -> dict[str, Signal]:
    choices = world.choices
    found: dict[str, Signal] = {}
    tags = sorted({tag for name in choices.items if name in world.items for tag in world.items[name].tags})[:_MOST_TAGS]
    if tags:
        of_items = tag_matrix(choices.items, world.items, tags)
        shares = _shares(choices)
        found["tags_chosen"] = lambda users: np.asarray((shares[users] @ of_items) @ of_items.T, dtype=np.float32)
        told = tag_matrix(choices.users, world.users, tags)
        if told.any():
            found["tags_told"] = lambda users: (told[users] @ of_items.T).astype(np.float32)
    price = prices(choices.items, world.items)
    if np.isfinite(price).any():
        found["price_fit"] = _price_fit(choices, price)
    return found


def _price_fit(choices: Choices, price: Floats) -> Signal:
    """How little the logarithm of the price differs from the mean of what the user chose before."""
    logs = np.log1p(np.maximum(price, 0.0))
    logs = np.where(np.isfinite(logs), logs, np.nanmean(logs))
    own = np.asarray(_shares(choices) @ logs)
    usual = np.where(np.bincount(choices.user, minlength=len(choices.users)) > 0, own, logs.mean())
    return lambda users: -np.abs(usual[users, None] - logs[None, :]).astype(np.float32)


def nearness(km: Floats) -> Floats:
    """1 at the door, 1/e a kilometre away; NaN where unknown."""
    return np.exp(-km / _WALK_KM)


def _or_mean(values: Floats) -> Matrix:
    """Unknown distances stand in the middle of the user's known ones, so that they say nothing."""
    known = np.isfinite(values)
    counts = np.maximum(known.sum(axis=1, keepdims=True), 1)
    means = np.where(known, values, 0.0).sum(axis=1, keepdims=True) / counts
    return np.where(known, values, means).astype(np.float32)


def _shares(choices: Choices) -> csr_matrix:
    counts = np.maximum(np.bincount(choices.user, minlength=len(choices.users)), 1)
    return cochoice.chosen(choices, 1.0 / counts[choices.user])


def _times(profile: csr_matrix, matrix: Matrix) -> Signal:
    return lambda users: np.asarray(profile[users] @ matrix, dtype=np.float32)


def _rows(values: Matrix) -> Signal:
    return lambda users: values[users]
