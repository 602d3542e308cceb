"""`./naviyam campaign`: a promotion from its segment to its results, by what an operator types."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.__main__ import main
from bot.commands.campaign import ACTIONS

pytestmark = pytest.mark.slow

NOON = "2026-11-23T12:00:00+09:00"
TEXT = "오늘 {food|맛있는 것} 어때요 {link}"
PEOPLE = """
INSERT INTO chatbot.users (platform, external_user_id, birth_year)
SELECT CASE WHEN n = 1 THEN 'kakao' ELSE 'line' END, 'U' || lpad(n::text, 32, '0'), 1990 FROM generate_series(1, 3) n;
INSERT INTO chatbot.consents (user_id, kind, is_granted, source, created_at)
SELECT id, kind, TRUE, 'chat', '2026-01-01' FROM chatbot.users, unnest(ARRAY['service', 'marketing']) AS kind
"""


class Shell:
    """Types `./naviyam …` against the servers of the tests; `typed` are the actions that were used."""

    def __init__(self, data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._where = ("--data-dir", str(data_dir))
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        self.typed: set[str] = set()

    def run(self, action: str, *words: str, stdin: object = None) -> list[Any]:
        code, out, err = self._run("campaign", action, *words, stdin=stdin)
        assert code == 0, err
        self.typed.add(action)
        return [json.loads(line) for line in out.splitlines()]

    def refused(self, action: str, *words: str, stdin: object = None) -> str:
        code, out, err = self._run("campaign", action, *words, stdin=stdin)
        assert (code, out) == (1, "")
        return err

    def pass_by(self) -> None:
        """What a scheduler does now: lists are made, messages go out."""
        assert self._run("job", "outbox", "--at", NOON)[0] == 0

    def _run(self, command: str, *words: str, stdin: object = None) -> tuple[int, str, str]:
        self._monkeypatch.setattr("sys.stdin", io.StringIO("" if stdin is None else json.dumps(stdin)))
        code = main([command, *self._where, *words])
        said = self._capsys.readouterr()
        return code, said.out, said.err


@pytest.fixture
def shell(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    database_url: str,
    redis_url: str,
) -> Shell:
    changes = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "CLOCK": NOON, "DATA_KEY": "0123456789abcdef" * 4}
    changes |= {"PUBLIC_URL": "https://naviyam.example", "LINE_API_URL": "http://127.0.0.1:9"}
    for name, value in (changes | {"KAKAO_API_URL": "http://127.0.0.1:9"}).items():
        monkeypatch.setenv(f"NAVIYAM_{name}", value)
    monkeypatch.setattr("bot.log.configure", lambda *_: None)  # a process sets its logs up once; this one has
    with psycopg.connect(database_url) as connection:
        connection.execute(PEOPLE)
    return Shell(tmp_path, monkeypatch, capsys)


def plan(segment: int, **more: object) -> dict[str, object]:
    messages = {"a": {"text": TEXT, "link": "https://example.org/menu"}}
    return {"name": "봄", "segment_id": segment, "messages": messages, **more}


def test_a_campaign_is_led_from_segment_to_results_by_every_action(shell: Shell, database_url: str) -> None:
    (made,) = shell.run("segment", stdin={"name": "라인", "rules": {"platforms": ["line"]}})
    assert made["people"]["count"] == 2
    assert [len(each["account"]) for each in made["people"]["sample"]] == [3, 3]  # masked
    segment = made["segment"]["id"]
    assert [each["name"] for each in shell.run("segments")] == ["라인"]
    (campaign,) = shell.run("create", stdin=plan(segment, throttle_per_minute=60_000))
    number = str(campaign["id"])
    assert campaign["status"] == "DRAFT"
    (seen,) = shell.run("preview", number)
    assert seen["audience"]["count"] == 2
    assert seen["variants"]["a"]["lines"][0].startswith(
        "(광고) 나비얌: 오늘 맛있는 것 어때요 https://naviyam.example/r/"
    )
    assert {"kakao", "line", "web"} <= set(seen["variants"]["a"]["platforms"])
    assert shell.run("start", number)[0]["status"] == "SCHEDULED"
    shell.pass_by()
    with psycopg.connect(database_url) as connection:  # LINE is away: its two wait for another attempt
        assert connection.execute("SELECT state, attempts FROM chatbot.outbox").fetchall() == [("new", 1)] * 2
    assert shell.run("pause", number)[0]["status"] == "PAUSED"
    assert shell.run("resume", number)[0]["status"] == "RUNNING"
    assert shell.run("cancel", number)[0]["status"] == "CANCELLED"
    (results,) = shell.run("results", number)
    (variant,) = results["variants"]
    assert (variant["listed"], variant["cancelled"], variant["accepted"]) == (2, 2, 0)
    assert [each["id"] for each in shell.run("list")] == [campaign["id"]]
    assert shell.typed == set(ACTIONS)


@pytest.mark.parametrize(
    ("action", "words", "stdin", "says"),
    [
        ("create", (), {"name": "봄", "segment_id": 1, "messages": {"a": {"text": "{name}님"}}}, "no such variable"),
        ("create", (), plan(999), "refused: unknown_segment"),
        ("segment", (), {"name": "모두", "rules": {"balance_below": 5000}}, "rules.balance_below"),
        ("start", ("7",), None, "refused: unknown_campaign"),
        ("start", (), None, "takes the ID"),
        ("list", ("7",), None, "takes no ID"),
    ],
)
def test_what_cannot_be_done_is_said(
    shell: Shell, action: str, words: tuple[str, ...], stdin: object, says: str
) -> None:
    assert says in shell.refused(action, *words, stdin=stdin)
