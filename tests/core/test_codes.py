"""Codes are typed by children: forgiving in form, strict in substance, and never written down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codes import ALPHABET, HIDDEN, hide_codes, new_code, read_code

CODES = st.builds(new_code)


@given(CODES)
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    plain = code.replace("-", "")
    for typed in (code, plain, code.lower(), f"  {code[:4]} {code[5:]} ", f"코드: {code}", f"{code}!"):
        assert read_code(typed) == plain


@given(CODES, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_noticed(code: str, place: int, letter: str) -> None:
    plain = code.replace("-", "")
    wrong = plain[:place] + letter + plain[place + 1 :]
    assert (read_code(wrong) is None) == (wrong != plain)


@given(CODES, st.integers(0, 6))
def test_two_swapped_letters_are_noticed(code: str, place: int) -> None:
    plain = code.replace("-", "")
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assert (read_code(swapped) is None) == (swapped != plain)


@given(CODES)
def test_a_code_is_hidden_wherever_it_stands(code: str) -> None:
    assert hide_codes(f"내 코드 {code}인데 안 돼") == f"내 코드 {HIDDEN}인데 안 돼"


@pytest.mark.parametrize("text", ["배고파", "5000원", "010-1234-5678", "WELCOME10", "", "7K3M-Q9TF 이거 뭐야"])
def test_what_people_say_is_no_code(text: str) -> None:
    assert read_code(text) is None
