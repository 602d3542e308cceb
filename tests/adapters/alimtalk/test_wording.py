"""What goes out by AlimTalk is what Kakao approved, word for word, or nothing."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from adapters import alimtalk
from adapters.alimtalk.wording import Message, lay_over, load
from bot.parts import WORDS
from core.clock import SEOUL
from core.compose import Composer

TEMPLATES = load(alimtalk.TEMPLATES_FILE)
AT = datetime(2026, 11, 23, 18, 30, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("notice", "values", "code"),
    [
        ("notice_guardian", {"until": AT}, "NVY-GUARDIAN-1"),
        ("notice_expiry", {"until": AT}, "NVY-EXPIRY-1"),
        ("notice_booking", {"booked": "done", "booked_for": AT, "seats_for": 4}, "NVY-BOOKED-1"),
        ("notice_booking", {"booked": "full", "booked_for": AT, "seats_for": 4}, "NVY-NOTBOOKED-1"),
    ],
)
def test_the_products_own_notices_are_approved(notice: str, values: dict[str, object], code: str) -> None:
    said = Composer(WORDS).notice("friendly", notice, values, ()).text
    message = lay_over(TEMPLATES, said)
    assert message is not None
    assert message.code == code
    assert filled(code, message.values) == said


@pytest.mark.parametrize(
    "text",
    [
        "(광고) 나비얌: 오늘 김밥이 500원 싸요",
        "나비얌이 준비한 게 있어요. 궁금하면 열어봐요",
        "아이 쿠폰이 11월 23일 18:30까지예요.\n잊지 않게 알려 주세요!\n오늘만 50% 할인!",
        "아이 쿠폰이\n(광고) 까지예요.\n잊지 않게 알려 주세요!",
        "",
    ],
)
def test_what_was_not_approved_is_nothing(text: str) -> None:
    assert lay_over(TEMPLATES, text) is None


VALUE = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30)


@given(st.sampled_from(TEMPLATES), st.data())
def test_a_template_filled_in_is_known_again(template: alimtalk.Approved, data: st.DataObject) -> None:
    said = filled(template.code, {name: data.draw(VALUE) for name in template.variables})
    message = lay_over(TEMPLATES, said)
    assert message is not None
    assert filled(message.code, message.values) == said  # whatever it was read as, it says the same


def test_a_text_that_would_be_too_long_is_nothing() -> None:
    said = filled("NVY-GUARDIAN-1", {"날짜": "가" * 1000, "시각": "나"})
    assert lay_over(TEMPLATES, said) is None


def test_a_name_used_twice_stands_for_one_value(tmp_path: Path) -> None:
    file = tmp_path / "templates.yaml"
    file.write_text("[{code: A, body: '#{곳}에서 만나요. #{곳}이에요!'}]", encoding="utf-8")
    known = load(file)
    assert lay_over(known, "역에서 만나요. 역이에요!") == Message("A", {"곳": "역"})
    assert lay_over(known, "역에서 만나요. 집이에요!") is None


@pytest.mark.parametrize(
    ("code", "body"), [("A" * 21, "안녕"), ("A", "가" * 1001), ("A", "".join(f"#{{{n}}}" for n in range(41)))]
)
def test_more_than_alimtalk_takes_is_not_even_read(tmp_path: Path, code: str, body: str) -> None:
    file = tmp_path / "templates.yaml"
    file.write_text(yaml.safe_dump([{"code": code, "body": body}], allow_unicode=True), encoding="utf-8")
    with pytest.raises(ValueError, match="more than AlimTalk takes"):
        load(file)


def filled(code: str, values: object) -> str:
    """What Kakao makes of a template."""
    body = next(template.body for template in TEMPLATES if template.code == code)
    assert isinstance(values, dict)
    return re.sub(r"#\{([^{}]+)\}", lambda found: values[found[1]], body)
