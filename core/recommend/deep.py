"""The deep part of the ranking: a small network in numpy over the wide part's terms and what they leave out. Pure.

Wide & Deep (Cheng et al. 2016): the chance that a shown place is chosen is sigmoid(bias + scale x wide score + deep).
`core/learning/train/widedeep` trains it with torch and exports arrays; 128-64-32 units, ReLU.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.recommend.catalogue import Catalogue
from core.recommend.geometry import Floats
from core.recommend.request import Request
from core.recommend.score import WEIGHTS, Candidates, Terms

SHIPPED = Path(__file__).resolve().parents[2] / "models" / "ranking" / "ranking.npz"
CATEGORIES = (
    *("한식", "중식", "일식", "양식", "분식", "치킨", "피자", "패스트푸드", "카페/디저트"),
    *("편의점", "도시락/죽", "프랜차이즈", "기타음식"),
)
NAMES = (
    *WEIGHTS,
    *("at_the_door", "distance_unknown", "price", "budget", "has_budget", "company"),
    *("hour_sin", "hour_cos", "weekend", "never_shown", "good_influence", "partner", "kiosk"),
    *CATEGORIES,
)
_DOOR_METRES = 500.0
_USUAL_WON = 10_000.0

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Deep:
    """`layers` are weights (inputs, units) and biases; `scale` is what 1 of the wide score adds to the logit."""

    id: str
    layers: tuple[tuple[Matrix, Matrix], ...]
    scale: float

    @classmethod
    def load(cls, path: Path = SHIPPED) -> Self:
        """The network of a file. FileNotFoundError without it; ValueError where it was trained for other features."""
        with np.load(path) as stored:
            if tuple(stored["names"].tolist()) != NAMES:
                raise ValueError(f"{path} was trained for other features; run `./naviyam train recommender`")
            count = sum(name.startswith("weights_") for name in stored.files)
            layers = tuple((stored[f"weights_{n}"], stored[f"biases_{n}"]) for n in range(count))
            return cls(str(stored["id"]), layers, float(stored["scale"]))

    def logits(self, inputs: Matrix) -> Floats:
        """What the network adds to each row's logit; `inputs` as `features` gives them, shape (rows, len(NAMES))."""
        units = inputs
        for weights, biases in self.layers[:-1]:
            units = units @ weights
            units += biases
            np.maximum(units, 0, out=units)
        weights, biases = self.layers[-1]
        return (units @ weights + biases)[:, 0].astype(np.float64)


def features(catalogue: Catalogue, request: Request, found: Candidates, values: Terms) -> Matrix:
    """What the network reads of each candidate, in the order of NAMES."""
    rows = found.rows
    inputs = np.zeros((len(rows), len(NAMES)), dtype=np.float32)
    for column, value in enumerate(values.values()):
        inputs[:, column] = value
    hour = 2 * math.pi * (request.at.hour + request.at.minute / 60) / 24
    people = max(1, request.people)
    told = (
        np.exp(-np.nan_to_num(found.metres, nan=1e9) / _DOOR_METRES),
        np.isnan(found.metres),
        np.minimum(2.0, found.to_pay / people / _USUAL_WON),
        min(2.0, (request.budget or 0) / people / _USUAL_WON),
        request.budget is not None,
        math.log(people),
        math.sin(hour),
        math.cos(hour),
        request.at.weekday() > 4,
        catalogue.popularity[rows] == 0,
        catalogue.good_influence[rows],
        catalogue.partners[rows],
        catalogue.kiosks[rows],
    )
    for column, one in enumerate(told, len(WEIGHTS)):
        inputs[:, column] = one
    for column, category in enumerate(CATEGORIES, len(WEIGHTS) + len(told)):
        inputs[:, column] = catalogue.categories[rows] == category
    return inputs
