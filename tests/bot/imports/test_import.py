"""Lists of shops into the catalogue: whole files through the public door, real PostgreSQL behind it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.__main__ import main
from bot.config import PREFIX
from db import imports
from db.pool import Database
from tests.bot.imports.books import KINDS
from tests.bot.imports.stage import NOW, Stage

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@pytest.fixture
async def stage(database: Database, tmp_path: Path) -> Stage:
    return await Stage.build(database, tmp_path)


@pytest.mark.parametrize("kind", KINDS)
async def test_the_guides_own_sheet(stage: Stage, kind: str) -> None:
    parts = ("open", "close", "break_start", "break_end")
    header: list[str] = [
        *("shop_name", "category", "address_name", "is_good_influence_shop", "is_food_card_shop", "phone"),
        *("owner_message", "latitude", "longitude", *(f"{day}_{part}" for day in DAYS for part in parts)),
    ]
    row: list[str | int | float | None] = ["착한분식", "분식", "서울 광진구 화양동 9-101", "TRUE", "P", "02-465-0101"]
    row += ["천천히 먹고 가요", 37.5410, 127.0691]
    row += ["09:00", "22:00", "15:00", "16:30"] * 7
    book = KINDS[kind](
        {"shops": [header, row], "menus": [["shop_name", "menu_name", "price"], ["착한분식", "라면", 4000]]}
    )
    report = await stage.take(stage.file(f"sample_data.{kind}", book))
    assert (report["rows"], report["inserted"], report["updated"], report["menus"]) == (2, 1, 1, 1)
    (shop,) = await stage.shops()
    assert (shop["shop_name"], shop["category"], shop["data_source"]) == ("착한분식", "분식", "import")
    assert (shop["is_good_influence_shop"], shop["is_food_card_shop"], shop["phone"]) == (True, "P", "02-465-0101")
    assert (shop["latitude"], shop["longitude"], shop["geo_precision"]) == (37.5410, 127.0691, "address")
    day = {"open": "09:00", "close": "22:00", "break_start": "15:00", "break_end": "16:30"}
    assert shop["business_hours"] == dict.fromkeys(DAYS, day)
    assert await stage.menus() == {"라면": (4000, "2026-11-23")}


async def test_one_shop_of_several_years_keeps_its_newest_price(stage: Stage) -> None:
    new = "업소명,업종,도로명주소,메뉴,가격\n해뜰 식당,한식,대전광역시 중구 중앙로 101,김치찌개,8000\n"
    old = (
        "상호,업종명,소재지,품목,가격(원),기준일자\n"
        '해뜰식당,한식,"대전 중구 중앙로 101, 1층 (선화동)",김치 찌개,"6,500",2020-05-01\n'
        '해뜰식당,한식,"대전 중구 중앙로 101, 1층 (선화동)",된장찌개,"6,000",2020-05-01\n'
        "해뜰식당,한식,대전 중구 중앙로 101,된장찌개,5000,2019-01-01\n"
    )
    first = await stage.take(stage.file("물가_2024.csv", new))
    second = await stage.take(stage.file("물가_옛날.csv", old))
    assert (first["inserted"], second["inserted"], second["updated"]) == (1, 0, 3)
    (shop,) = await stage.shops()
    assert shop["shop_name"] == "해뜰 식당"
    assert await stage.menus() == {"김치찌개": (8000, "2024-01-01"), "된장찌개": (6000, "2020-05-01")}


async def test_two_files_at_once_are_one_shop_and_menus_find_it_by_number(stage: Stage) -> None:
    shops = "id,name,category,address\nA1,해뜰식당,한식,대전 중구 중앙로 101\nA2,달뜰식당,한식,대전 중구 중앙로 103\n"
    menus = "restaurant_id,menu,price_krw,as_of\nA1,김치찌개,8000,2024-02\nA1,김치찌개,6000,2020\nA9,죽,5000,2024\n"
    menus += "A2,죽,,\n"
    report = await stage.take(stage.file("menus.csv", menus), stage.file("restaurants.csv", shops))
    assert (report["inserted"], report["updated"]) == (2, 2)
    assert [(error["reason"], error["file"]) for error in report["errors"]] == [
        ("unknown_shop", "menus.csv"),
        ("no_price", "menus.csv"),
    ]
    assert await stage.menus() == {"김치찌개": (8000, "2024-02-01")}


async def test_a_cell_longer_than_any_text_costs_its_row_and_no_more(stage: Stage) -> None:
    lines = ["업소명,주소,휴무일,메뉴,가격", f"긴집,대전 중구 중앙로 101,{'월' * 300_000},죽,8000"]
    report = await stage.take(stage.file("a.csv", "\n".join([*lines, "죽집,대전 중구 중앙로 103,월,죽,8000"])))
    assert (report["rows"], report["inserted"], report["rejected"]) == (2, 1, 1)
    assert report["errors"] == [{"row": 2, "column": "휴무일", "reason": "cell_too_long"}]


async def test_a_list_without_rows_is_said(stage: Stage) -> None:
    report = await stage.take(stage.file("a.csv", "업소명,주소\n"))
    assert (report["rows"], report["warnings"][0]) == (0, "there are no rows to take")


async def test_the_same_file_again_changes_nothing(stage: Stage) -> None:
    path = stage.file("a.json", [{"업소명": "죽집", "주소": "부산 동래구 명륜로 1", "메뉴1": "죽", "가격1": "7,000"}])
    await stage.take(path)
    before = await stage.shops()
    report = await stage.take(path)
    assert (report["inserted"], report["updated"]) == (0, 1)
    assert await stage.shops() == before


async def test_a_dry_run_tells_the_same_and_writes_nothing(stage: Stage) -> None:
    path = stage.file("a.json", [{"업소명": "죽집", "주소": "부산 동래구 명륜로 1"}, {"업소명": "세탁소"}])
    tried = await stage.take(path, dry_run=True)
    assert await stage.shops() == []
    assert (await stage.take(path)).items() >= tried.items()


async def test_a_batch_is_undone_whole(stage: Stage) -> None:
    row = {
        "업소명": "죽집",
        "업종": "죽",
        "주소": "부산 동래구 명륜로 1",
        "메뉴": "죽",
        "가격": 7000,
        "기준일": "2025-01-01",
    }
    await stage.take(stage.file("a.json", [row]))
    before, menus = await stage.shops(), await stage.menus()
    newer = row | {"가격": 8000, "기준일": "2026-01-01", "전화": "051-555-1234"}
    more = row | {"메뉴": "팥죽", "가격": 9000, "기준일": "2026-01-01"}
    other = row | {"업소명": "다른 죽집"}
    await stage.take(stage.file("b.json", [newer, more, other]))
    assert len(await stage.shops()) == 2
    assert (await stage.menus())["죽"] == (7000, "2025-01-01") or len(await stage.menus()) == 2
    async with stage.database.transaction() as connection:
        assert await imports.undo(connection, 2, NOW) == 2
    (shop,) = await stage.shops()
    assert {key: value for key, value in shop.items() if key != "updated_at"} == {
        key: value for key, value in before[0].items() if key != "updated_at"
    }
    assert await stage.menus() == menus
    await stage.take(stage.file("b.json", [newer, more, other]))  # what was taken back may be taken in again
    assert len(await stage.shops()) == 2


async def test_what_people_reported_outlives_a_list_that_says_otherwise(stage: Stage) -> None:
    path = stage.file("아동급식카드_가맹점.json", [{"가맹점명": "죽집", "주소": "부산 동래구 명륜로 1"}])
    await stage.take(path)
    assert [shop["is_food_card_shop"] for shop in await stage.shops()] == ["Y"]
    async with stage.database.acquire() as connection:
        await connection.execute("UPDATE chatbot.shops SET is_food_card_shop = 'P', food_card_note = '확인 중'")
    await stage.take(path)
    assert [shop["is_food_card_shop"] for shop in await stage.shops()] == ["P"]


async def test_a_region_is_told_where_the_address_does_not(stage: Stage) -> None:
    path = stage.file("a.json", [{"업소명": "닭갈비집", "주소": "공지로 450"}])
    await stage.take(path, region="춘천시")
    (shop,) = await stage.shops()
    assert shop["geo_precision"] == "sigungu"
    async with stage.database.acquire() as connection:
        name = await connection.fetchval("SELECT region_name FROM chatbot.regions WHERE id = $1", shop["region_id"])
    assert name == "강원"


async def test_a_suspicious_point_is_flagged_and_not_trusted(stage: Stage) -> None:
    place = {"주소": "서울 영등포구 대림로22길 33 (대림동)", "위도": 35.8683, "경도": 128.5895}
    report = await stage.take(stage.file("a.json", [{"업소명": "죽집"} | place]))
    assert any(warning.startswith("point_suspect: 1 rows (1)") for warning in report["warnings"])
    (shop,) = await stage.shops()
    assert (shop["geo_precision"], round(shop["latitude"], 1)) == ("dong", 37.5)


def test_the_command_prints_its_report_last(
    database_url: str,
    redis_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(PREFIX + "DATABASE_URL", database_url)
    monkeypatch.setenv(PREFIX + "REDIS_URL", redis_url)
    path = tmp_path / "가게.csv"
    path.write_text("업소명,주소\n죽집,부산 동래구 명륜로 1\n,\n이름만,\n", encoding="utf-8")
    assert main(["import-shops", "--data-dir", str(tmp_path), str(path), "--dry-run"]) == 0
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert list(report) == ["rows", "inserted", "updated", "rejected", "warnings", "errors", "menus"]
    assert report["errors"] == [{"row": 4, "column": "주소", "reason": "no_address"}]
    assert (report["rows"], report["inserted"]) == (2, 1)
    assert main(["import-shops", "--data-dir", str(tmp_path), str(tmp_path / "nowhere.csv")]) == 1
    assert "nowhere.csv" in capsys.readouterr().err


cells = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(-(10**12), 10**12),
    st.floats(),
    st.sampled_from(
        ["죽집", "서울 중구 을지로3가 5", "010-1234-5678", "7,000원", "한식", "세탁업", "37.5", "127.0", "휴무"]
    ),
)
headers = st.sampled_from(
    [
        "업소명",
        " 상 호 ",
        "주소",
        "위도",
        "경도",
        "전화번호",
        "업종",
        "메뉴",
        "가격",
        "메뉴2",
        "가격 2",
        "휴무일",
        "",
        "기준일자",
        "id",
    ]
)


def test_no_row_is_ever_lost_silently(database_url: str, tmp_path: Path) -> None:
    loop = asyncio.new_event_loop()
    database = loop.run_until_complete(Database.connect(database_url, application="tests", size=2))
    stage = loop.run_until_complete(Stage.build(database, tmp_path))

    @settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
    @given(st.lists(headers, min_size=1, max_size=8).flatmap(_table), st.sampled_from(["csv", "xlsx", "ods"]))
    def any_table(rows: list[list[str | int | float | None]], kind: str) -> None:
        clean = [[_printable(cell) for cell in row] for row in rows]
        text = "\n".join(",".join(f'"{"" if c is None else c}"'.replace("\n", " ") for c in row) for row in clean)
        path = stage.file(f"a.{kind}", text if kind == "csv" else KINDS[kind]({"시트": clean}))
        filled = sum(any(str("" if cell is None else cell).strip() for cell in row) for row in clean)
        report = loop.run_until_complete(stage.take(path))
        assert report["rows"] <= filled

    any_table()
    loop.run_until_complete(database.close())
    loop.close()


def _table(names: list[str]) -> st.SearchStrategy[list[list[str | int | float | None]]]:
    row = st.lists(cells, min_size=len(names), max_size=len(names))
    return st.lists(row, min_size=1, max_size=8).map(lambda rows: [list(names), *rows])


def _printable(cell: str | float | None) -> str | float | None:
    """What XML can hold: no control letters; numbers that are some."""
    if isinstance(cell, float) and (cell != cell or abs(cell) == float("inf")):  # noqa: PLR0124 - not a number
        return None
    return "".join(c for c in cell if c.isprintable() and c not in '"\ufffe\uffff') if isinstance(cell, str) else cell
