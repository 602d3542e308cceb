"""A snapshot brought up to date row by row is the snapshot built anew; the one before stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.messages import Point
from core.recommend.catalogue import Catalogue, Choice, Role, Shop
from core.recommend.embed import shipped
from core.recommend.hours import Day, Week
from core.recommend.vectors import document
from tests.core.recommend.sample import KONKUK, NOON, menu, shop

NAMES = st.sampled_from(["맛나 분식", "김밥나라", "든든한 국밥집", "김밥"])
POINTS = st.sampled_from([None, KONKUK, Point(37.5412, 127.0711), Point(35.1578, 129.0593)])
MENUS = st.lists(
    st.builds(menu, st.sampled_from(["김밥", "떡볶이", "국밥"]), st.integers(0, 20_000), st.sampled_from(Role)),
    max_size=2,
)
WEEKS = st.sampled_from([None, Week((Day(600, 1320),) * 7), Week((Day(600, 1320),) * 6 + (None,)), Week((None,) * 7)])


@st.composite
def shops(draw: st.DrawFn, shop_id: int) -> Shop:
    made = shop(
        id=shop_id,
        name=draw(NAMES),
        category=draw(st.sampled_from(["분식", "한식", "카페·디저트"])),
        point=draw(POINTS),
        week=draw(WEEKS),
        sample=draw(st.booleans()),
        max_group=draw(st.sampled_from([None, 4, 20])),
        rating=draw(st.sampled_from([None, 4.5])),
    )
    return replace(made, menus=tuple(draw(MENUS)))


@st.composite
def changes(draw: st.DrawFn) -> dict[int, Shop | None]:
    ids = draw(st.lists(st.integers(1, 8), unique=True, max_size=4))
    return {shop_id: draw(st.none() | shops(shop_id)) for shop_id in ids}


@settings(deadline=None)
@given(st.lists(changes(), max_size=4))
def test_row_by_row_is_built_anew(told: list[dict[int, Shop | None]]) -> None:
    standing: dict[int, Shop] = {}
    live = Catalogue()
    for change in told:
        before, said = live, _said(live)
        here = [one for one in change.values() if one is not None]
        vectors = shipped().encode([document(one) for one in here])
        live = live.refreshed(here, vectors, [shop_id for shop_id, one in change.items() if one is None])
        for shop_id, one in change.items():
            if one is None:
                standing.pop(shop_id, None)
            else:
                standing[shop_id] = one
        assert _said(before) == said
    assert _said(live) == _said(Catalogue([standing[shop_id] for shop_id in sorted(standing)]))


def _said(catalogue: Catalogue) -> dict[str, object]:
    """All that can be asked of a snapshot, by shop."""
    rows = catalogue.all_rows()
    rows = rows[np.argsort(catalogue.ids[rows])]
    near = np.sort(catalogue.ids[catalogue.rows_near(KONKUK, 1_000)])
    is_open, known = catalogue.open_at(rows, NOON)
    return {
        "count": len(catalogue),
        "shops": [catalogue.shops[row] for row in rows],
        "by id": [catalogue.shop(shop_id) for shop_id in range(10)],
        "near": near.tolist(),
        "open": [is_open.tolist(), known.tolist()],
        "named": [sorted(catalogue.named(part)) for part in ("김밥", "김밥 나라", "국", "", "없는집")],
        "alike": np.round(catalogue.similarity("김밥", rows), 2).tolist(),
        "columns": [
            getattr(catalogue, name)[rows].tolist()
            for name in ("ids", "samples", "cards", "categories", "doubts", "quality", "max_group", "precise")
        ],
        "samples": int(catalogue.samples.sum()),
    }


def test_everything_a_shop_tells_survives_its_compact_form() -> None:
    options = (("맵기", (Choice("순한맛", 0), Choice("매운맛", 500))),)
    rich = shop(
        menu(options=options, price_as_of=date(2026, 11, 1), allergens=None, dietary=frozenset({"halal"}), spicy=True),
        doubts=frozenset({"price"}),
        good_word="푸짐해요",
        rooms=2,
        reservable=True,
    )
    assert Catalogue([rich]).shops[0] == rich
