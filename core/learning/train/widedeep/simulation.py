"""Made-up people who are shown lists of real kinds of shops, and choose by a known rule. Everything here is simulated.

The chance that a place at rank k is chosen is LOOKED[k] x attraction. Attraction depends on how near it is (falling by
1/e in 500 m, unlike the wide part's line), what was wished, tastes of the person by kind of shop, kinds by time of day,
how well the money fits, stars, the card, and what was shown just before; far places are forgiven where they are wished.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from core.clock import SEOUL
from core.messages import Point
from core.recommend.arrange import arrange
from core.recommend.catalogue import Catalogue, Shop
from core.recommend.deep import CATEGORIES, Matrix, features
from core.recommend.explore import POOL, draw
from core.recommend.find import survivors
from core.recommend.geometry import Floats
from core.recommend.ranker import Ranker, Scored
from core.recommend.request import NEAR_METRES, WIDEST_METRES, Request
from core.recommend.score import total
from core.recommend.together import Together
from core.recommend.wishes import FoodGroups

LOOKED: Floats = np.array([(rank + 1.0) ** -0.8 for rank in range(5)])
MOST = 0.38  # attraction of what nobody could refuse: so a list is chosen from at most once
FEWEST_PEOPLE = 3  # who make a pair, as the database counts
_PEOPLE = 400
_KEPT_PLACES = 3
_WISHES = ("한식", "떡볶이", "치킨", "피자", "돈가스", "국수", "고기", "김밥", "햄버거")
_BUDGETS = (None, 5_000, 7_000, 8_000, 10_000, 12_000)
_MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=SEOUL)
_BY_HOUR = {8: {"편의점": 1.0, "도시락/죽": 0.9}, 12: {"한식": 0.6}, 16: {"분식": 1.1, "카페/디저트": 0.7}}
_BY_HOUR |= {19: {"한식": 0.7, "치킨": 0.9, "피자": 0.5}}


@dataclass(frozen=True, slots=True)
class Occasion:
    """One list: what was asked, the candidates' inputs and scores, their true attraction, what was shown and chosen.

    `shown` are places of the candidates, `chosen` is a rank (None: nothing). `person` and `shop_ids` make co-choice.
    """

    inputs: Matrix
    wide: Floats
    attraction: Floats
    pool: tuple[int, ...]
    shown: tuple[int, ...]
    is_drawn: bool
    chosen: int | None
    person: int
    shop_ids: NDArray[np.int64]
    request: Request
    scored: Scored


@dataclass(frozen=True, slots=True)
class Person:
    """Latent tastes by kind of shop, the place they are about, and whether they pay by card."""

    tastes: Floats
    home: Point
    has_card: bool


class Town:
    """The shops and people of a simulation; the same seed makes the same."""

    def __init__(self, shops: Sequence[Shop], foods: FoodGroups, seed: int) -> None:
        self._chance = np.random.default_rng(seed)
        self.catalogue = Catalogue([replace(shop, sample=False) for shop in shops])
        self._foods = foods
        homes = [shop.point for shop in shops if shop.point is not None]
        self._people = [self._person(homes) for _ in range(_PEOPLE)]
        self._kept: list[list[int]] = [[] for _ in range(_PEOPLE)]
        self._stars = self._chance.normal(0, 0.5, len(self.catalogue.ids))

    def occasions(self, count: int, ranker: Ranker) -> Iterator[Occasion]:
        """Up to `count` lists shown by `ranker` and the exploration budget; asked where nothing fits, there is none."""
        for number in range(count):
            who = int(self._chance.integers(_PEOPLE))
            occasion = self._occasion(who, ranker, number)
            if occasion is None:
                continue
            if occasion.chosen is not None:
                shop = int(occasion.shop_ids[occasion.shown[occasion.chosen]])
                self._kept[who] = [*(one for one in self._kept[who] if one != shop), shop][-_KEPT_PLACES:]
            yield occasion

    def _person(self, homes: Sequence[Point]) -> Person:
        at = homes[int(self._chance.integers(len(homes)))]
        moved = self._chance.normal(0, 0.003, 2)
        home = Point(at.latitude + moved[0], at.longitude + moved[1])
        return Person(self._chance.normal(0, 0.8, len(CATEGORIES)), home, bool(self._chance.random() < 0.6))

    def _occasion(self, who: int, ranker: Ranker, number: int) -> Occasion | None:
        person, dice = self._people[who], self._chance
        hour = int(dice.choice([8, 12, 16, 19], p=[0.1, 0.4, 0.2, 0.3]))
        at = _MONDAY + timedelta(days=int(dice.integers(7)), hours=hour, minutes=int(dice.integers(60)))
        wish = str(dice.choice(_WISHES)) if dice.random() < 0.4 else ""
        moved = dice.normal(0, 0.002, 2)
        liked = np.argsort(-person.tastes)[:2]
        request = Request(
            at=at,
            point=Point(person.home.latitude + moved[0], person.home.longitude + moved[1]),
            budget=_BUDGETS[int(dice.integers(len(_BUDGETS)))],
            wishes=self._foods.wishes([wish]) if wish else (),
            query=wish,
            must_take_card=person.has_card,
            preferred=frozenset(CATEGORIES[kind] for kind in liked) if self._kept[who] else frozenset(),
            favourites=frozenset(self._kept[who]),
            seen=tuple(self._kept[who][-1:]),
        )
        left = survivors(self.catalogue, request, (NEAR_METRES, 2 * NEAR_METRES, WIDEST_METRES))
        if len(left.found.rows) < 2:
            return None
        scored = ranker.scored(self.catalogue, request, left.found)
        pool = arrange(self.catalogue, replace(request, limit=POOL), left.found, scored.merits, scored.unknown)
        shown, _, is_drawn = draw(pool, min(request.limit, len(pool)), number)
        attraction = self._attraction(person, request, scored)
        chances = LOOKED[: len(shown)] * attraction[shown]
        rank = int(dice.choice(len(shown) + 1, p=[*chances, 1 - chances.sum()]))
        return Occasion(
            inputs=features(self.catalogue, request, left.found, scored.values),
            wide=total(scored.values),
            attraction=attraction,
            pool=tuple(pool),
            shown=tuple(shown),
            is_drawn=is_drawn,
            chosen=rank if rank < len(shown) else None,
            person=who,
            shop_ids=self.catalogue.ids[left.found.rows],
            request=request,
            scored=scored,
        )

    def _attraction(self, person: Person, request: Request, scored: Scored) -> Floats:
        rows = scored.found.rows
        kinds = np.array([CATEGORIES.index(name) for name in self.catalogue.categories[rows]])
        by_hour = _BY_HOUR[min(_BY_HOUR, key=lambda hour: abs(hour - request.at.hour))]
        near = np.exp(-np.nan_to_num(scored.found.metres, nan=700.0) / 500)
        fit = 1 - np.abs(scored.values["money"] - 0.8) if request.budget else 0.5
        speaks = (
            (1.4 if request.wishes else 2.6) * near
            + 0.9 * person.tastes[kinds]
            + np.array([by_hour.get(name, 0.0) for name in self.catalogue.categories[rows]])
            + 2.0 * scored.found.alike
            + 0.8 * fit
            + self._stars[rows]
            + 0.6 * scored.values["card_needed"]
            - 1.0 * scored.values["seen"]
        )
        return np.asarray(MOST / (1 + np.exp(-(speaks - 2.2))))


def together_of(occasions: Sequence[Occasion]) -> Together:
    """Co-choice as `ml_features.refresh_cochoice` counts it, of pairs that three or more people chose."""
    chosen = {(o.person, int(o.shop_ids[o.shown[o.chosen]])) for o in occasions if o.chosen is not None}
    people = sorted({person for person, _ in chosen})
    shops = sorted({shop for _, shop in chosen})
    matrix = np.zeros((len(people), len(shops)))
    for person, shop in chosen:
        matrix[people.index(person), shops.index(shop)] = 1
    both = matrix.T @ matrix
    roots = np.sqrt(np.diag(both))
    pairs = [(int(a), int(b)) for a, b in np.argwhere(both >= FEWEST_PEOPLE) if a != b]
    return Together.of([(shops[a], shops[b], float(both[a, b] / roots[a] / roots[b])) for a, b in pairs])
