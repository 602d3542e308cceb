"""`./naviyam up` as a person starts it: a process of its own, on a data dir of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil
import psycopg
import pytest

from bot.config import ROOT
from tests.servers import scratch_folder

pytestmark = pytest.mark.slow

_LIMIT = 60.0


@dataclass(frozen=True, slots=True)
class Up:
    """A running `up` and what it printed."""

    process: subprocess.Popen[str]
    data_dir: Path
    lines: tuple[str, str, str]

    @property
    def address(self) -> str:
        return self.lines[0].removeprefix("ready ")

    @property
    def database_url(self) -> str:
        return self.lines[1].removeprefix("database ")

    def end(self, number: signal.Signals) -> int:
        """Send the signal and give the exit code."""
        self.process.send_signal(number)
        self.process.communicate(timeout=_LIMIT)
        return self.process.returncode

    def pids(self) -> dict[str, int | list[int]]:
        known: dict[str, int | list[int]] = json.loads((self.data_dir / "run" / "pids.json").read_text())
        return known

    def web(self) -> list[int]:
        pids = self.pids()["web"]
        assert isinstance(pids, list)
        return pids


def _naviyam(*words: str) -> list[str]:
    return [sys.executable, "-m", "bot", *words]


def _start(data_dir: Path) -> Up:
    process = subprocess.Popen(  # noqa: S603 - our own program
        _naviyam("up", "--port", "0", "--data-dir", str(data_dir)), cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    first, second, third = (process.stdout.readline().strip() for _ in range(3))
    return Up(process, data_dir, (first, second, third))


def _call(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own program
        _naviyam(*words), cwd=ROOT, capture_output=True, text=True, check=False, timeout=_LIMIT
    )


def _ready(up: Up) -> dict[str, object]:
    with urlopen(f"{up.address}/readyz", timeout=_LIMIT) as answer:  # noqa: S310 - the address that up printed
        status: dict[str, object] = json.load(answer)
    return status


def _until(holds: Callable[[], bool]) -> None:
    patience = time.monotonic() + _LIMIT
    while not holds():
        assert time.monotonic() < patience, "it did not happen in time"
        time.sleep(0.02)


def _is_alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@pytest.fixture(scope="module")
def up() -> Iterator[Up]:
    with scratch_folder() as data_dir:
        running = _start(data_dir)
        yield running
        assert running.end(signal.SIGTERM) == 0


def test_it_says_where_it_is_and_answers_there(up: Up) -> None:
    assert up.address.startswith("http://127.0.0.1:")
    assert up.lines[2].startswith("redis redis://")
    assert _ready(up)["status"] == "ok"
    with psycopg.connect(up.database_url) as connection:
        row = connection.execute("SELECT count(*) FROM chatbot.shops").fetchone()
    assert row is not None
    assert row[0] >= 300


def test_it_says_which_processes_it_runs(up: Up) -> None:
    pids = up.pids()
    assert list(pids) == ["up", "web", "scheduler", "postgres", "valkey"]
    assert pids["up"] == up.process.pid
    names = {key: psutil.Process(pid).name() for key, pid in pids.items() if isinstance(pid, int)}
    assert names["postgres"] == "postgres"
    assert names["valkey"].startswith("valkey")


def test_a_killed_web_process_comes_back_and_no_caller_is_refused(up: Up) -> None:
    (killed,) = up.web()
    os.kill(killed, signal.SIGKILL)
    assert _ready(up)["status"] == "ok"
    _until(lambda: up.web() not in ([], [killed]))


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_a_killed_server_comes_back_where_it_was(up: Up, name: str) -> None:
    killed = up.pids()[name]
    assert isinstance(killed, int)
    os.kill(killed, signal.SIGKILL)
    _until(lambda: up.pids()[name] not in (killed, None))
    _until(lambda: _ready(up)["status"] == "ok")


def test_a_second_one_on_the_same_data_dir_is_refused(up: Up) -> None:
    second = _call("up", "--port", "0", "--data-dir", str(up.data_dir))
    assert second.returncode == 1
    assert second.stdout == ""
    assert second.stderr == f"naviyam: ./naviyam up already runs on {up.data_dir} (process {up.process.pid})\n"


def test_other_commands_use_its_servers_and_leave_them_running(up: Up) -> None:
    before = up.pids()
    assert _call("migrate", "--data-dir", str(up.data_dir)).returncode == 0
    doctor = _call("doctor", "--data-dir", str(up.data_dir))
    assert doctor.returncode == 0, doctor.stdout
    assert "PostgreSQL: embedded" in doctor.stdout
    assert up.pids() == before
    assert _ready(up)["status"] == "ok"


def test_links_that_other_commands_make_lead_to_it(up: Up) -> None:
    with psycopg.connect(up.database_url) as connection:
        (shop,) = connection.execute("SELECT min(id) FROM chatbot.shops WHERE is_coupon_partner").fetchone() or (0,)
    made = json.loads(_call("shop-access", str(shop), "--data-dir", str(up.data_dir)).stdout)
    assert made["page"].startswith(f"{up.address}/s/")
    with urlopen(made["page"], timeout=_LIMIT) as page:  # noqa: S310 - the address that was printed
        assert page.status == 200


def test_after_a_kill_the_next_start_takes_over_and_its_stop_ends_everything_in_order() -> None:
    with scratch_folder() as data_dir:
        killed = _start(data_dir)
        killed.end(signal.SIGKILL)
        orphans = killed.web()
        second = _start(data_dir)
        assert second.database_url == killed.database_url
        assert _ready(second)["status"] == "ok"
        assert not any(_is_alive(pid) for pid in orphans)
        pids = second.pids()
        assert second.end(signal.SIGINT) == 0
        assert not any(
            _is_alive(pid) for value in pids.values() for pid in ([value] if isinstance(value, int) else value)
        )
        assert not (data_dir / "run" / "pids.json").exists()


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        port = str(stranger.getsockname()[1])
        refused = _call("up", "--port", port, "--data-dir", str(tmp_path))
    assert refused.returncode == 1
    assert refused.stderr == f"naviyam: port {port} is taken by another program: choose another with --port\n"


def test_off_loopback_it_does_not_start_without_secrets(tmp_path: Path) -> None:
    refused = _call("up", "--host", "0.0.0.0", "--data-dir", str(tmp_path))  # noqa: S104 - that is the question
    assert refused.returncode == 1
    assert "NAVIYAM_JWT_SECRET" in refused.stderr
    assert refused.stderr.count("\n") == 1
