"""Whatever a person types, the eleven kinds of personal data do not get past the mask; what is no such data does."""

import csv
import time
from pathlib import Path

import pytest

from core.privacy import TOKENS, mask, mask_value

_EXAMPLES = Path(__file__).parents[2] / "data" / "lexicon" / "privacy.examples.tsv"


def _examples() -> list[tuple[str, str]]:
    with _EXAMPLES.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["text"], row["masked"] or row["text"]) for row in rows]


@pytest.mark.parametrize(("text", "masked"), _examples())
def test_examples_are_masked_as_written(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert mask(masked) == masked


def test_examples_name_every_token() -> None:
    shown = {token for _, masked in _examples() for token in TOKENS if token in masked}

    assert shown == set(TOKENS)


def test_several_kinds_in_one_message() -> None:
    text = (
        "저는 김민수예요. 010-1234-5678, 화양동 12-3 살아요. 비번 qwer1234, 메일 minsu@naver.com, "
        "카드 1234-5678-9012-3456"
    )

    assert mask(text) == (
        "저는 [NAME]예요. [PHONE], 화양동 [ADDRESS] 살아요. 비번 [PASSWORD], 메일 [EMAIL], 카드 [CARD]"
    )


@pytest.mark.parametrize("cried", ["오오오오오오오오오오", "ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ", "이이이이이이이이이이이"])
def test_a_cry_is_not_a_number(cried: str) -> None:
    assert mask(cried) == cried


def test_letters_that_nobody_sees_do_not_hide_a_number() -> None:
    assert mask("010\u200b1234\u200b5678") == "[PHONE]"
    assert mask("김\u200b민수 학생") == "[NAME] 학생"


def test_decomposed_hangul_is_read_like_composed() -> None:
    decomposed = "\u110c\u1166 \u110b\u1175\u1105\u1173\u11b7\u110b\u1173\u11ab 김민수예요"

    assert mask(decomposed) == "제 이름은 [NAME]예요"


def test_a_family_emoji_stays_whole() -> None:
    assert mask("👨‍👩‍👧 셋이 가요") == "👨‍👩‍👧 셋이 가요"


def test_values_are_masked_at_any_depth() -> None:
    value = {
        "shop": "김밥천국",
        "notes": ["010-1234-5678", ("민수야", 3)],
        "budget": 9500,
        "urgent": True,
        "none": None,
    }

    assert mask_value(value) == {
        "shop": "김밥천국",
        "notes": ["[PHONE]", ("[NAME]야", 3)],
        "budget": 9500,
        "urgent": True,
        "none": None,
    }


def test_a_usual_message_takes_a_tenth_of_a_millisecond() -> None:
    messages = [
        "배고픈데 오천원밖에없음ㅠ 건대입구역 근처",
        "두번째꺼 몇시까지 해?",
        "아이가 계란 알레르기가 있는데 저녁에 볶음밥 먹이려고요",
        "친구 셋이랑 피자집 갈건데 9,500원",
    ]
    best = min(_seconds(messages) for _ in range(20))

    assert best / len(messages) < 0.0001


def test_hostile_lengths_cost_in_proportion() -> None:
    for unit in ("010-", "공일", "1-1 번지 ", "아차산로 ", "a@", "비번은 a", "1234-", "(", "우리 딸 ", "1,000"):
        short, long = (min(_seconds([(unit * 4000)[:length]]) for _ in range(3)) for length in (1000, 4000))
        assert long < short * 12 + 0.005, unit


def _seconds(messages: list[str]) -> float:
    started = time.process_time()
    for message in messages:
        mask(message)
    return time.process_time() - started
