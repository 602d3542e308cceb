from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from bot.__main__ import main
from core.clock import SEOUL
from core.recommend.hours import WEEKDAYS
from db.pool import Database
from tests.db.checks import world
from tests.db.snapshot import snapshot

pytestmark = pytest.mark.slow


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str, redis_url: str) -> Path:
    """The servers of the tests, as an operator would name servers of their own."""
    monkeypatch.setenv("NAVIYAM_DATABASE_URL", database_url)
    monkeypatch.setenv("NAVIYAM_REDIS_URL", redis_url)
    monkeypatch.setattr("bot.log.configure", lambda *_: None)  # a process sets its logs up once; this one has
    return tmp_path


def job(capsys: pytest.CaptureFixture[str], data_dir: Path, *words: str) -> list[dict[str, object]]:
    assert main(["job", "--data-dir", str(data_dir), *words]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def refusal(capsys: pytest.CaptureFixture[str], data_dir: Path, *words: str) -> str:
    assert main(["job", "--data-dir", str(data_dir), *words]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_a_job_runs_as_if_at_a_time_and_is_in_the_history(capsys: pytest.CaptureFixture[str], configured: Path) -> None:
    (did,) = job(capsys, configured, "alert-reset", "--at", "2026-11-23T12:00:00")
    assert did == {"job": "alert-reset", "at": "2026-11-23T12:00:00+09:00", "dry_run": False, "cards": 0}
    listed = {line["job"]: line for line in job(capsys, configured, "--list")}
    last = listed["alert-reset"]["last"]
    assert isinstance(last, dict)
    assert (last["status"], last["is_manual"], last["error"]) == ("DONE", True, None)
    assert listed["popularity"]["last"] is None


def test_every_job_runs_and_leaves_its_result_in_the_history(
    capsys: pytest.CaptureFixture[str], configured: Path, database_url: str
) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute(
            """
            INSERT INTO chatbot.shops (shop_name, category, address_name, business_hours)
            VALUES ('가', '분식', '나', %s)
            """,
            [json.dumps({day: {"open": "00:00", "close": "24:00"} for day in WEEKDAYS})],
        )
    names = [str(line["job"]) for line in job(capsys, configured, "--list")]
    for name in names:
        job(capsys, configured, name, "--at", "2026-11-23T12:00:00")
    done = [line["last"] for line in job(capsys, configured, "--list")]
    assert [last["status"] for last in done if isinstance(last, dict)] == ["DONE"] * len(names)


def test_a_dry_run_of_any_job_leaves_no_trace(
    capsys: pytest.CaptureFixture[str], configured: Path, database_url: str
) -> None:
    asyncio.run(_fill(database_url))
    names = [str(line["job"]) for line in job(capsys, configured, "--list")]
    before = snapshot(database_url)
    for name in names:
        (did,) = job(capsys, configured, name, "--at", "2026-12-01T04:00:00", "--dry-run")
        assert (did["job"], did["dry_run"]) == (name, True)
    assert snapshot(database_url) == before


async def _fill(url: str) -> None:
    database = await Database.connect(url, application="tests", size=1)
    async with database.transaction() as connection:
        await world.build(connection, datetime(2026, 11, 23, 12, tzinfo=SEOUL))
    await database.close()


def test_what_cannot_be_run_is_named(capsys: pytest.CaptureFixture[str], configured: Path) -> None:
    assert "there is no job nightly; the jobs are shop-status" in refusal(capsys, configured, "nightly")
    assert "name a job to run" in refusal(capsys, configured)
