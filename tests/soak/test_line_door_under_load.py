"""LINE's door under 200 events a second: each has its 200 before LINE gives up, and each is answered in the end."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import statistics
import sys
import time
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from bot.config import ROOT
from tests.faults.house import SECRET, House, house, problems, said
from tests.servers import Databases

pytestmark = pytest.mark.soak

A_SECOND = 200
SECONDS = 30
LINE_WAITS_SECONDS = 2.0
ANSWERED_SECONDS = 300


async def _posted(made: House) -> list[float]:
    """The seconds until each 200, the time that a post was held up before it left included."""
    events = [said("안녕", f"U{secrets.token_hex(16)}", time.time()) for _ in range(A_SECOND * SECONDS)]
    made.posted.extend(events)
    bodies = [made.line.body_of([event]).decode() for event in events]
    told = {"url": f"{made.url}/webhooks/line", "secret": SECRET, "bodies": bodies, "a_second": A_SECOND}
    poster = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.soak.line_poster"), cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    written, _ = await poster.communicate(json.dumps(told).encode() + b"\n")
    assert poster.returncode == 0
    took: list[float] = json.loads(written)
    return took


async def test_two_hundred_events_a_second(servers: tuple[Databases, str], tmp_path: Path) -> None:
    with servers[0].copy() as url:
        async with house(url, servers[1], tmp_path) as made:
            made.line.token_seconds = float("inf")
            await made.start(past_the_wire=True)
            took = await _posted(made)
            answered = await made.settled(ANSWERED_SECONDS)
            assert [*problems(made)] == []
    print(  # noqa: T201
        f"200 after {statistics.median(took) * 1000:.0f} ms, at most {max(took) * 1000:.0f} ms; the last answer "
        f"{answered:.0f} s after the last event; load {os.getloadavg()[0]:.1f}"
    )
    assert max(took) < LINE_WAITS_SECONDS
