from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from core.learning.scoring import pairs, score


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"food_type": ["돈까스"]}, {"food_type": ["돈 가스"]}),
        ({"companions": "동생"}, {"companions": ["가족"]}),
        ({"menu_options": ["오이 빼기"]}, {"exclude": ["오이"]}),
        ({"budget": 5000.0, "shop": None, "urgency": False}, {"budget": 5000}),
    ],
)
def test_the_same_said_otherwise_is_the_same(said: Mapping[str, Any], meant: Mapping[str, Any]) -> None:
    assert pairs(said) == pairs(meant)


def test_a_talk_is_counted_turn_by_turn() -> None:
    gold = [
        {
            "turns": [
                {"intent": "FOOD_REQUEST", "state": {"food_type": ["우동"]}},
                {"intent": ["BUDGET_INQUIRY", "FOOD_REQUEST"], "state": {"budget": 5000}, "ref": 2},
                {"intent": "GENERAL_CHAT", "state": {}, "safety": "abuse"},
            ]
        }
    ]
    told = [
        {
            "turns": [
                {"intent": "FOOD_REQUEST", "state": {"food_type": ["우동"]}, "ref": None, "safety": None},
                {"intent": "FOOD_REQUEST", "state": {"budget": 6000}, "ref": 2, "safety": None},
                {"intent": "UNKNOWN", "state": {}, "ref": None, "safety": None},
            ]
        }
    ]

    report = score(gold, told)

    assert report["intent"]["accuracy"] == 0.6667
    assert report["entities"]["by_key"] == {"budget": {"f1": 0.0, "gold": 1}, "food_type": {"f1": 1.0, "gold": 1}}
    assert report["dialogue"] == {"turns": 3, "state_accuracy": 0.6667, "ref_accuracy": 1.0, "safety_recall": 0.0}
