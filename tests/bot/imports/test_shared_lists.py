"""Real public lists, where the folder with them stands beside the repository: every row is accounted for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.config import ROOT
from db.pool import Database
from tests.bot.imports.stage import Stage

LISTS = ROOT.parent / "shared" / "data"
ALONE = (
    "raw_import_samples/광주_착한가격업소_2022.json",
    "raw_import_samples/서울시_꿈나무카드_가맹점_현황_2020.csv",
    "raw_import_samples/춘천시_아동급식카드_가맹점_20250714.csv",
    "mealcard_merchants_chuncheon.csv",
)
TOGETHER = ("restaurants.csv", "menus.csv")
KNOWN_REASONS = {"not_food", "unknown_shop"}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not LISTS.is_dir(), reason=f"the public lists are not at {LISTS}"),
]


@pytest.mark.parametrize("names", [*((name,) for name in ALONE), TOGETHER], ids=lambda names: names[0])
async def test_every_row_of_a_public_list_is_taken_or_rejected_with_a_reason(
    names: tuple[str, ...], database: Database, tmp_path: Path
) -> None:
    stage = await Stage.build(database, tmp_path)
    report = await stage.take(*(LISTS / name for name in names))
    reasons = Counter(error["reason"] for error in report["errors"])
    assert reasons.keys() <= KNOWN_REASONS
    assert report["inserted"] + report["updated"] > 0
    again = await stage.take(*(LISTS / name for name in names))
    assert (again["rows"], again["inserted"], again["rejected"]) == (report["rows"], 0, report["rejected"])
