from __future__ import annotations

import psycopg
import pytest

from db.migrate import MigrationError, migrate, numbers


def _names(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'chatbot'").fetchall()
    return {name for (name,) in rows}


def test_every_step_goes_back_and_forward_again(database_url: str) -> None:
    before = _names(database_url)
    back = migrate(database_url, to=0)
    assert back == sorted(numbers().values(), reverse=True)
    assert _names(database_url) == set()
    assert migrate(database_url) == sorted(numbers().values())
    assert _names(database_url) == before


def test_a_schema_at_its_head_is_left_alone(database_url: str) -> None:
    assert migrate(database_url) == []


def test_one_step_back_and_forward(database_url: str) -> None:
    *_, before, newest = sorted(numbers())
    assert migrate(database_url, to=before) == [numbers()[newest]]
    assert migrate(database_url, to=newest) == [numbers()[newest]]


def test_an_unknown_number_is_refused(database_url: str) -> None:
    with pytest.raises(MigrationError, match="no migration 9999"):
        migrate(database_url, to=9999)


def test_the_lock_of_a_killed_run_is_recovered(database_url: str) -> None:
    migrate(database_url, to=1)
    with psycopg.connect(database_url) as connection:
        connection.execute("INSERT INTO yoyo_lock (locked, ctime, pid) VALUES (1, now(), 1)")
    assert migrate(database_url) == sorted(numbers().values())[1:]


def test_a_failed_step_is_named_and_leaves_nothing(database_url: str) -> None:
    newest = 7
    migrate(database_url, to=newest - 1)
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE TABLE chatbot.idempotency_keys (id INTEGER)")
    with pytest.raises(MigrationError, match=rf"{numbers()[newest]} failed going forward.*already exists"):
        migrate(database_url, to=newest)
    assert "inbox" not in _names(database_url)


def test_a_server_that_is_gone_is_told_in_one_sentence() -> None:
    with pytest.raises(MigrationError, match="did not answer") as caught:
        migrate("postgresql://nobody@127.0.0.1:9/none")
    assert "\n" not in str(caught.value)
