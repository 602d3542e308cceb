"""The embedded servers, on data dirs of their own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from bot.config import ROOT, Settings
from bot.embedded.server import EmbeddedServerError, choose_port
from bot.embedded.servers import running
from bot.failure import Failure
from db.pool import DatabaseUnavailableError
from tests.servers import scratch_folder

pytestmark = pytest.mark.slow


@pytest.fixture
def settings() -> Iterator[Settings]:
    with scratch_folder() as folder:
        yield Settings(data_dir=folder)


def _query(settings: Settings, sql: str) -> object:
    with psycopg.connect(settings.database_url.get_secret_value()) as connection:
        row = connection.execute(sql).fetchone() if sql.startswith("S") else (connection.execute(sql), None)
    return row and row[0]


def _command(*words: str) -> int:
    return subprocess.run(words, check=False, capture_output=True).returncode  # noqa: S603 - fixed words


def _redis(settings: Settings) -> redis.Redis:
    return redis.Redis.from_url(settings.redis_url.get_secret_value(), socket_timeout=2)


def test_a_second_start_finds_the_data(settings: Settings) -> None:
    with running(settings) as (first, _):
        _query(first, "CREATE TABLE kept AS SELECT 7 AS value")
        with _redis(first) as client:
            client.set("conversation", "going on")
    with running(settings) as (second, _):
        assert _query(second, "SELECT value FROM kept") == 7
        with _redis(second) as client:
            assert client.get("conversation") == b"going on"
        assert second.database_url == first.database_url
        assert not (settings.data_dir / "valkey" / "dump.rdb").exists()


def test_a_new_cluster_is_as_the_schema_needs_it(settings: Settings) -> None:
    with running(settings) as (complete, _):
        assert _query(complete, "SHOW server_encoding") == "UTF8"
        assert _query(complete, "SELECT datlocale FROM pg_database WHERE datname = 'naviyam'") == "C.UTF-8"
        assert _query(complete, "SHOW shared_preload_libraries") == "pg_stat_statements"
        assert _query(complete, "SHOW synchronous_commit") == "on"
        assert _query(complete, "SHOW listen_addresses") == "127.0.0.1"
        assert _query(complete, "SELECT upper('é')") == "É"


def test_nobody_gets_in_without_the_password(settings: Settings) -> None:
    with running(settings) as (complete, _):
        wrong = complete.database_url.get_secret_value().replace("naviyam:", "naviyam:x", 1)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)
        open_url = "redis://127.0.0.1:" + complete.redis_url.get_secret_value().rsplit(":", 1)[1]
        with redis.Redis.from_url(open_url) as client, pytest.raises(redis.AuthenticationError):
            client.get("conversation")


def test_the_last_to_leave_stops_them(settings: Settings) -> None:
    with running(settings) as (_, first):
        pids = first.pids()
        with running(settings) as (_, second):
            assert second.pids() == pids
        assert first.pids() == pids
    assert first.pids() == {"postgres": None, "valkey": None}


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_a_killed_server_is_started_again_where_it_was(settings: Settings, name: str) -> None:
    with running(settings) as (complete, servers):
        _query(complete, "CREATE TABLE kept AS SELECT 7 AS value")
        before = servers.pids()
        killed = before[name]
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        while psutil.pid_exists(killed) and psutil.Process(killed).status() != psutil.STATUS_ZOMBIE:
            pass
        assert servers.restart_dead()
        assert not servers.restart_dead()
        after = servers.pids()
        assert {key for key in after if after[key] != before[key]} == {name}
        assert _query(complete, "SELECT value FROM kept") == 7
        with _redis(complete) as client:
            assert client.ping()


def test_servers_of_a_killed_command_are_found_and_stopped(settings: Settings) -> None:
    lines = f"""
import os, sys
from pathlib import Path
from bot.config import Settings
from bot.embedded.servers import running
with running(Settings(data_dir=Path({str(settings.data_dir)!r}))) as (_, servers):
    print(servers.pids(), flush=True)
    os.kill(os.getpid(), 9)
"""
    killed = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    with running(settings) as (_, servers):
        assert str(servers.pids()) == killed.stdout.strip()
    assert servers.pids() == {"postgres": None, "valkey": None}


def test_a_first_start_that_was_killed_half_way_begins_again(settings: Settings) -> None:
    half_made = settings.data_dir / "postgres.new-4711" / "data"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18")
    with running(settings) as (complete, _):
        assert _query(complete, "SELECT 1") == 1
    assert not half_made.exists()


def test_a_stale_pid_file_naming_a_stranger_is_overcome(settings: Settings) -> None:
    with running(settings):
        pass
    for path in (settings.data_dir / "postgres" / "postmaster.pid", settings.data_dir / "valkey" / "valkey.pid"):
        path.write_text(f"{os.getpid()}\n")
    with running(settings) as (complete, servers):
        assert _query(complete, "SELECT 1") == 1
        assert os.getpid() not in servers.pids().values()


def test_a_taken_port_is_given_up_for_another(settings: Settings) -> None:
    with running(settings) as (first, _):
        pass
    taken = int((settings.data_dir / "postgres.port").read_text())
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", taken))
        stranger.listen()
        with running(settings) as (second, _):
            assert second.database_url != first.database_url
            assert _query(second, "SELECT 1") == 1
    with running(settings) as (third, _):
        assert third.database_url == second.database_url


@pytest.fixture
def small_disk(settings: Settings) -> Iterator[Path]:
    folder = settings.data_dir / "small"
    folder.mkdir()
    if _command("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)) != 0:
        pytest.skip("a small disk cannot be mounted here")
    yield folder
    assert _command("umount", str(folder)) == 0


def test_a_full_disk_is_one_sentence(settings: Settings, small_disk: Path) -> None:
    on_small_disk = settings.model_copy(update={"data_dir": small_disk})
    with pytest.raises(EmbeddedServerError, match="is full; free some space") as caught, running(on_small_disk):
        pass
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("server", ["postgres", "valkey"])
def test_a_frozen_server_is_stopped_all_the_same(
    settings: Settings, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"bot.embedded.{server}._STOP_SECONDS", 1)
    with running(settings) as (_, servers):
        pid = servers.pids()[server]
        assert pid is not None
        frozen = [psutil.Process(pid), *psutil.Process(pid).children()]
        for process in frozen:
            process.suspend()
    assert not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in frozen)
    with running(settings) as (again, _):
        assert _query(again, "SELECT 1") == 1


def test_an_outage_within_a_command_is_one_sentence(settings: Settings) -> None:
    with pytest.raises(Failure, match="gone"), running(settings):
        raise DatabaseUnavailableError("gone")


def test_a_remembered_port_is_kept_while_it_is_free(tmp_path: Path) -> None:
    remembered = tmp_path / "port"
    first = choose_port(remembered)
    assert choose_port(remembered) == first
    assert choose_port(remembered, other=True) != first
    remembered.write_text("nonsense")
    assert choose_port(remembered) > 0
    assert json.loads(remembered.read_text()) > 0
