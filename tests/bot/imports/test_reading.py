"""Files of every kind and encoding come out as the same table."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.imports.fields import field_of
from bot.imports.header import find_header
from bot.imports.reading import UnreadableError, read_file
from tests.bot.imports.books import KINDS

HEADER = ["업소명", "주소", "메뉴", "가격"]
ROWS = [
    ["소문난 국밥", "부산 동래구 명륜로 1", "돼지국밥", "9000"],
    ["한솥, 도시락", '부산 "동래" 2', "도련님", "5,500원"],
]

korean = st.text(st.sampled_from("가나다김밥국수떡볶이 시장네집0123,\"'-()"), min_size=1, max_size=12).filter(str.strip)


def as_csv(rows: list[list[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def read(path: Path, content: bytes) -> list[list[str]]:
    path.write_bytes(content)
    (table,) = read_file(path).tables
    return [[str(cell) for cell in row] for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_a_csv_of_any_encoding(tmp_path: Path, encoding: str, end: str, delimiter: str) -> None:
    content = as_csv([HEADER, *ROWS], delimiter, end).encode(encoding)
    assert read(tmp_path / "가게.csv", content) == [HEADER, *ROWS]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(korean, min_size=4, max_size=4), min_size=2, max_size=8), st.sampled_from(["utf-8", "cp949"]))
def test_every_cell_comes_out_as_it_went_in(tmp_path: Path, rows: list[list[str]], encoding: str) -> None:
    content = as_csv([HEADER, *rows]).encode(encoding)
    assert read(tmp_path / "가게.csv", content) == [HEADER, *rows]


def test_a_broken_byte_costs_a_letter_and_not_the_file(tmp_path: Path) -> None:
    rows = [["맛있는 우리 동네 국밥집", "부산 동래구 명륜로 1 일층", "돼지국밥", "9000"]] * 5
    content = as_csv([HEADER, *rows]).encode("cp949")
    found = read(tmp_path / "a.csv", content[:-12] + b"\xff" + content[-12:])
    assert len(found) == 6
    assert found[1] == rows[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_workbook_of_any_kind_by_content_and_not_by_name(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "가게.csv"
    path.write_bytes(
        KINDS[kind]({"shops": [HEADER, *ROWS], "": [["x"]]} if kind != "xls" else {"shops": [HEADER, *ROWS]})
    )
    assert read_file(path).tables[0].rows == [HEADER, *ROWS]
    assert read_file(path).tables[0].name == "shops"


RECORDS = [{"업소명": "국밥집", "주소": "부산 1", "가격": 9000}, {"업소명": "죽집", "주소": "부산 2", "메뉴": "전복죽"}]


@pytest.mark.parametrize(
    "tree",
    [
        RECORDS,
        {"DESCRIPTION": {"NAME": "이름"}, "DATA": RECORDS},
        {"response": {"body": {"items": {"item": RECORDS}, "totalCount": 2}}},
        {"착한가격업소": [{"head": [{"list_total_count": 2}]}, {"row": RECORDS}]},
        {"fields": [{"id": "업소명"}, {"id": "주소"}], "records": RECORDS},
        {"columns": ["업소명", "주소"], "data": [["국밥집", "부산 1"], ["죽집", "부산 2"]]},
        {"업소명": ["국밥집", "죽집"], "주소": ["부산 1", "부산 2"]},
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": record, "geometry": None} for record in RECORDS],
        },
    ],
)
def test_json_of_any_shape(tmp_path: Path, tree: object) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(orjson.dumps(tree))
    tables = [table for table in read_file(path).tables if "업소명" in find_header(table.rows, field_of).names]
    (table,) = tables
    names = find_header(table.rows, field_of).names
    at = names.index("업소명")
    assert [row[at] for row in table.rows[1:]] == ["국밥집", "죽집"]


def test_json_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\n".join(orjson.dumps(record) for record in RECORDS))
    (table,) = read_file(path).tables
    assert [row[0] for row in table.rows] == ["업소명", "국밥집", "죽집"]


@pytest.mark.parametrize("content", [b"", b"   \r\n", b"PK\x03\x04 no workbook"])
def test_what_is_no_file_of_rows_is_unreadable(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(UnreadableError):
        read_file(path)
    with pytest.raises(UnreadableError):
        read_file(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.4 \xe2\xe3\xcf\xd3", "PDF"),
        ("\ufeff<!DOCTYPE html><table><tr><td>업소명</td></tr></table>".encode(), "web page"),
        ('[{"업소명": "국밥집", "주소": "부산 1"}, {"업소명": "죽'.encode(), "not JSON"),
        (b'[{"name": "x", "lat": NaN}]', "not JSON"),
        (b"[" * 5000 + b"]" * 5000, "not JSON"),
    ],
)
def test_what_is_no_list_is_said_and_not_read_as_a_csv(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match=why):
        read_file(path)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_quote_that_is_never_closed_swallows_no_row(tmp_path: Path, end: str) -> None:
    lines = ["업소명,주소", '"국밥집,부산 1', "죽집,부산 2", '"다,라",부산 3']
    found = read(tmp_path / "a.csv", end.join([*lines[:1], *lines[2:], lines[1], "밥집,부산 4"]).encode())
    assert found == [
        ["업소명", "주소"],
        ["죽집", "부산 2"],
        ["다,라", "부산 3"],
        ['"국밥집', "부산 1"],
        ["밥집", "부산 4"],
    ]


def test_hours_of_one_day_stay_that_days(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(orjson.dumps([{"name": "국밥집", "hours": {"monday": {"open": "10:00", "close": "20:00"}}}]))
    (table,) = read_file(path).tables
    assert table.rows == [["name", "monday_open", "monday_close"], ["국밥집", "10:00", "20:00"]]


def test_the_header_is_found_under_titles_and_beside_an_empty_column() -> None:
    header = find_header(
        [["가맹점관리", "", ""], ["", "", ""], ["", " 업 소 명 ", "업종"], ["", "국밥집", "한식"]], field_of
    )
    assert (header.body, header.names, header.titles) == (3, ("", "업 소 명", "업종"), "가맹점관리")


def test_a_header_of_two_lines_is_one() -> None:
    header = find_header(
        [["업소명", "주소", "대표메뉴", ""], ["", "", "품목", "가격"], ["국밥집", "부산 1", "국밥", 9000]], field_of
    )
    assert header.body == 2
    assert header.names[:2] == ("업소명", "주소")
    assert header.names[3].endswith("가격")


def test_a_table_without_a_header_has_nameless_columns() -> None:
    header = find_header(
        [["국밥집", "부산 동래구 명륜로 1", "9000"], ["죽집", "부산 동래구 명륜로 2", "8000"]], field_of
    )
    assert (header.body, header.names) == (0, ("", "", ""))
