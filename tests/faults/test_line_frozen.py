"""PostgreSQL frozen (SIGSTOP: connected but silent) while people write on LINE: nothing is lost, all is answered."""

from __future__ import annotations

import asyncio
import secrets
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.faults.house import House, house, problems, said
from tests.servers import throwaway_servers

ANSWERED_SECONDS = 30
LINE_WAITS_SECONDS = 2.0


@contextmanager
def frozen(database_url: str) -> Iterator[None]:
    """Stop the cluster of that database, every process of it, and let it go on."""
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
    assert row is not None
    postmaster = psutil.Process(int(row[0].splitlines()[0]))
    processes = [postmaster, *postmaster.children(recursive=True)]
    for process in processes:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            process.send_signal(signal.SIGCONT)


async def _write(made: House, people: list[str], seconds: float) -> float:
    """Everybody writes every second; returns the longest that LINE waited for its 200."""
    longest, ends = 0.0, time.monotonic() + seconds
    while time.monotonic() < ends:
        began = time.monotonic()
        assert await made.post([said("안녕", person, time.time()) for person in people]) == 200
        longest = max(longest, time.monotonic() - began)
        await asyncio.sleep(1.0)
    return longest


async def _freeze(folder: Path, seconds: float, token_seconds: float) -> tuple[House, float]:
    people = [f"U{secrets.token_hex(16)}" for _ in range(3)]
    with throwaway_servers() as (databases, redis_url), databases.copy() as url:
        async with house(url, redis_url, folder) as made:
            made.line.token_seconds = token_seconds
            await made.start()
            await made.post([said("안녕", person, time.time()) for person in people])
            await asyncio.sleep(0.8)  # the first are in hand now
            with frozen(url):
                longest = await _write(made, people, seconds)
            await made.settled(ANSWERED_SECONDS + 10 * seconds)
            return made, longest


@pytest.mark.slow
async def test_a_pause_of_three_seconds(tmp_path: Path) -> None:
    made, _ = await _freeze(tmp_path, 3, token_seconds=60)
    assert [*problems(made)] == []


@pytest.mark.soak
async def test_a_pause_of_thirty_seconds_in_which_reply_tokens_run_out(tmp_path: Path) -> None:
    made, longest = await _freeze(tmp_path, 30, token_seconds=10)
    assert [*problems(made)] == []
    assert longest < LINE_WAITS_SECONDS
    assert "push" in {kind for kind, _, _ in made.line.accepted}
    print(f"200 after {longest:.2f} s at most; {len(made.line.accepted)} answers")  # noqa: T201
