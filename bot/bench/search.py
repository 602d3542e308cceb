"""One request in a place among 3,000 to 500,000 shops, and whether the search among the survivors is exact.

A country is made of the same 3,000 shops again and again, each time somewhere else, so that a place is as dense in a
large catalogue as in a small one; a request asks in the first of them.
"""

from __future__ import annotations

import cProfile
import pstats
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import datetime
from functools import partial
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from bot.config import ROOT
from bot.sample.snapshot import sample_shops
from bot.understanding import LEXICON
from core.clock import SEOUL
from core.messages import Point
from core.recommend import embed
from core.recommend.assembly import Assembly, Body
from core.recommend.catalogue import Catalogue, Shop
from core.recommend.columns import Columns
from core.recommend.find import find
from core.recommend.geometry import cells
from core.recommend.menu_columns import MenuColumns
from core.recommend.names import Names
from core.recommend.packed import Packed
from core.recommend.request import Request
from core.recommend.vectors import Vectors, document
from core.recommend.wishes import FoodGroups

BASE = 3_000
SIZES = (3_000, 12_000, 99_000, 501_000)
SURVIVORS = (30, 300, 3_000)
_ROUNDS = 40
_PROFILED = 10
_STAGES = {
    *("find", "_in_reach", "_open", "_acceptable", "serve", "_candidates", "similarity", "encode", "scored"),
    *("arrange", "expose", "_offer", "reasons"),
}
_NOON = datetime(2026, 11, 23, 12, 30, tzinfo=SEOUL)
_TOWN_DEGREES = 0.3
_TOWNS_A_LINE = 14


