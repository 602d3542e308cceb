"""Answers for the renderers: one as a child would get it, and hostile ones without end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from core.messages import Action, Answer, Button, ButtonKind, Card

PAYLOADS = Path(__file__).resolve().parent.parent / "payloads"

SESSION = UUID("6f1f9a52-0b2c-4b52-9a0e-2f8f5d2f9d11")
TURN = UUID("0c3f8a1e-5a4d-4d5b-8a55-0f4d7f0f2a77")


def payload(platform: str, name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((PAYLOADS / platform / f"{name}.json").read_text())
    return read


def shop_card(name: str = "화양 할머니분식", shop: str = "12") -> Card:
    return Card(
        title=name,
        subtitle="분식 · 걸어서 4분",
        price="참치김밥 3,500원 → 2,500원",
        badges=("결제 OK", "쿠폰 1,000원"),
        lines=("밤 9시까지 열어요", "4.5점 (12명) 친절해요"),
        buttons=(
            Button(ButtonKind.LINK, "지도", "https://map.kakao.com/link/map/화양 분식,37.54,127.06"),
            Button(ButtonKind.ACTION, "메뉴", "메뉴 보여줘", Action("menu", {"shop": shop})),
            Button(ButtonKind.ACTION, "여기로 할래", "여기로 할래", Action("select", {"shop": shop}, "one-use")),
            Button(ButtonKind.CALL, "전화", "02-000-0101"),
        ),
    )


def food_answer(*cards: Card) -> Answer:
    return Answer(
        turn_id=TURN,
        session_id=SESSION,
        turn=1,
        lines=("5천원이면 여기 어때요?",),
        cards=cards or (shop_card(), shop_card("건대 김밥", "13")),
        question="몇 년생이에요? 안 알려줘도 돼요",
        replies=(
            Button(ButtonKind.ACTION, "다른 데", "다른 데 보여줘", Action("others", {}, "again")),
            Button(ButtonKind.SAY, "더 싼 데", "더 싼 데 있어?"),
            Button(ButtonKind.LOCATION, "내 위치"),
        ),
    )


_WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", " ", "\n", "🍎", "👨‍👩‍👧‍👦", "떡볶이", '"}]', "{{ 7 * 7 }}", "{% raw %}", "\u0000\u0007", "e\u0301"]
    ),
    st.builds(
        lambda unit, times: unit * times,
        st.sampled_from(["가", "👨‍👩‍👧‍👦", "a\n", "\u0001", '"']),
        st.integers(0, 2500),
    ),
)
_ACTIONS = st.builds(
    Action, name=_WORDS, arguments=st.dictionaries(_WORDS, _WORDS, max_size=3), token=st.none() | _WORDS
)
_VALUES = _WORDS | st.sampled_from(
    [
        "https://map.kakao.com/한글?q=a b",
        "http://plain.kr",
        "javascript:alert(1)",
        "https://[",
        "109",
        "02-000-0101",
        "+82 (2) 000",
    ]
)
_BUTTONS = st.builds(Button, kind=st.sampled_from(ButtonKind), label=_WORDS, value=_VALUES, action=st.none() | _ACTIONS)
_CARDS = st.builds(
    Card,
    title=_WORDS,
    subtitle=_WORDS,
    price=_WORDS,
    badges=st.lists(_WORDS, max_size=6).map(tuple),
    lines=st.lists(_WORDS, max_size=15).map(tuple),
    buttons=st.lists(_BUTTONS, max_size=7).map(tuple),
)

hostile_answers = st.builds(
    Answer,
    turn_id=st.just(TURN),
    session_id=st.just(SESSION),
    turn=st.just(1),
    lines=st.lists(_WORDS, max_size=4).map(tuple),
    cards=st.lists(_CARDS, max_size=15).map(tuple),
    question=_WORDS,
    replies=st.lists(_BUTTONS, max_size=16).map(tuple),
    urgent=st.lists(_BUTTONS, max_size=6).map(tuple),
    preview=_WORDS,
)


def brimming_answer(unit: str) -> Answer:
    """More of everything than any platform takes, each text thousands of `unit`."""
    words = unit * 6000
    say = Button(ButtonKind.SAY, words, words)
    press = Button(ButtonKind.ACTION, words, words, Action("say", {"text": unit * 10}, "token"))
    card = Card(words, words, words, (words,) * 9, (words,) * 20, (press, say) * 5)
    return Answer(
        turn_id=TURN,
        session_id=SESSION,
        turn=1,
        lines=(words, words),
        cards=(card,) * 20,
        question=words,
        replies=(say, press) * 10,
        preview=words,
    )
