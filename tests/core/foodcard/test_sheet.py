"""An issuer's sheet becomes balances: every row accounted for, an older sheet changes nothing, aid follows."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.imports.balances import read_balances
from bot.imports.cells import Cell
from bot.imports.reading import Table, read_file
from bot.imports.sheet import take_sheet
from core.clock import SEOUL
from core.foodcard.sheet import Sheets, Uploader
from tests.core.foodcard.conftest import NOON, Office

LAST_NIGHT = NOON.replace(hour=23) - timedelta(days=1)
HEADER = ("연번", "성명", "카드번호", "잔액(원)", "카드상태", "충전일", "기준일시")


def sheet(folder: Path, *rows: Sequence[object]) -> Path:
    """A sheet as issuers write it: a title, a header, the rows, a sum."""
    path = folder / "잔액.csv"
    with path.open("w", encoding="cp949", newline="") as file:
        csv.writer(file).writerows([["아동급식카드 잔액 현황"], HEADER, *rows])
    return path


async def take(office: Office, path: Path, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - a report as JSON
    sheets = Sheets(office.database, office.cipher)
    return asdict(await take_sheet(sheets, read_file(path), LAST_NIGHT, Uploader(), **options))


@pytest.mark.asyncio(loop_scope="module")
async def test_every_row_is_accounted_for_and_only_linked_cards_are_kept(office: Office, tmp_path: Path) -> None:
    child = await office.link("1234-5678")
    path = sheet(
        tmp_path,
        (1, "김나비", "1234-5678", "12,300원", "정상", "매월 5일", ""),
        (2, "박나비", "9999-0000", "5000", "정상", "", ""),
        (3, "이나비", "", "5000", "정상", "", ""),
        (4, "최나비", "1111-2222", "모름", "정상", "", ""),
        (5, "정나비", "1111-2222", "100", "고장", "", ""),
        (6, "한나비", "1111-2222", "100", "정상", "", "2030-01-01 00:00"),
        (7, "김나비", "1234-5678", "0", "정상", "", ""),
        ("", "", "", "", "", "", ""),
    )
    report = await take(office, path)
    assert report == {
        "rows": 7,
        "updated": 1,
        "known": 0,
        "strangers": 1,
        "rejected": 5,
        "errors": (
            {"row": 5, "column": "ref", "reason": "no_card"},
            {"row": 6, "column": "balance", "reason": "no_amount"},
            {"row": 7, "column": "status", "reason": "unknown_status"},
            {"row": 8, "column": "updated_at", "reason": "in_the_future"},
            {"row": 9, "column": "ref", "reason": "told_twice"},
        ),
    }
    assert await office.balance(child) == 12_300
    assert await office.value("SELECT charge_day FROM chatbot.foodcard_users") == 5
    assert await office.value("SELECT last_sync_at FROM chatbot.foodcard_users") == LAST_NIGHT
    assert await office.value("SELECT count(*) FROM chatbot.foodcard_users") == 1
    kept = await office.value("SELECT details FROM chatbot.audit_log WHERE action = 'import_balances'")
    assert kept == {"updated": 1, "known": 0, "strangers": 1}


@pytest.mark.asyncio(loop_scope="module")
async def test_the_same_sheet_again_or_an_older_one_changes_nothing(office: Office, tmp_path: Path) -> None:
    child = await office.link("R-1")
    path = sheet(tmp_path, (1, "", "R-1", 4000, "", "", ""))
    assert (await take(office, path, keep=False))["updated"] == 1
    assert await office.balance(child) == 0
    assert (await take(office, path))["updated"] == 1
    assert (await take(office, path))["known"] == 1
    older = sheet(tmp_path, (1, "", "R-1", 9000, "", "", (LAST_NIGHT - timedelta(hours=1)).isoformat()))
    assert (await take(office, older))["known"] == 1
    assert await office.balance(child) == 4000


@pytest.mark.asyncio(loop_scope="module")
async def test_a_card_that_a_sheet_tells_to_be_low_has_aid(office: Office, tmp_path: Path) -> None:
    await office.link("R-1")
    await take(office, sheet(tmp_path, (1, "", "R-1", 1000, "", "", "")))
    assert await office.aid.sweep(NOON) == 1


def test_digits_that_the_spreadsheet_lost_are_not_guessed() -> None:
    rows: list[list[Cell]] = [["카드번호", "잔액"], [9410123412345678.0, 5000.0], [941012341234567.0, 5000.0]]
    found = read_balances([Table("", rows)], LAST_NIGHT)
    assert [card.ref for card in found.cards] == ["941012341234567"]
    assert [(one.row, one.reason) for one in found.wrong] == [(2, "digits_lost")]


def test_a_header_in_two_lines_on_every_page_is_read_as_one() -> None:
    header: list[list[Cell]] = [["카드번호", "기준 일시", ""], ["", "", "잔액(원)"]]
    found = read_balances([Table("", [*header, ["R-1", "", "4,000"], *header, ["R-2", "", "5,000원"]])], LAST_NIGHT)
    assert [(card.ref, card.balance) for card in found.cards] == [("R-1", 4000), ("R-2", 5000)]
    assert len(found.wrong) == 2


def test_a_file_without_cards_takes_nothing_and_says_so() -> None:
    found = read_balances([Table("", [["가게", "주소"], ["참맛분식", "화양동"]])], LAST_NIGHT)
    assert not found.cards
    assert [one.reason for one in found.wrong] == ["no_columns_of_cards"] * 2


CELLS = st.one_of(
    st.none(), st.text(max_size=20), st.integers(), st.floats(allow_nan=True), st.booleans(), st.datetimes(), st.dates()
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=8), max_size=8))
def test_whatever_stands_in_the_cells_each_row_counts_once(rows: list[list[Cell]]) -> None:
    header: list[Cell] = ["카드번호", "잔액", "상태", "충전일", "기준일"]
    found = read_balances([Table("", [header, *rows])], datetime(2026, 11, 18, tzinfo=SEOUL))
    filled = sum(any(str(cell or "").strip() for cell in row) for row in rows)
    assert len(found.cards) + len(found.wrong) <= len(rows)
    assert len(found.cards) + len(found.wrong) <= filled + sum(0 in row or False in row for row in rows)
    assert all(0 <= card.balance <= 10_000_000 for card in found.cards)
