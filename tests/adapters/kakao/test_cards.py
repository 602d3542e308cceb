"""Every kind of output that Kakao has, filled with hostile contents, comes out as Kakao takes it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.kakao.cards import template
from bot.standins.kakao_rules import response_problems

Json = dict[str, Any]

PICTURE = {"imageUrl": "https://naviyam.kr/a.png", "altText": "떡볶이"}
SAY = {"label": "메뉴", "action": "message", "messageText": "메뉴 보여줘"}

_CLUSTERS = ["가", "👨‍👩‍👧‍👦", "🍎", "a\n", "e\u0301", "\u202eabc", "مطعم", "\x00", "\ud83d", "{{#mentions.x}}", '"}]']
_WORDS = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=30),
    st.sampled_from(["", " ", "\n\n", "{{ 7 * 7 }}", "{% raw %}", "${text}", *_CLUSTERS]),
    st.builds(lambda unit, times: unit * times, st.sampled_from(_CLUSTERS), st.integers(1, 600)),
)
_URLS = st.sampled_from(
    ["https://naviyam.kr/한글?q=a b", "http://plain.kr", "javascript:alert(1)", "https://[", "", "x"]
)
_PICTURES = st.fixed_dictionaries({"imageUrl": _URLS}, optional={"altText": _WORDS, "fixedRatio": st.booleans()})
_PRESSES = st.fixed_dictionaries(
    {"action": st.sampled_from(["message", "webLink", "phone", "block", "share", "operator", "", "hack"])},
    optional={
        "label": _WORDS,
        "title": _WORDS,
        "description": _WORDS,
        "messageText": _WORDS,
        "webLinkUrl": _URLS,
        "phoneNumber": st.sampled_from(["109", "02-000-0101", "전화", "1", "109;"]) | _WORDS,
        "blockId": st.just("6501aa") | _WORDS,
        "extra": st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2),
        "imageUrl": _URLS,
    },
)
_PAIRS = st.fixed_dictionaries({"title": _WORDS, "description": _WORDS})
_PARTS: Json = {
    "title": _WORDS,
    "description": _WORDS,
    "thumbnail": _PICTURES,
    "thumbnails": st.lists(_PICTURES, max_size=3),
    "price": st.integers(-5, 10_000) | st.booleans() | st.none(),
    "discount": st.integers(-5, 100),
    "itemList": st.lists(_PAIRS, max_size=8),
    "head": st.fixed_dictionaries({"title": _WORDS}),
    "profile": st.fixed_dictionaries({"title": _WORDS}),
    "buttons": st.lists(_PRESSES, max_size=5),
    "buttonLayout": st.sampled_from(["vertical", "horizontal", "odd"]),
}
_CARDS = st.fixed_dictionaries(
    {"header": st.fixed_dictionaries({"title": _WORDS}), "items": st.lists(_PRESSES, max_size=8)}, optional=_PARTS
)
_KINDS = st.sampled_from(["textCard", "basicCard", "commerceCard", "listCard", "itemCard"])
_OUTPUTS = st.one_of(
    st.builds(lambda text: {"simpleText": {"text": text}}, _WORDS),
    st.builds(lambda image: {"simpleImage": image}, _PICTURES),
    st.builds(lambda kind, card: {kind: card}, _KINDS, _CARDS),
    st.builds(lambda kind, cards: {"carousel": {"type": kind, "items": cards}}, _KINDS, st.lists(_CARDS, max_size=12)),
)


def _comes_out_as_kakao_takes_it(outputs: list[Json], replies: list[Json]) -> None:
    made = template(outputs, replies)
    if made["outputs"]:
        assert response_problems({"version": "2.0", "template": made}) == []
    json.dumps(made, ensure_ascii=False).encode()


_HOSTILE = given(st.lists(_OUTPUTS, max_size=5), st.lists(_PRESSES, max_size=14))


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@_HOSTILE
def test_whatever_a_template_holds_comes_out_as_kakao_takes_it(outputs: list[Json], replies: list[Json]) -> None:
    _comes_out_as_kakao_takes_it(outputs, replies)


@pytest.mark.soak
@settings(max_examples=3_000, deadline=None, suppress_health_check=list(HealthCheck))
@_HOSTILE
def test_three_thousand_times(outputs: list[Json], replies: list[Json]) -> None:
    _comes_out_as_kakao_takes_it(outputs, replies)


def only(output: Json) -> Json:
    """The one output that is left of `output`."""
    ((fitted),) = template([output], [])["outputs"]
    assert response_problems({"version": "2.0", "template": {"outputs": [fitted]}}) == []
    return dict(fitted)


def test_a_whole_card_of_each_kind_stays_as_it_is() -> None:
    whole: list[Json] = [
        {"simpleText": {"text": "안녕"}},
        {"simpleImage": PICTURE},
        {"textCard": {"title": "건대 김밥", "buttons": [SAY], "buttonLayout": "vertical"}},
        {"basicCard": {"title": "건대 김밥", "thumbnail": PICTURE}},
        {
            "commerceCard": {
                "title": "참치김밥",
                "price": 3500,
                "currency": "won",
                "discount": 1000,
                "thumbnails": [PICTURE],
                "buttons": [SAY],
                "buttonLayout": "vertical",
            }
        },
        {"listCard": {"header": {"title": "골라 봐요"}, "items": [{"title": "김밥", "description": "3,500원"}]}},
        {
            "itemCard": {
                "head": {"title": "내 카드"},
                "itemList": [{"title": "남은 돈", "description": "12,300원"}],
                "title": "오늘",
                "description": "밥 2번이랑 편의점 1번",
            }
        },
        {"carousel": {"type": "basicCard", "items": [{"title": "김밥", "thumbnail": PICTURE}] * 10}},
    ]
    assert [only(output) for output in whole] == whole


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("basicCard", {"thumbnail": {"imageUrl": "javascript:alert(1)"}}),
        ("basicCard", {}),
        ("commerceCard", {"price": 3500, "thumbnails": [PICTURE]}),
        ("commerceCard", {"price": "3500", "thumbnails": [PICTURE], "buttons": [SAY]}),
        ("commerceCard", {"price": 3500, "buttons": [SAY]}),
        ("itemCard", {"itemList": [{"title": "", "description": "12,300원"}]}),
        ("listCard", {"header": {"title": "골라 봐요"}, "items": []}),
    ],
)
def test_a_card_that_lacks_what_it_needs_says_the_same_as_text(kind: str, missing: Json) -> None:
    card = only({kind: {"title": "건대 김밥", "description": "참치김밥 3,500원", **missing}})["textCard"]
    assert (card["title"], card["description"]) == ("건대 김밥", "참치김밥 3,500원")


def test_cards_side_by_side_are_of_one_kind_and_one_ratio() -> None:
    pictured = {"title": "김밥", "thumbnail": PICTURE}
    odd = [{"title": "국밥"}, {"title": "국밥", "thumbnail": {**PICTURE, "fixedRatio": True}}]
    for other in odd:
        row = only({"carousel": {"type": "basicCard", "items": [pictured, other]}})["carousel"]
        assert row["type"] == "textCard"
        assert [card["title"] for card in row["items"]] == ["김밥", "국밥"]


def test_two_buttons_side_by_side_have_short_labels_and_three_stand_below_each_other() -> None:
    long = {**SAY, "label": "이 가게 메뉴 보기"}
    two, three = ({"textCard": {"title": "김밥", "buttons": [long] * n, "buttonLayout": "horizontal"}} for n in (2, 3))
    assert [button["label"] for button in only(two)["textCard"]["buttons"]] == ["이 가게 메뉴…"] * 2
    assert only(three)["textCard"]["buttonLayout"] == "vertical"


def test_nothing_that_a_person_wrote_calls_for_a_value_of_kakaos() -> None:
    text = only({"simpleText": {"text": "{{#mentions.asker}} {{ #webhook.text }}"}})["simpleText"]["text"]
    assert "{{#" not in text
    assert "{{ #" not in text
