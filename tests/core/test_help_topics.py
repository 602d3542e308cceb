"""Questions about the card are found among what people write, and hardly anything else is taken for one."""

from __future__ import annotations

import csv

import pytest

from bot.config import ROOT
from bot.sample.reference import read_help_topics
from bot.understanding import load_understanding
from core.help_topics import HelpTopics
from core.nlu.understanding import Understanding
from core.recommend import embed
from db.help_topics import TopicRow

DATA = ROOT / "data"


@pytest.fixture(scope="module")
def topics() -> HelpTopics:
    rows = [TopicRow(None, asked, topic.answer) for topic in read_help_topics(DATA) for asked in topic.questions]
    return HelpTopics.of(rows, embed.shipped())


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return load_understanding(frozenset())


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("카드 하루 두번 긁어도 됨?", "지역마다"),
        ("카드로 콜라 사도 되냐ㅋㅋ", "탄산음료"),
        ("급식카드 잃어버렸는데 어떡함ㅠㅠ", "주민센터"),
        ("드림카드 어떻게 신청하나요", "주민센터에서 신청"),
        ("카드 어디서 쓸수있음", "식당, 편의점"),
        ("배달 가능?", "배달되는 데는 아직"),
    ],
)
def test_a_question_about_the_card_is_answered(
    topics: HelpTopics, understanding: Understanding, asked: str, told: str
) -> None:
    assert told in (topics.answer(understanding.understand(asked), None) or "")


def test_a_regions_own_answer_comes_before_the_countrys() -> None:
    rows = [TopicRow(None, "콜라 돼요?", "달라요"), TopicRow(1, "콜라 돼요?", "여기는 돼요")]
    topics, meaning = HelpTopics.of(rows, embed.shipped()), load_understanding(frozenset()).understand("콜라 돼요?")
    assert [topics.answer(meaning, region) for region in (1, 2, None)] == ["여기는 돼요", "달라요", "달라요"]


@pytest.mark.slow
def test_what_people_write_of_other_things_is_hardly_ever_taken_for_one(
    topics: HelpTopics, understanding: Understanding
) -> None:
    texts = [text for path in sorted((DATA / "nlu" / "utterances").glob("*.tsv")) for text in _texts(path.read_text())]
    taken = [text for text in texts[::3] if topics.answer(understanding.understand(text), None)]
    assert len(texts[::3]) > 2000
    assert len(taken) <= 4, taken


def _texts(file: str) -> list[str]:
    rows = csv.reader((line for line in file.splitlines() if not line.startswith("#")), delimiter="\t")
    return [row[1] for row in rows if len(row) > 1]
