"""`nlu`, `dialogue` and `evaluate` as a checker calls them: through the launcher's module, by their streams."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.nlu.classifier import WEIGHTS

ROOT = Path(__file__).parents[2]


def run(*words: str, lines: bytes = b"") -> list[dict[str, Any]]:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", *words], input=lines, capture_output=True, check=True, cwd=ROOT, timeout=180
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_line_gets_one_line_in_order_whatever_stands_in_it() -> None:
    lines = [
        {"id": "a", "text": "건대에서 만원으로 돈까스"},
        {"id": 7, "text": ""},
        {"id": "c"},
        {"id": "d", "text": 5},
        {"id": "e", "text": "?" * 5_000},
        {"id": "f", "text": "한글\udcff😀"},
    ]
    broken = b"\n{\n[1]\n\xff\xfe\n" + b"[" * 20_000 + b"\n"
    told = run("nlu", lines="".join(json.dumps(row) + "\n" for row in lines).encode() + broken)

    assert [row["id"] for row in told] == ["a", 7, "c", "d", "e", "f", None, None, None, None, None]
    assert all(set(row) == {"id", "intent", "confidence", "entities"} for row in told)
    assert told[0]["entities"] == {"food_type": ["돈가스"], "budget": 10_000, "location": "건대"}
    assert {row["intent"] for row in told[6:]} == {"UNKNOWN"}


def test_answers_come_while_the_stream_is_open() -> None:
    asked = subprocess.Popen(
        [sys.executable, "-m", "bot", "nlu"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert asked.stdin is not None
    assert asked.stdout is not None
    with asked:
        for text in ("배고파", "카드에 얼마 남았어"):
            asked.stdin.write(json.dumps({"id": text, "text": text}).encode() + b"\n")
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline())["id"] == text
        asked.stdin.close()


def test_understanding_needs_neither_torch_nor_a_database() -> None:
    heavy = "[name for name in ('torch', 'asyncpg', 'aiohttp') if name in sys.modules]"
    look = f"import sys; import bot.commands.nlu; print({heavy})"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, check=True, cwd=ROOT, text=True)  # noqa: S603

    assert done.stdout.strip() == "[]"
    assert (ROOT / "models" / "nlu" / WEIGHTS).exists()


def test_a_gold_file_is_scored(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    rows = [
        {"id": "1", "text": "배고파 뭐 먹지", "intent": "FOOD_REQUEST", "entities": {}},
        {"id": "2", "text": "내 카드 잔액 얼마야", "intent": ["UNKNOWN", "BALANCE_CHECK"], "entities": {"budget": 1}},
    ]
    gold.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")

    (report,) = run("evaluate", str(gold))

    assert (report["items"], report["intent"]["accuracy"], report["entities"]["recall"]) == (2, 1.0, 0.0)


@pytest.mark.slow
def test_a_talk_goes_through_the_real_core(tmp_path: Path) -> None:
    turns = [
        {"text": "배고픈데 돈까스 먹고 싶어"},
        {"text": "8천원", "bot": "얼마까지 생각해요?"},
        {"text": "두 번째 집은 몇 시까지 해?"},
        {"text": "아빠가 때려요"},
    ]
    (told,) = run("dialogue", "--data-dir", str(tmp_path), lines=json.dumps({"id": "t", "turns": turns}).encode())

    wish, money, hours, danger = told["turns"]
    assert told["id"] == "t"
    assert wish["state"] == {"food_type": ["돈가스"]}
    assert money["state"] == {"food_type": ["돈가스"], "budget": 8_000}
    assert (hours["intent"], hours["ref"]) == ("TIME_INQUIRY", 2)
    assert (danger["intent"], danger["safety"]) == ("GENERAL_CHAT", "abuse")
    assert all(turn["reply"] for turn in told["turns"])
