"""Lists of places in any layout, and dongs that only addresses of shops tell."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from bot.commands.import_places import import_file
from bot.imports.derive import derive_places
from bot.imports.places import DERIVED
from bot.imports.reading import read_file
from bot.sample import load_reference
from core.messages import Point
from core.recommend.gazetteer import Gazetteer
from db import places
from db.places import PlaceRow
from db.pool import Database
from tests.core.recommend.sample import DATA

PLAIN = "name,kind,latitude,longitude\n누리샘터,district,37.5407,127.0702\n새나루역,subway,35.1578,129.0593\n"


@pytest.fixture
async def gazetteer(database: Database) -> Database:
    await load_reference(database, DATA)
    return database


async def take(database: Database, folder: Path, content: bytes) -> dict[str, object]:
    file = folder / "places.csv"
    file.write_bytes(content)
    return await import_file(database, read_file(file))


async def standing(database: Database) -> list[PlaceRow]:
    async with database.acquire() as connection:
        return await places.places(connection)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
async def test_four_columns_are_enough_and_the_nearest_district_tells_the_city(
    gazetteer: Database, tmp_path: Path, encoding: str
) -> None:
    report = await take(gazetteer, tmp_path, PLAIN.encode(encoding))
    assert report == {"rows": 2, "inserted": 2, "updated": 0, "rejected": 0, "errors": []}
    known = {place.place_name: place for place in await standing(gazetteer)}
    assert (known["누리샘터"].sido, known["누리샘터"].sigungu) == ("서울특별시", "광진구")
    assert known["새나루역"].sido == "부산광역시"
    assert known["누리샘터"].data_source == "places.csv"


async def test_the_layout_of_the_shared_gazetteer(gazetteer: Database, tmp_path: Path) -> None:
    told = (
        "name,kind,lat,lng,sido,sigungu,detail,source\r\n"
        "누리샘터동,dong,37.96,127.73,강원도,춘천시,4211099000,somebody/something\r\n"
        "새나루역,subway,35.15,129.05,부산광역시,부산진구,1호선;2호선,somebody/something\r\n"
    )
    report = await take(gazetteer, tmp_path, told.encode())
    assert (report["inserted"], report["rejected"]) == (2, 0)
    (found,) = [place for place in await standing(gazetteer) if place.place_name == "누리샘터동"]
    assert found == PlaceRow("누리샘터동", "dong", (), 37.96, 127.73, "강원도", "춘천시", "somebody/something")


async def test_columns_in_korean_in_any_order(gazetteer: Database, tmp_path: Path) -> None:
    told = "우리 동네 장소\n경도,위도,구분,별칭,이름\n127.0702,37.5407,시장,샘터장|샘터,누리샘터시장\n"
    assert (await take(gazetteer, tmp_path, told.encode("cp949")))["inserted"] == 1
    resolved = Gazetteer(await standing(gazetteer)).resolve("샘터장")
    assert [place.name for place in resolved] == ["누리샘터시장"]


async def test_a_header_of_two_lines_that_comes_again_on_the_next_page(gazetteer: Database, tmp_path: Path) -> None:
    told = (
        "장소 목록,,,\n이름,종류,좌표,\n,,위도(°),경도(°)\n누리샘터시장,시장,37.5407,127.0702\n"
        "이름,종류,,\n새나루역,역,35.1578,129.0593\n"
    )
    report = await take(gazetteer, tmp_path, told.encode())
    assert (report["inserted"], report["rejected"]) == (2, 1)
    assert report["errors"] == [{"row": 5, "column": "", "reason": "repeated_header"}]


async def test_a_list_without_places_says_so_row_by_row(gazetteer: Database, tmp_path: Path) -> None:
    report = await take(gazetteer, tmp_path, "가게,주소\n참맛분식,화양동\n".encode())
    assert (report["rows"], report["rejected"]) == (2, 2)


async def test_a_second_time_everything_stands_and_aliases_stay(gazetteer: Database, tmp_path: Path) -> None:
    (before,) = [p for p in await standing(gazetteer) if p.place_name == "건대입구역"]
    told = f"name,kind,latitude,longitude,sido,sigungu\n건대입구역,subway,37.54,127.07,{before.sido},{before.sigungu}\n"
    count = len(await standing(gazetteer))
    for _ in range(2):
        report = await take(gazetteer, tmp_path, told.encode())
        assert (report["inserted"], report["updated"]) == (0, 1)
    (after,) = [p for p in await standing(gazetteer) if p.place_name == "건대입구역"]
    assert (after.aliases, after.latitude) == (before.aliases, 37.54)
    assert len(await standing(gazetteer)) == count


async def test_every_row_counts_once_and_a_wrong_one_says_why(gazetteer: Database, tmp_path: Path) -> None:
    rows = [
        ("name", "kind", "latitude", "longitude"),
        ("누리샘터", "district", "37.5407", "127.0702"),
        ("누리샘터", "district", "37.5408", "127.0702"),
        ("", "district", "37.5", "127.0"),
        ("어디", "우주정거장", "37.5", "127.0"),
        ("바다", "park", "127.0", "37.5"),
        ("모름", "park", "", "127.0"),
    ]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    report = await take(gazetteer, tmp_path, text.getvalue().encode())
    assert report == {
        "rows": 6,
        "inserted": 1,
        "updated": 1,
        "rejected": 4,
        "errors": [
            {"row": 4, "column": "name", "reason": "no_name"},
            {"row": 5, "column": "kind", "reason": "unknown_kind"},
            {"row": 6, "column": "latitude", "reason": "not_in_korea"},
            {"row": 7, "column": "latitude", "reason": "no_number"},
        ],
    }


async def test_one_name_in_two_cities_is_asked_for_or_the_last_place_decides(
    gazetteer: Database, tmp_path: Path
) -> None:
    told = "name,kind,lat,lng\n누리샘터,district,37.5407,127.0702\n누리샘터,district,35.1578,129.0593\n"
    assert (await take(gazetteer, tmp_path, told.encode()))["inserted"] == 2
    known = Gazetteer(await standing(gazetteer))
    assert [place.label for place in known.resolve("누리샘터")] == ["서울 누리샘터", "부산 누리샘터"]
    (near,) = known.resolve("누리샘터", near=Point(35.1, 129.0))
    (named,) = known.resolve("부산 누리샘터")
    assert near == named


ADD_SHOPS = """
INSERT INTO chatbot.shops (shop_name, category, address_name, latitude, longitude, geo_precision, data_source)
SELECT '가게 ' || i, '한식', prefix || ' ' || i || suffix, latitude + i * 0.0001, 127.07, precision, 'list'
FROM generate_series(1, 3) AS i CROSS JOIN (VALUES
    ('서울 광진구 누리샘동', '', 37.54, 'address'),
    ('서울특별시 광진구 능동로', ' (새마루동)', 37.55, 'address'),
    ('서울 광진구 헛샘동', '', 37.54, 'dong'),
    ('서울 광진구 화양동', '', 37.54, 'address'),
    ('인천 새누리구 샘터로', '', 37.56, 'address'),
    ('인천 새누리구 달빛동', '', 37.57, 'address'),
    ('경기 새로시 해맞이구 별빛로', '', 37.60, 'dong')
) AS told (prefix, suffix, latitude, precision)
"""


async def test_districts_and_dongs_that_only_addresses_tell_become_places(gazetteer: Database) -> None:
    async with gazetteer.acquire() as connection:
        await connection.execute(ADD_SHOPS)
        await connection.execute(
            """
            INSERT INTO chatbot.shops (
                shop_name, category, address_name, latitude, longitude, geo_precision, data_source)
            VALUES ('하나', '한식', '서울 광진구 외톨동 1', 37.54, 127.07, 'address', 'list')
            """
        )
    before = len(await standing(gazetteer))
    for _ in range(2):
        await derive_places(gazetteer)
        derived = {p.place_name: p for p in await standing(gazetteer) if p.data_source == DERIVED}
        assert set(derived) == {"누리샘동", "새마루동", "새누리구", "달빛동"}
        assert (derived["새누리구"].kind, derived["달빛동"].sigungu) == ("sigungu", "새누리구")
        assert len(await standing(gazetteer)) == before + 4
    (found,) = Gazetteer(await standing(gazetteer)).resolve("서울 새마루동")
    assert (found.point, found.sido) == (Point(37.5502, 127.07), "서울특별시")
