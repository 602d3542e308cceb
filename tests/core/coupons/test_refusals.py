"""Every refusal has one code and one kind sentence."""

from __future__ import annotations

import re

import yaml

from bot.parts import WORDS
from core.coupons.refusals import Refusal

SENTENCES = yaml.safe_load((WORDS / "friendly" / "refusals.yaml").read_text(encoding="utf-8"))


def test_every_code_has_its_sentence_and_no_sentence_is_idle() -> None:
    assert set(SENTENCES) == {refusal.value for refusal in Refusal}
    assert len(set(SENTENCES.values())) == len(SENTENCES)


def test_the_sentences_are_short_and_kind() -> None:
    for sentence in SENTENCES.values():
        assert len(sentence) <= 45, sentence
        assert re.search(r"요[.?]$", sentence), sentence
        assert not re.search(r"고객|실패|오류|불가|거부|습니다", sentence), sentence
