"""Gold files say only what a message can state: keys, forms and values as `annotation.md` has them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from core.learning.scoring import pairs
from core.meaning import Entities, Intent
from core.nlu import Lexicon
from core.nlu.intents import keeps_entities
from core.safety import LABELS
from tests.core.nlu.examples import LEXICON

FOLDER = LEXICON.parent / "nlu" / "held_out"
AS_TYPED = {"location", "shop", "coupon"}
NUMBERS = {"budget": (100, 10_000_000), "budget_per_person": (100, 1_000_000), "people": (1, 200)}
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|[가-힣 ]+")


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def messages() -> list[dict[str, Any]]:
    return rows(FOLDER / "messages.jsonl")


def test_every_message_has_a_name_and_a_known_intent(messages: list[dict[str, Any]]) -> None:
    assert len({row["id"] for row in messages}) == len(messages) >= 290
    assert {row["intent"] for row in messages} == set(Intent)


def test_no_message_states_what_its_intent_cannot(messages: list[dict[str, Any]]) -> None:
    keys = {slot.name for slot in fields(Entities)}
    wrong = [
        row["text"]
        for row in messages
        if set(row["entities"]) - keys
        or (row["entities"] and not keeps_entities(Intent(row["intent"])))
        or (row["intent"] == Intent.EMERGENCY_FOOD and not row["entities"].get("urgency"))
        or {"location", "near_me"} <= set(row["entities"])
    ]
    assert wrong == []


def test_no_shop_and_no_dish_goes_unlabelled(messages: list[dict[str, Any]]) -> None:
    lexicon = Lexicon.load(LEXICON)
    names = {word: food.name for word, food in lexicon.foods.items() if food.kind in {"dish", "dessert"}}
    names |= lexicon.shop_names
    missed = []
    for row in messages:
        if not keeps_entities(Intent(row["intent"])) or row["intent"] == Intent.EMERGENCY_FOOD:
            continue
        labelled = _plain(" ".join(str(value) for _, value in pairs(row["entities"])))
        known = [_longest(word, names) for word in row["text"].split()]
        for name, following in pairwise([*known, None]):
            if name and not _labelled(name, names, labelled) and not _labelled(following, names, labelled):
                missed.append((row["text"], name))
    assert missed == []


def _longest(word: str, names: Mapping[str, str]) -> str | None:
    """The longest known name that the word begins with; names of two letters begin too many other words."""
    return next((word[:end] for end in range(len(word), 2, -1) if word[:end] in names), None)


def _labelled(name: str | None, names: Mapping[str, str], labelled: str) -> bool:
    return name is not None and (_plain(name) in labelled or _plain(names[name]) in labelled)


def test_what_is_said_as_typed_stands_in_the_message(messages: list[dict[str, Any]]) -> None:
    wrong = [
        (row["text"], key, value)
        for row in messages
        for key, value in pairs({k: v for k, v in row["entities"].items() if k in AS_TYPED})
        if value not in _plain(row["text"])
    ]
    assert wrong == []


def test_numbers_and_times_are_possible(messages: list[dict[str, Any]]) -> None:
    for row in messages:
        for key, (least, most) in NUMBERS.items():
            assert least <= row["entities"].get(key, least) <= most, row
        time = row["entities"].get("time_preference")
        assert time is None or TIME.fullmatch(time), row


def test_signs_of_danger_have_a_label_and_a_level() -> None:
    signs = rows(FOLDER / "safety.jsonl")
    assert {row["safety"] for row in signs if "safety" in row} == set(LABELS)
    assert all(row["level"] in {"concern", "crisis"} for row in signs if "safety" in row)
    assert all(row["intent"] == Intent.GENERAL_CHAT for row in signs if "safety" in row)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split()).lower()
