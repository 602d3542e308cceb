"""Lists in layouts that nobody prepared for: made up here, as offices make theirs."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from db.pool import Database
from tests.bot.imports.books import KINDS
from tests.bot.imports.stage import Stage


@pytest.fixture
async def stage(database: Database, tmp_path: Path) -> Stage:
    return await Stage.build(database, tmp_path)


async def test_a_list_in_a_layout_made_up_for_the_purpose(stage: Stage) -> None:
    text = (
        "2023년 물가모범 음식점,,,,,,,\r\n,,,,,,,\r\n"
        ",순번, 업 소 명 ,업태,소 재 지,연 락 처,주요 품목 및 가격,쉬는날\r\n"
        ",1,큰손 고깃집,고기구이,대구 수성구 범어동 1,053-751-0001,뽈살(180g) 9500 갈매기살(180g) 10000원,월\r\n"
        ",2,은하미용실,미용업,대구 수성구 범어동 12-4,053-751-0002,커트 9000원,\r\n"
        ",3,,한식,대구 수성구 범어동 12-5,,,\r\n"
        ",4,집 없는 집,한식,,,,\r\n"
        ",순번, 업 소 명 ,업태,소 재 지,연 락 처,주요 품목 및 가격,쉬는날\r\n"
        ',5,바다네,횟집,대구 수성구 범어동 12-6,010-1234-5678,"물회 12,000원",\r\n'
    )
    report = await stage.take(stage.file("목록.csv", text.encode("cp949")))
    assert (report["rows"], report["inserted"], report["menus"]) == (6, 2, 3)
    told = [(error["row"], error["column"], error["reason"]) for error in report["errors"]]
    assert told == [
        (5, "업태", "not_food"),
        (6, "업 소 명", "no_name"),
        (7, "소 재 지", "no_address"),
        (8, "", "repeated_header"),
    ]
    meat, fish = await stage.shops()
    assert (meat["shop_name"], meat["category"], meat["geo_precision"]) == ("큰손 고깃집", "한식", "dong")
    assert fish["phone"] is None
    days = meat["business_hours"]  # closing days alone: the others stay unknown
    assert (days["monday"], days["tuesday"]) == ({"closed": True}, {"unknown": True})
    assert await stage.menus() == {
        "뽈살(180g)": (9500, "2023-01-01"),
        "갈매기살(180g)": (10000, "2023-01-01"),
        "물회": (12000, "2023-01-01"),
    }


async def test_hours_are_read_from_columns_whose_names_say_nothing(stage: Stage) -> None:
    rows = [
        {
            "식당": "죽집",
            "어디": "부산 동래구 명륜로 1",
            "언제": "09:00~20:30",
            "그 외": "매주 일요일 휴무",
            "카드 되나요": "O",
        },
        {
            "식당": "국집",
            "어디": "부산 동래구 명륜로 2",
            "언제": "10:00-21:00",
            "그 외": "연중무휴",
            "카드 되나요": "미확인",
        },
        {"식당": "밥집", "어디": "부산 동래구 명륜로 3", "언제": "", "그 외": "", "카드 되나요": "X"},
    ]
    await stage.take(stage.file("어느 구의 목록.json", rows))
    told = {shop["shop_name"]: shop for shop in await stage.shops()}
    assert [told[name]["is_food_card_shop"] for name in ("죽집", "국집", "밥집")] == ["Y", "U", "N"]
    weeks = {name: shop["business_hours"] for name, shop in told.items()}
    assert weeks["죽집"]["monday"] == {"open": "09:00", "close": "20:30"}
    assert weeks["죽집"]["sunday"] == {"closed": True}
    assert weeks["국집"]["sunday"] == {"open": "10:00", "close": "21:00"}
    assert weeks["밥집"] is None


async def test_a_shop_is_found_in_columns_whose_names_say_nothing_but_its_menus(stage: Stage) -> None:
    rows = [
        {
            "참여 식당": "할매국수",
            "찾아오는 길": "부산 동래구 명륜로 94",
            "음식": "국수",
            "첫째 메뉴": "국수",
            "첫째 메뉴 값(원)": "₩5,000",
        },
        {
            "참여 식당": "돼지국밥",
            "찾아오는 길": "부산 동래구 온천동 4",
            "음식": "국밥",
            "첫째 메뉴": "국밥",
            "첫째 메뉴 값(원)": "1만2천원",
        },
        {
            "참여 식당": "명륜분식",
            "찾아오는 길": "부산 동래구 명륜동 7",
            "음식": "분식",
            "첫째 메뉴": "순대",
            "첫째 메뉴 값(원)": "4천",
        },
    ]
    report = await stage.take(stage.file("든든한끼.json", rows))
    assert (report["inserted"], report["menus"]) == (3, 3)
    assert {shop["shop_name"] for shop in await stage.shops()} == {"할매국수", "돼지국밥", "명륜분식"}
    assert {name: price for name, (price, _) in (await stage.menus()).items()} == {
        "국수": 5000,
        "국밥": 12000,
        "순대": 4000,
    }


async def test_a_sheet_with_a_row_of_groups_over_the_header_and_cells_merged_over_several_menus(stage: Stage) -> None:
    sheet: list[list[str | int | None]] = [
        ["동래구 아동급식 지정업소"],
        ["연번", "업소 정보", None, None, "메뉴", None, "이용 안내", None, None],
        [None, "상 호", "업 태", "소 재 지", "메뉴①", "가격①", "시작", "마감", "쉬는날"],
        [1, "할매국밥", "한식", "부산 동래구 온천동 1", "돼지국밥", "8,500원", "09:00", "오후 9시", "일요일"],
        [None, None, None, None, "수육백반", "1만1천원", None, None, None],
        [2, "이발관", "이용업", "부산 동래구 온천동 2", "커트", 9000, None, None, None],
        [None, None, None, None, "염색", 20000, None, None, None],
        ["합계", None, None, "2개소"],
    ]
    path = stage.folder / "지정업소.xlsx"
    path.write_bytes(KINDS["xlsx"]({"동래": sheet}))
    report = await stage.take(path)
    assert (report["inserted"], report["updated"], report["menus"]) == (1, 1, 2)
    assert [(error["row"], error["reason"]) for error in report["errors"]] == [
        (6, "not_food"),
        (7, "no_name"),  # a menu of the barber's, and not of the shop above it
        (8, "no_name"),
    ]
    assert {name: price for name, (price, _) in (await stage.menus()).items()} == {"돼지국밥": 8500, "수육백반": 11000}
    (shop,) = await stage.shops()
    assert shop["business_hours"]["monday"] == {"open": "09:00", "close": "21:00"}
    assert shop["business_hours"]["sunday"] == {"closed": True}


async def test_a_list_without_any_header(stage: Stage) -> None:
    rows = (
        "1\t황금분식\t부산 동래구 온천동 770\t051-552-1111\t김밥 3000원, 라볶이 6000원\t화요일 휴무\r\n"
        "2\t콩나물국밥\t부산 동래구 명륜동 12\t051-553-0000\t콩나물국밥 8000원\t연중무휴\r\n"
        "3\t서신돈까스\t부산 동래구 명륜로 55\t051-554-9999\t등심돈까스 9,500원\t매주 월 휴무\r\n"
    )
    report = await stage.take(stage.file("목록.csv", rows.encode("cp949")))
    assert (report["inserted"], report["menus"]) == (3, 4)
    told = {shop["shop_name"]: (shop["category"], shop["phone"]) for shop in await stage.shops()}
    assert told == {
        "황금분식": ("분식", "051-552-1111"),
        "콩나물국밥": ("한식", "051-553-0000"),
        "서신돈까스": ("일식", "051-554-9999"),
    }


async def test_a_list_in_english_with_opening_and_closing_apart(stage: Stage) -> None:
    rows = (
        "store_name;road_address;category;open_time;close_time;closed_days;signature_menu;signature_price\r\n"
        "착한밥상;부산 동래구 명륜로 10;korean;10:00;9:30 PM;Sunday;제육정식;9000\r\n"
        "버거팩토리;부산 동래구 명륜로 20;fast food;10:30;23:00;none;치즈버거;6900\r\n"
    )
    await stage.take(stage.file("stores.csv", rows.encode("utf-16")))
    rice, burger = await stage.shops()
    assert (rice["category"], burger["category"]) == ("한식", "패스트푸드")
    assert rice["business_hours"]["saturday"] == {"open": "10:00", "close": "21:30"}
    assert rice["business_hours"]["sunday"] == {"closed": True}
    assert burger["business_hours"]["sunday"] == {"open": "10:30", "close": "23:00"}
    assert (await stage.menus())["치즈버거"][0] == 6900


async def test_a_list_whose_columns_are_named_by_questions(stage: Stage) -> None:
    rows = [
        [
            "번호",
            "밥집 이름",
            "어디에 있나요?",
            "무엇을 파나요?",
            "얼마인가요?",
            "몇 시부터 몇 시까지",
            "언제 쉬나요",
            "꿈나무카드 되나요?",
        ],
        ["1", "엄마밥상", "울산 남구 삼산동 1530", "제육쌈밥", "9,000원", "오전 10시~오후 9시", "매주 일요일", "네"],
        ["2", "꼬꼬치킨", "울산 남구 달동 120-1", "후라이드", "18000", "15:00~24:00", "없음", "아니요"],
        ["3", "분식나라", "울산광역시 남구 무거동 5", "떡볶이/순대", "4000/4500", "11:00-19:30", "토, 일", "네"],
        ["4", "국수마당", "울산 중구 성남동 3", "칼국수", "6천원", "", "둘째, 넷째 화", "확인 안 됨"],
    ]
    path = stage.folder / "조사.ods"
    path.write_bytes(KINDS["ods"]({"밥집": rows}))
    report = await stage.take(path)
    assert (report["inserted"], report["menus"]) == (4, 5)
    shops = {shop["shop_name"]: shop for shop in await stage.shops()}
    assert [shops[name]["is_food_card_shop"] for name in ("엄마밥상", "꼬꼬치킨", "국수마당")] == ["Y", "N", "U"]
    assert shops["분식나라"]["business_hours"]["saturday"] == {"closed": True}
    assert shops["국수마당"]["business_hours"]["closed_weeks"] == {"tuesday": [2, 4]}
    assert (await stage.menus())["칼국수"][0] == 6000


async def test_a_tree_of_shops_by_number_with_menus_by_name_and_hours_by_day(stage: Stage) -> None:
    days = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "10:00-21:00") | {"sat": "10:00-22:00", "sun": "closed"}
    tree = {
        "1001": {"name": "칼국수집", "addr": "경기 시흥시 정왕동 1", "menus": {"바지락칼국수": 9000}, "hours": days},
        "1002": {"name": "돈까스집", "addr": "경기 시흥시 배곧동 2", "menus": {"돈까스": "8,500"}, "hours": None},
    }
    report = await stage.take(stage.file("shops.json", orjson.dumps(tree)))
    assert (report["inserted"], report["menus"]) == (2, 2)
    noodles, cutlet = await stage.shops()
    assert noodles["business_hours"]["saturday"] == {"open": "10:00", "close": "22:00"}
    assert noodles["business_hours"]["sunday"] == {"closed": True}
    assert cutlet["business_hours"] is None


async def test_hours_in_a_column_a_day_with_a_break_beside_them(stage: Stage) -> None:
    rows = (
        f"상호,주소,월,화,수,목,금,토,일\n해장국집,충북 청주시 상당구 용암동 1,{'06:00~15:00,' * 5}07:00~12:00,휴무\n"
    )
    await stage.take(stage.file("가.csv", rows))
    await stage.take(
        stage.file(
            "나.csv", "상호,주소,영업시간,브레이크타임\n돈가스집,충북 청주시 흥덕구 가경동 2,11:00~21:00,15:00~17:00\n"
        )
    )
    soup, cutlet = (shop["business_hours"] for shop in await stage.shops())
    assert (soup["friday"], soup["saturday"], soup["sunday"]) == (
        {"open": "06:00", "close": "15:00"},
        {"open": "07:00", "close": "12:00"},
        {"closed": True},
    )
    assert cutlet["monday"] == {"open": "11:00", "close": "21:00", "break_start": "15:00", "break_end": "17:00"}


async def test_two_columns_of_hours_of_which_nobody_knows_the_days_stay_unknown(stage: Stage) -> None:
    rows = "상호,주소,ㄱ,ㄴ\n국밥집,부산 동래구 온천동 1,11:00~21:00,12:00~15:00\n"
    await stage.take(stage.file("다.csv", rows))
    assert (await stage.shops())[0]["business_hours"] is None


async def test_a_tree_with_branches_in_a_shop_and_its_point_as_a_pair(stage: Stage) -> None:
    tree = {
        "meta": {"count": 1},
        "list": [
            {
                "식당정보": {"이름": "목포낙지", "분류": "한식"},
                "위치": {"주소": "전남 목포시 상동 100", "좌표": [34.8, 126.42]},
                "영업": {"시간": "10:30~21:00", "휴일": "매주 화요일"},
                "대표음식": [{"음식": "낙지비빔밥", "가격": 12000}, {"음식": "연포탕", "가격": 20000}],
            }
        ],
    }
    await stage.take(stage.file("목포.json", orjson.dumps(tree)))
    (shop,) = await stage.shops()
    assert (float(shop["latitude"]), float(shop["longitude"]), shop["geo_precision"]) == (34.8, 126.42, "address")
    assert shop["business_hours"]["tuesday"] == {"closed": True}
    assert {name: price for name, (price, _) in (await stage.menus()).items()} == {"낙지비빔밥": 12000, "연포탕": 20000}


async def test_a_city_that_is_its_own_province_is_found(stage: Stage) -> None:
    rows = "상호명|소재지|문 여는 시각|문 닫는 시각\n세종국밥|세종특별자치시 조치원읍 신안리 12|09:00|20:00\n"
    await stage.take(stage.file("세종.csv", rows.encode("euc-kr")))
    (shop,) = await stage.shops()
    assert shop["geo_precision"] == "sigungu"
    assert shop["business_hours"]["monday"] == {"open": "09:00", "close": "20:00"}
