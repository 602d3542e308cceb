"""`./naviyam check-data`: its tables, its exit code, and what it says where something is missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from bot.__main__ import main
from bot.config import PREFIX
from db.migrate import migrate, numbers

Check = Callable[..., int]


@pytest.fixture
def check_data(database_url: str, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """The command on a migrated, empty database."""
    monkeypatch.setenv(PREFIX + "DATABASE_URL", database_url)
    monkeypatch.setenv(PREFIX + "REDIS_URL", redis_url)
    return lambda *words: main(["check-data", "--data-dir", str(tmp_path), *words])


def _execute(url: str, sql: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.encode())


def test_all_well_is_told_check_by_check(check_data: Check, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_data() == 0
    told = capsys.readouterr()
    assert "Every menu belongs to a shop." in told.out
    assert "BAD" not in told.out
    assert "0 found something wrong" in told.err


def test_something_wrong_is_named_and_fails(
    check_data: Check, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _execute(
        database_url,
        """
        INSERT INTO chatbot.shops (id, shop_name, category, address_name, latitude, longitude, geo_precision)
        VALUES (77, '바다', '일식', '어느 바다 1', 0, 0, 'address')
        """,
    )
    assert check_data() == 1
    told = capsys.readouterr()
    (bad,) = [line.split() for line in told.out.splitlines() if "BAD" in line]
    assert bad[:4] == ["BAD", "shops_outside_korea", "1", "77"]
    assert "1 found something wrong" in told.err
    assert "\x1b" not in told.out


def test_an_older_schema_is_told_to_be_migrated_first(
    check_data: Check, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    migrate(database_url, to=sorted(numbers())[-2])
    assert check_data() == 1
    assert "run ./naviyam migrate first" in capsys.readouterr().err


def test_performance_tells_statements_indexes_sizes_and_partitions(
    check_data: Check, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _execute(database_url, "SELECT pg_sleep(0.11) AS a_slow_one")
    assert check_data("--performance", "--analyze") == 0
    told = capsys.readouterr().out
    for title in ("Statements slower than 100 ms", "Indexes by use", "Sizes", "Partitions"):
        assert title in told
    assert "a_slow_one" in told
    assert "rows_fetched" in told
    assert "conversations_default" in told


def test_a_missing_extension_is_said_plainly(
    check_data: Check, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _execute(database_url, "DROP EXTENSION pg_stat_statements")
    assert check_data("--performance") == 0
    told = capsys.readouterr().out
    assert told.count("the extension pg_stat_statements is missing: CREATE EXTENSION") == 2
    assert "Sizes" in told


def test_analyze_alone_is_refused(check_data: Check, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_data("--analyze") == 1
    assert "--analyze goes with --performance" in capsys.readouterr().err
