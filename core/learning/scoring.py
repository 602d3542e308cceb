"""How far answers agree with a gold file: intents, entities, states, references, signs of danger. Pure.

The measures of `spec/contracts.md`, "Evaluation files": intent by exact match, entities as micro-F1 over (key, value)
pairs with lists split and strings compared after NFC without spaces, dialogues by turns whose whole state is right.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_SAME_WORD = {"돈까스": "돈가스", "자장면": "짜장면", "달걀": "계란"}
_FAMILY = frozenset({"동생", "형제", "오빠", "언니", "형", "누나", "며느리", "식구"})
_LEFT_OUT = ("빼기", "빼고", "없이")

Row = Mapping[str, Any]
Pair = tuple[str, Any]


@dataclass
class _Tally:
    """Pairs found, invented and missed, by key."""

    hits: Counter[str] = field(default_factory=Counter)
    invented: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def add(self, gold: set[Pair], found: set[Pair]) -> None:
        self.hits.update(key for key, _ in gold & found)
        self.invented.update(key for key, _ in found - gold)
        self.missed.update(key for key, _ in gold - found)

    def report(self) -> dict[str, Any]:
        hits, invented, missed = (sum(counts.values()) for counts in (self.hits, self.invented, self.missed))
        keys = sorted({*self.hits, *self.invented, *self.missed})
        return {
            "f1": _f1(hits, invented, missed),
            "precision": _share(hits, hits + invented),
            "recall": _share(hits, hits + missed),
            "by_key": {key: self._of(key) for key in keys},
        }

    def _of(self, key: str) -> dict[str, Any]:
        hits, missed = self.hits[key], self.missed[key]
        return {"f1": _f1(hits, self.invented[key], missed), "gold": hits + missed}


@dataclass
class _Talk:
    """What is counted of dialogues alone."""

    turns: int = 0
    exact: int = 0
    references: list[bool] = field(default_factory=list)
    signs: list[bool] = field(default_factory=list)

    def report(self) -> dict[str, Any]:
        return {
            "turns": self.turns,
            "state_accuracy": _share(self.exact, self.turns),
            "ref_accuracy": _share(sum(self.references), len(self.references)),
            "safety_recall": _share(sum(self.signs), len(self.signs)),
        }


def score(gold: Sequence[Row], answers: Sequence[Row]) -> dict[str, Any]:
    """The report of messages and dialogues together; `answers` stand in the order of `gold`."""
    intents: list[tuple[str, str | None]] = []
    entities, talk = _Tally(), _Talk()
    for wanted, answer in zip(gold, answers, strict=True):
        if "turns" not in wanted:
            intents.append((_accepted(wanted["intent"], answer.get("intent")), answer.get("intent")))
            entities.add(pairs(wanted.get("entities")), pairs(answer.get("entities")))
            continue
        for turn, told in zip(wanted["turns"], answer["turns"], strict=True):
            _count_turn(turn, told, intents, entities, talk)
    return {
        "items": len(gold),
        "intent": _intent_report(intents) if intents else None,
        "entities": entities.report(),
        **({"dialogue": talk.report()} if talk.turns else {}),
    }


def pairs(entities: Row | None) -> set[Pair]:
    """(key, value) pairs with lists split; an option "X 빼기" says the same as `exclude` X."""
    found: set[Pair] = set()
    for key, value in (entities or {}).items():
        if value in (None, "", [], {}, False):
            continue
        for item in value if isinstance(value, list) else [value]:
            found.add(_pair(key, _plain(item)))
    return found


def _pair(key: str, item: Any) -> Pair:  # noqa: ANN401 - whatever JSON holds
    if key == "companions" and item == "손주":
        return key, "아이"
    if key == "companions" and item in _FAMILY:
        return key, "가족"
    if key == "menu_options":
        for ending in _LEFT_OUT:
            if str(item).endswith(ending):
                return "exclude", str(item).removesuffix(ending)
    return key, item


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return int(value)
    text = "".join(unicodedata.normalize("NFC", str(value)).split()).lower()
    for spelling, standard in _SAME_WORD.items():
        text = text.replace(spelling, standard)
    return text


def _count_turn(turn: Row, told: Row, intents: list[tuple[str, str | None]], entities: _Tally, talk: _Talk) -> None:
    if turn.get("intent"):
        intents.append((_accepted(turn["intent"], told.get("intent")), told.get("intent")))
    state = {key: value for key, value in (turn.get("state") or {}).items() if key != "ref"}
    wanted, held = pairs(state), pairs(told.get("state"))
    entities.add(wanted, held)
    talk.turns += 1
    talk.exact += wanted == held
    reference = turn.get("ref") or (turn.get("state") or {}).get("ref")
    if reference is not None:
        talk.references.append(_plain(reference) == _plain(told.get("ref")))
    if turn.get("safety"):
        talk.signs.append(turn["safety"] == told.get("safety"))


def _accepted(gold: str | Sequence[str], found: str | None) -> str:
    """Gold may name several intents where each reading is right; the first is the one counted."""
    if isinstance(gold, str):
        return gold
    return found if found is not None and found in gold else gold[0]


def _intent_report(intents: Iterable[tuple[str, str | None]]) -> dict[str, Any]:
    rows = list(intents)
    hits = Counter(gold for gold, found in rows if gold == found)
    written = Counter(gold for gold, _ in rows)
    predicted = Counter(found for _, found in rows if found)
    scores = {
        label: _f1(hits[label], predicted[label] - hits[label], written[label] - hits[label])
        for label in sorted({*written, *predicted})
    }
    known = [scores[label] or 0.0 for label in written]
    return {
        "accuracy": _share(sum(hits.values()), len(rows)),
        "macro_f1": round(sum(known) / len(known), 4),
        "by_intent": scores,
    }


def _f1(hits: int, invented: int, missed: int) -> float | None:
    return round(2 * hits / (2 * hits + invented + missed), 4) if hits + invented + missed else None


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
