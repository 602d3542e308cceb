"""Who writes is counted as annotation.md says: whoever brings others along eats too, and a stated total wins."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.nlu.normalise import Normaliser
from core.nlu.people import read_people

NATIVE = ("", "하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열하나", "열둘")
BEFORE_COUNTER = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두")
NO_HEADS = ("분 거리", "분 안에 가는", "시에", "살 아이", "개에 얼마", "번 출구", "층")
FEW = st.integers(min_value=2, max_value=12)


@given(FEW)
def test_whoever_brings_others_along_eats_too(normalise: Normaliser, others: int) -> None:
    said = (f"친구 {NATIVE[others]}이랑 피자", f"친구 {others}명이랑 나랑 피자", f"애 {NATIVE[others]} 데리고 갈 식당")
    assert {text: read_people(normalise(text)).people for text in said} == dict.fromkeys(said, others + 1)


@given(FEW)
def test_a_stated_total_wins(normalise: Normaliser, total: int) -> None:
    said = (
        f"나까지 {total}명 앉을 자리",
        f"총 {total}명",
        f"우리 {BEFORE_COUNTER[total]} 명 예약",
        f"{total}인석 있나",
        f"친구 {total - 1}명이랑 나까지 {total}명" if total > 2 else f"{total}명이요",
        f"저는 안 먹고 애들만 {total}명",
    )
    assert {text: read_people(normalise(text)).people for text in said} == dict.fromkeys(said, total)


@given(FEW, FEW)
def test_groups_are_added(normalise: Normaliser, adults: int, children: int) -> None:
    text = f"어른 {adults}명 아이 {children}명 자리 있나요"
    assert read_people(normalise(text)).people == adults + children


@given(st.integers(min_value=1, max_value=9))
def test_more_and_fewer_are_changes(normalise: Normaliser, some: int) -> None:
    assert read_people(normalise(f"{BEFORE_COUNTER[some]} 명 더 온대")).more == some
    assert read_people(normalise(f"{BEFORE_COUNTER[some]} 명 못 온대")).more == -some


@given(
    st.integers(min_value=2, max_value=60),
    st.sampled_from(NO_HEADS),
)
def test_minutes_hours_and_things_are_no_people(normalise: Normaliser, number: int, unit: str) -> None:
    assert read_people(normalise(f"{number}{unit} 김밥집")).people is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_counting(normalise: Normaliser, text: str) -> None:
    heads = read_people(normalise(text))
    assert heads.people is None or 0 < heads.people <= 500
