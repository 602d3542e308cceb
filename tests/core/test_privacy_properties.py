"""Numbers of every form are hidden, and amounts, times, food and places of every form stay."""

import csv
import re
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.privacy import mask

_DATA = Path(__file__).parents[2] / "data"
_SEPARATORS = st.sampled_from(["", "-", " ", ".", " - ", "/", "–", "·", ")"])
_FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
_SPELLED = str.maketrans("0123456789", "공일이삼사오육칠팔구")
_SPELLED_TOO = str.maketrans("0123456789", "영일이삼사오육칠팔구")
_SCRIPTS = st.sampled_from([{}, _FULL_WIDTH, _SPELLED, _SPELLED_TOO])
_FRAMES = st.sampled_from(["{}", "제 번호는 {}", "{} 여기로 전화줘", "{}예요", "배고파 {} 오천원"])


def _digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


@given(_FRAMES, _SCRIPTS, _SEPARATORS, _digits(4), _digits(4), st.sampled_from(["010", "011", "+82 10", "8210"]))
def test_a_mobile_phone_is_hidden_in_every_script(
    frame: str, script: dict[int, str], between: str, middle: str, last: str, prefix: str
) -> None:
    number = between.join((prefix, middle, last)).translate(script)

    masked = mask(frame.format(number))

    assert "[PHONE]" in masked
    assert last.translate(script) not in masked


_BIRTHDAYS = st.dates(date(1930, 1, 1), date(2026, 1, 1)).map(lambda day: f"{day:%y%m%d}")


@given(
    _FRAMES,
    st.sampled_from([{}, _FULL_WIDTH]),
    st.sampled_from(["", "-", " "]),
    _BIRTHDAYS,
    st.sampled_from("12345678"),
)
def test_a_resident_number_is_hidden(
    frame: str, script: dict[int, str], between: str, birthday: str, first: str
) -> None:
    number = f"{birthday}{between}{first}345678".translate(script)

    masked = mask(frame.format(number))

    assert not re.search(r"\d{6}", masked)
    assert "[RRN]" in masked


@given(_FRAMES, st.sampled_from([(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (8, 8), (16,), (6, 10)]), _digits(16),
       st.sampled_from([{}, _FULL_WIDTH]), st.sampled_from(["-", " ", "."]))  # fmt: skip
def test_a_card_is_hidden_however_grouped(
    frame: str, groups: tuple[int, ...], digits: str, script: dict[int, str], between: str
) -> None:
    cuts = [sum(groups[:index]) for index in range(len(groups) + 1)]
    parts = ["9" + digits[start + 1 : end - 1] + "7" for start, end in pairwise(cuts)]

    masked = mask(frame.format(between.join(parts).translate(script)))

    assert not re.search(r"\d{4}", masked)


@given(st.text(max_size=60))
def test_masking_is_idempotent_on_any_text(text: str) -> None:
    assert mask(mask(text)) == mask(text)


_PIECES = [
    "김민수", "010", "-", "1234", " ", "5678", "화양동", "12", "학년", "비번", "은", "@", "naver.com", "[NAME]", "[",
    "원", "로", "공일공", "이", "야", "학생", "우리 딸", "국민은행", "호", "아파트", ",", "건대부중", "이름", "M1234",
]  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map("".join))
def test_masking_is_idempotent_on_personal_text(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(
    st.integers(0, 10_000_000),
    st.sampled_from(["{:,}원", "{}원", "{:,}", "{:,} 원으로 셋이", "총 {:,}원에 2명", "{}원밖에"]),
)
def test_an_amount_stays(amount: int, form: str) -> None:
    text = form.format(amount)

    assert mask(text) == text


@given(st.lists(st.integers(10, 300).map(lambda hundreds: f"{hundreds * 100:,}원"), min_size=1, max_size=6))
def test_a_row_of_prices_stays(prices: list[str]) -> None:
    text = " ".join(prices)

    assert mask(text) == text


_MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31))  # noqa: DTZ001  only its digits are used
_WRITTEN = st.sampled_from([
    "{0:%H:%M}", "{0.hour}시 {0.minute}분", "{0.month}월 {0.day}일 {0.hour}시", "{0:%Y-%m-%d}", "{0:%Y.%m.%d %H:%M}",
    "{0.year}년 {0.month}월 {0.day}일", "{0:%H:%M}-{0:%H:%M}", "{0.month}/{0.day} {0.hour}시 {0.day}명",
    "{0:%Y-%m-%dT%H:%M}",
])  # fmt: skip


@given(_MOMENTS, _WRITTEN)
def test_times_and_dates_stay(moment: datetime, form: str) -> None:
    text = form.format(moment)

    assert mask(text) == text


@given(
    st.from_regex(r"[A-Z]{3,8}[0-9]{2,4}", fullmatch=True),
    st.sampled_from(["쿠폰 {}", "쿠폰번호 {} 안돼요", "코드 {}"]),
)
def test_a_coupon_code_stays(code: str, form: str) -> None:
    text = form.format(code)

    assert mask(text) == text


def _catalogue_words() -> list[str]:
    words: list[str] = []
    for path in sorted((_DATA / "sample").glob("*.yaml")):
        place = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        if "shops" not in place:  # help lines and tidings beside the places
            continue
        words.append(place["place"])
        for shop in place["shops"]:
            words += [shop["name"], *(menu["name"] for menu in shop["menus"])]
    return words


_WORDS = _catalogue_words()


def _lexicon_words() -> list[str]:
    with (_DATA / "lexicon" / "food_groups.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        return [word for row in rows for word in (row["name"], *row["words"].split(",")) if word]


def test_no_menu_or_shop_of_the_catalogue_is_swallowed() -> None:
    sentences = ["{}", "{} 먹고싶어", "나 {}", "{} 2개 8,500원", "친구랑 {} 갈래", "우리 아이랑 {} 가요"]
    swallowed = [(word, form) for word in _WORDS for form in sentences if mask(form.format(word)) != form.format(word)]

    assert swallowed == []


def test_no_food_of_the_lexicon_is_swallowed() -> None:
    sentences = ["{}", "{} 먹을래", "나 {} 좋아", "{}이랑 {}", "동생 {} 사주려고", "{}라고 해"]
    swallowed = [
        text for word in _lexicon_words() for form in sentences if mask(text := form.format(word, word)) != text
    ]

    assert swallowed == []


_PLACES = (
    "서울 강남 이수역 신림 홍대 건대입구역 성수 노원 부평 수원역 서면 동성로 대전역 전남대 춘천 명동 이태원 신도림 "
    "남춘천 김유정역 화양동 자양동 역삼동 을지로3가 종로5가 테헤란로 아차산로 퇴계로 가로수길 광진구 정선군 보은군 "
    "여의도 상도동 신길1동 원효로2동 고려대 한양대 조치원 주문진 임진강 천호동 하남시 남양주 동대문 서대문 이천 여주"
)


def test_no_place_down_to_a_dong_or_a_road_is_swallowed() -> None:
    sentences = ["{}", "{} 근처 떡볶이", "{}에서 3명 만원", "저는 {}이에요", "나 {}인데 배고파", "우리 딸이랑 {} 가요"]
    swallowed = [text for place in _PLACES.split() for form in sentences if mask(text := form.format(place)) != text]

    assert swallowed == []


@given(
    st.lists(st.sampled_from(["109", "112", "117", "119", "129", "1388", "1366", "1577-0199"]), min_size=1, max_size=5)
)
def test_help_lines_stay(lines: list[str]) -> None:
    text = " ".join(lines) + "에 전화해요"

    assert mask(text) == text
