"""One answer, two channels: whoever reads it learns the same and can do the same."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.kakao import limits as kakao_limits
from adapters.kakao.render import KakaoRenderer
from adapters.line import limits as line_limits
from adapters.line.render import LineRenderer
from adapters.templates import JsonTemplates
from core.messages import Action, Answer, Button, ButtonKind, Card
from tests.adapters.answers import SESSION, TURN, food_answer, shop_card
from tests.adapters.meaning import Meaning, of_kakao, of_line

KAKAO = KakaoRenderer(JsonTemplates("kakao"))
LINE = LineRenderer(JsonTemplates("line"))

POSITION = ("position:", "내 위치")

_WORDS = st.sampled_from(
    [
        "떡볶이",
        "",
        " ",
        "👨‍👩‍👧‍👦 가족",
        "مطعم",
        "{{ 7 * 7 }}",
        "{% raw %}",
        '"}]',
        "밤 9시까지 열어요",
        "5,000원",
        "가" * 60,
        "a\nb",
    ]
)
_NUMBERS = st.sampled_from(["109", "02-000-0101", "1388", "112"])
_BUTTONS = st.one_of(
    st.builds(lambda number: Button(ButtonKind.CALL, f"{number} 전화", number), _NUMBERS),
    st.builds(
        lambda label, shop: Button(ButtonKind.ACTION, label, label, Action("select", {"shop": str(shop)}, "t")),
        st.sampled_from(["여기로 할래", "메뉴", "다른 데"]),
        st.integers(1, 99),
    ),
    st.builds(lambda words: Button(ButtonKind.SAY, words, words), _WORDS),
    st.builds(lambda name: Button(ButtonKind.LINK, "지도", f"https://map.kakao.com/{name}"), _WORDS),
    st.just(Button(ButtonKind.LOCATION, "내 위치")),
)
_CARDS = st.builds(
    Card,
    title=st.builds(lambda number, words: f"{number}번 {words}", st.integers(1, 99), _WORDS),
    subtitle=_WORDS,
    price=st.builds(lambda won: f"김밥 {won:,}원", st.integers(100, 99_999)),
    badges=st.lists(_WORDS, max_size=5).map(tuple),
    lines=st.lists(_WORDS, max_size=9).map(tuple),
    buttons=st.lists(_BUTTONS, max_size=3).map(tuple),
)
_ANSWERS = st.builds(
    Answer,
    turn_id=st.just(TURN),
    session_id=st.just(SESSION),
    turn=st.just(1),
    lines=st.lists(_WORDS, max_size=3).map(tuple),
    cards=st.lists(_CARDS, max_size=12).map(tuple),
    question=_WORDS,
    replies=st.lists(_BUTTONS, max_size=12).map(tuple),
    urgent=st.lists(_BUTTONS.filter(lambda b: b.kind is ButtonKind.CALL), max_size=5).map(tuple),
)


def of_both(answer: Answer) -> tuple[Meaning, Meaning]:
    return of_kakao(KAKAO.render(answer)), of_line(LINE.render(answer))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(_ANSWERS)
def test_names_prices_times_and_numbers_are_the_same_on_each_channel(answer: Answer) -> None:
    kakao, line = of_both(answer)
    for card in answer.cards:
        name = " ".join(card.title.split())[:20]
        assert any(name in said for said in kakao.said), name
        assert any(name in said for said in line.said), name
    assert sorted(kakao.prices) == sorted(line.prices)
    assert sorted(kakao.times) == sorted(line.times)
    assert kakao.numbers == line.numbers


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(_ANSWERS)
def test_what_can_be_pressed_on_one_channel_can_be_pressed_or_said_on_the_other(answer: Answer) -> None:
    kakao, line = of_both(answer)
    for here, there in ((kakao, line), (line, kakao)):
        words = unquote("\n".join([*there.said, *(does for does, _ in there.does)]))
        for does, label in here.does - there.does - {POSITION}:
            assert does.partition(":")[2] in words or label in words, (does, label)


def test_an_everyday_answer_is_the_same_but_for_the_position() -> None:
    kakao, line = of_both(food_answer())
    assert sorted(kakao.said) == sorted(line.said) or set("".join(kakao.said)) == set("".join(line.said))
    card = replace(shop_card(), buttons=shop_card().buttons[:3])
    kakao, line = of_both(food_answer(card))
    assert line.does - kakao.does == {POSITION}
    assert kakao.does <= line.does


@pytest.mark.parametrize("count", [1, 2, 10, 13])
def test_more_cards_than_stand_side_by_side_are_named_with_their_prices(count: int) -> None:
    cards = [shop_card(f"분식 {number}") for number in range(count)]
    for meaning in of_both(food_answer(*cards)):
        said = "\n".join(meaning.said)
        assert all(card.title in said for card in cards)
        assert said.count("2,500원") == count


def test_what_a_card_has_no_room_to_press_is_written_or_asked_for_by_name() -> None:
    buttons = (
        *shop_card().buttons,
        Button(ButtonKind.CALL, "주인 전화", "010-0000-0000"),
        Button(ButtonKind.ACTION, "자리 있어?", "자리 있어?", Action("say", {"text": "자리"})),
    )
    for meaning in of_both(replace(food_answer(replace(shop_card(), buttons=buttons)), replies=())):
        assert {"02-000-0101", "010-0000-0000"} <= meaning.numbers
        assert ("say:화양 할머니분식 자리 있어?", "자리 있어?") in meaning.does


def test_each_channel_has_one_table() -> None:
    tables = (kakao_limits.CAPABILITIES, line_limits.CAPABILITIES)
    assert [table.cards for table in tables] == [10, 10]
    assert [ButtonKind.LOCATION in table.replies_do for table in tables] == [False, True]
