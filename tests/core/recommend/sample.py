"""The sample catalogue as a snapshot without a database, and small shops and menus to order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import count

from bot.config import ROOT
from bot.sample.files import read_places
from bot.sample.snapshot import sample_shops
from core.clock import SEOUL
from core.messages import Point
from core.recommend.catalogue import Catalogue, Menu, Role, Shop
from core.recommend.hours import Day, Week
from core.recommend.wishes import FoodGroups

DATA = ROOT / "data"
NOON = datetime(2026, 11, 23, 12, 30, tzinfo=SEOUL)
KONKUK = Point(37.540693, 127.07023)

_ids = count(10_001)  # behind those of the sample


@lru_cache(maxsize=1)
def sample() -> tuple[Catalogue, tuple[Point, ...]]:
    """The catalogue of `data/sample` and the points of its places."""
    places = tuple(Point(place.latitude, place.longitude) for place in read_places(DATA))
    return Catalogue(sample_shops(DATA)), places


@lru_cache(maxsize=1)
def foods() -> FoodGroups:
    return FoodGroups.load(DATA / "lexicon" / "food_groups.tsv")


def menu(name: str = "김밥", price: int = 4000, role: Role = Role.MAIN, **changes: object) -> Menu:
    """A menu whose allergens are known to be none."""
    plain = Menu(next(_ids), name, price, "메인메뉴", None, False, frozenset(), frozenset(), (), None, role)
    return replace(plain, **changes)  # type: ignore[arg-type]


def shop(*menus: Menu, **changes: object) -> Shop:
    """A shop at Konkuk University station that is always open, takes the card and has nothing special."""
    always = Week((Day(0, 1440),) * 7)
    plain = Shop(
        id=next(_ids),
        name="가게",
        category="분식",
        address="서울 광진구 화양동 1",
        road_address=None,
        point=KONKUK,
        precise=True,
        phone="02-000-0000",
        card="Y",
        card_note=None,
        good_influence=False,
        partner=False,
        kiosk=False,
        week=always,
        popularity=0.5,
        rating=None,
        reviews=0,
        good_word=None,
        max_group=None,
        rooms=None,
        reservable=None,
        region_id=None,
        sample=False,
        menus=menus or (menu(),),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]
