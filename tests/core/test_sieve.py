"""A sieve only spares work: whatever a pattern matches, the sieve lets through."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sieve import Sieve, grams, needs

PATTERNS = (
    r"(?:문|셔터)\s?(?:이\s?|을\s?)?(?:닫(?:았|혀)|잠겨)|폐업",
    r"(?<![가-힣])배\s?고[파프픈]|굶",
    r"(?P<n>\d+)\s?(?:명|사람)(?!당)",
    r"더\s?(?:싼|저렴)|[가-힣]{1,3}\s?말고",
    r"(?:아주\s?)*싸|ㅋ{2,}",
    r"(?:비싸\s?)+$",
    r"^help$|도움말",
)
LETTERS = "문셔터이을닫았혀잠겨폐업배고파프픈굶3명사람당더싼저렴말고아주싸ㅋ비 helpHELP도움"


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        (r"쿠폰", {"쿠폰"}),
        (r"쿠\s?폰", {"쿠폰"}),
        (r"배\s?고[파프]", {"배고"}),
        (r"\S+(?:문|셔터)", {"문", "셔터"}),
        (r"(?:맵지\s?)?않", {"않"}),
        (r"HELP", {"he"}),
        (r"\d+|쿠폰", set()),
        (r"쿠폰(?=할인)(?<!무료)", {"쿠폰"}),
        (r"[가-힣]{2}집\.", {"집."}),
        (r"(?P<n>[식]권){1,2}", {"식권"}),
        (r"식{0,1}[권표](?P=n)?", {"권", "표"}),
        (r"[\s]?[^가]\b밥", {"밥"}),
    ],
)
def test_a_pattern_needs_letters_that_stand_in_all_it_matches(pattern: str, needed: set[str]) -> None:
    assert needs(pattern) == needed


@pytest.mark.parametrize("pattern", [r"(?i)쿠폰", r"(?P<a>가)?(?(a)나|다)", r"(?x) 가"])
def test_what_a_pattern_may_not_say_is_told_at_once(pattern: str) -> None:
    with pytest.raises(ValueError, match="not read"):
        needs(pattern)


@given(st.text(LETTERS, max_size=24), st.sampled_from(PATTERNS))
def test_the_sieve_hides_no_match(text: str, pattern: str) -> None:
    sieve = Sieve()
    clue = sieve.clue(pattern, re.IGNORECASE)

    if clue.pattern.search(text):
        assert sieve.sift(grams(text.lower())) & clue.bit


def test_what_cannot_match_is_sifted_out() -> None:
    sieve = Sieve()
    shut, hungry = sieve.clue(PATTERNS[0]), sieve.clue(PATTERNS[1])

    seen = sieve.sift(grams("문 닫았는데"))

    assert seen & shut.bit
    assert not seen & hungry.bit