def run() -> dict[str, object]:
    """Measure every size in one run; microseconds, medians. Undisturbed: over requests, of each one's fastest time."""
    town = _town()
    requests = _requests(town)
    sizes: dict[str, dict[str, object]] = {}
    expected: list[list[str]] = []
    for size in SIZES:
        catalogue = Catalogue(body=_country(town, size // BASE))
        answers = [[offer.shop.name for offer in find(catalogue, request).offers] for request in requests]
        expected = expected or answers
        took = _took([partial(find, catalogue, request) for request in requests])
        sizes[str(size)] = {
            "request_us": _microseconds(took.flatten()),
            "undisturbed_us": _microseconds(took.min(axis=0)),
            "search_us": {str(count): _search(catalogue, count) for count in (*SURVIVORS, size)},
            "stages_us": _stages(catalogue, requests) if size in {SIZES[0], SIZES[-1]} else {},
            "as_among_3000": answers == expected,
            "exact": _is_exact(catalogue),
        }
    times = [float(str(measured["undisturbed_us"])) for measured in sizes.values()]
    return {"sizes": sizes, "growth": round(times[-1] / times[0], 2), "requests": len(requests)}


def _requests(town: Body) -> list[Request]:
    foods = FoodGroups.load(LEXICON / "food_groups.tsv")
    places = [
        Point(float(lat), float(lng))
        for lat, lng in zip(town.columns.latitudes[::300], town.columns.longitudes[::300], strict=True)
    ]
    told: list[dict[str, Any]] = [
        {"budget": 8_000},
        {"budget": 8_000, "wishes": foods.wishes(["떡볶이"]), "query": "떡볶이"},
        {"wishes": foods.wishes(["한식"]), "query": "따뜻한 한식"},
        {"diets": ("알레르기 계란",), "must_take_card": True},
    ]
    return [Request(_NOON, place, **one) for place in places for one in told]


def _stages(catalogue: Catalogue, requests: Sequence[Request]) -> dict[str, float]:
    """Where the time of one request goes: means under the profiler, which makes all of it slower; shares count."""
    profile = cProfile.Profile()
    profile.enable()
    for request in [*requests] * _PROFILED:
        find(catalogue, request)
    profile.disable()
    measured = pstats.Stats(profile).get_stats_profile().func_profiles
    told = {
        name: round(one.cumtime / len(requests) / _PROFILED * 1e6, 1)
        for name, one in measured.items()
        if name in _STAGES and "/core/recommend/" in one.file_name
    }
    return dict(sorted(told.items(), key=lambda one: -one[1]))


def _search(catalogue: Catalogue, survivors: int) -> float:
    rows = np.linspace(0, len(catalogue) - 1, survivors).astype(np.int64)
    return _microseconds(_took([lambda: catalogue.similarity("매콤한 떡볶이", rows)]).flatten())


def _is_exact(catalogue: Catalogue) -> bool:
    """Whether cosines among survivors are those of a plain product with every one of their documents."""
    rows = np.arange(0, len(catalogue), 7, dtype=np.int64)[:5_000]
    embeds = embed.shipped()
    documents = embeds.encode([document(catalogue.shops[int(row)]) for row in rows])
    return bool(np.allclose(documents @ embeds.encode(["떡볶이"])[0], catalogue.similarity("떡볶이", rows), atol=1e-5))


def _took(calls: Sequence[Callable[[], object]]) -> NDArray[np.float64]:
    """Seconds of every call in every round, shape (rounds, calls), after one round to warm up."""
    for call in calls:
        call()
    times = []
    for _ in range(_ROUNDS):
        for call in calls:
            began = time.perf_counter()
            call()
            times.append(time.perf_counter() - began)
    return np.array(times).reshape(_ROUNDS, len(calls))


def _microseconds(seconds: NDArray[np.float64]) -> float:
    return round(float(np.median(seconds)) * 1e6, 1)


def _town() -> Body:
    """The sample's shops again and again around its places, as far apart as people live."""
    dice = random.Random(0)  # noqa: S311 - a seed, no secret
    known = [shop for shop in sample_shops(ROOT / "data") if shop.point is not None]
    shops = [_moved(dice.choice(known), number, dice) for number in range(1, BASE + 1)]
    embeds = embed.shipped()
    assembly = Assembly(embeds)
    assembly.add(shops, embeds.encode([document(shop) for shop in shops]))
    return assembly.body()


def _moved(shop: Shop, number: int, dice: random.Random) -> Shop:
    at = shop.point or Point(0, 0)
    return replace(
        shop,
        id=number,
        name=f"{shop.name} {number}",
        sample=False,
        point=Point(at.latitude + dice.gauss(0, 0.01), at.longitude + dice.gauss(0, 0.01)),
    )


def _country(town: Body, towns: int) -> Body:
    """`towns` times the same town, each a whole step of the grid further; the first stands where it stood."""
    if towns == 1:
        return town
    count, sold = len(town.columns.ids), len(town.menus.prices)
    which = np.repeat(np.arange(towns), count)
    columns = {field.name: np.tile(getattr(town.columns, field.name), towns) for field in fields(Columns)}
    columns["ids"] = columns["ids"] + which * count
    columns["latitudes"] = columns["latitudes"] + which // _TOWNS_A_LINE * 10 * _TOWN_DEGREES
    columns["longitudes"] = columns["longitudes"] + which % _TOWNS_A_LINE * 10 * _TOWN_DEGREES
    columns["cells"] = cells(columns["latitudes"], columns["longitudes"])
    menus = {field.name: np.tile(getattr(town.menus, field.name), towns) for field in fields(MenuColumns)}
    for name in ("begins", "ends"):
        menus[name] = menus[name] + which * sold
    text = bytes(town.names.text)  # type: ignore[call-overload] # bytes, as it was just built
    index = faiss.IndexFlatIP(town.vectors.embeds.dimension)
    for _ in range(towns):
        index.add(town.vectors.index.reconstruct_n(0, count))
    return Body(
        columns=Columns(**columns),
        menus=MenuColumns(**menus),
        labels=town.labels,
        names=Names(text * towns, _cuts(town.names.starts, towns)),
        packed=Packed(np.tile(town.packed.blob, towns), _cuts(town.packed.cuts, towns)),
        kinds=np.tile(town.kinds, towns),
        weeks=town.weeks,
        vectors=Vectors.of(town.vectors.embeds, index),
    )


def _cuts(cuts: np.ndarray[Any, np.dtype[np.int64]], towns: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.concatenate([np.tile(np.diff(cuts), towns).cumsum() - np.tile(np.diff(cuts), towns), [cuts[-1] * towns]])
