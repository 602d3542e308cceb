"""Names mistyped by one key of the 두벌식 keyboard are put right, and what is no mistyped name is left alone."""

from __future__ import annotations

import pytest

from core.nlu import Understanding
from core.nlu.normalise import Normaliser
from core.nlu.repair import Repair, keys


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("떡볶아 먹고싶다", "떡볶이 먹고싶다"),  # ㅏ beside ㅣ
        ("햄보거 세트", "햄버거 세트"),
        ("비빔팝 먹자", "비빔밥 먹자"),
        ("짜징면 곱빼기", "짜장면 곱빼기"),
        ("삼겨살로 하자", "삼겹살로 하자"),
        ("짬뽕밥이랑 탕수융", "짬뽕밥이랑 탕수육"),
        ("치긴 먹을래", "치킨 먹을래"),
    ],
)
def test_name_mistyped_by_one_key_is_put_right(normalise: Normaliser, typed: str, meant: str) -> None:
    assert normalise(typed).clean == meant


@pytest.mark.parametrize(
    "text",
    ["거기 말고 딴데", "아이 하나 더 있어요", "이거 사면 얼마 남아", "지나면 못 들어가?", "우리집 근처 마리 한 마리"],
)
def test_ordinary_words_are_no_mistyped_names(normalise: Normaliser, text: str) -> None:
    assert normalise(text).clean == text


def test_a_word_between_two_names_is_left_alone() -> None:
    repair = Repair({"김치전골": "김치전골", "김치전곡": "김치전곡"}, frozenset())
    assert repair("김치전고 주세요") == "김치전고 주세요"


def test_keys_are_those_of_the_keyboard() -> None:
    assert keys("닭과") == "ㄷㅏㄹㄱㄱㅗㅏ"


DISHES = ("김치찌개", "된장찌개", "비빔밥", "칼국수", "삼계탕", "탕수육", "돈가스", "파스타", "샌드위치", "아이스크림")


def test_almost_every_slip_of_a_finger_in_a_long_name_is_repaired(understanding: Understanding) -> None:
    """One vowel typed on the key beside it, for dishes of three syllables and more."""
    slips = [(dish, typed) for dish in DISHES for typed in _with_one_slip(dish)]
    read = {typed: understanding.understand(f"{typed} 먹고싶어").entities.food_type for _, typed in slips}
    missed = [typed for dish, typed in slips if read[typed] != (dish,)]
    assert len(missed) / len(slips) < 0.1, missed


def _with_one_slip(word: str) -> list[str]:
    slips = {"ㅏ": "ㅣ", "ㅣ": "ㅏ", "ㅓ": "ㅏ", "ㅗ": "ㅓ"}  # ours: the keys beside them
    vowels = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
    typed = []
    for place, letter in enumerate(word):
        index = ord(letter) - ord("가")
        vowel = vowels[index % 588 // 28]
        if vowel in slips:
            moved = index + (vowels.index(slips[vowel]) - vowels.index(vowel)) * 28
            typed.append(word[:place] + chr(ord("가") + moved) + word[place + 1 :])
    return typed
