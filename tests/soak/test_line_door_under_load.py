"""LINE's door under 200 events a second: each has its 200 before LINE gives up, and each is answered in the end."""

from __future__ import annotations

import asyncio
import secrets
import statistics
import time
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.standins.line_account import signature
from tests.faults.house import SECRET, House, house, problems, said
from tests.servers import Databases

pytestmark = pytest.mark.soak

A_SECOND = 200
SECONDS = 30
LINE_WAITS_SECONDS = 2.0
ANSWERED_SECONDS = 240


async def _post(made: House, client: ClientSession, took: list[float]) -> None:
    event = said("안녕", f"U{secrets.token_hex(16)}", time.time())
    body = made.line.body_of([event])
    began = time.perf_counter()
    headers = {"X-Line-Signature": signature(SECRET, body), "Content-Type": "application/json"}
    async with client.post(f"{made.url}/webhooks/line", data=body, headers=headers) as answer:
        assert answer.status == 200
    took.append(time.perf_counter() - began)
    made.posted.append(event)


async def test_two_hundred_events_a_second(servers: tuple[Databases, str], tmp_path: Path) -> None:
    took: list[float] = []
    with servers[0].copy() as url:
        async with house(url, servers[1], tmp_path) as made:
            made.line.token_seconds = float("inf")
            await made.start()
            began = time.perf_counter()
            async with ClientSession() as client, asyncio.TaskGroup() as posting:
                for number in range(A_SECOND * SECONDS):
                    await asyncio.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
                    posting.create_task(_post(made, client, took))
            answered = await made.settled(ANSWERED_SECONDS)
            assert [*problems(made)] == []
    print(  # noqa: T201
        f"200 after {statistics.median(took) * 1000:.0f} ms, at most {max(took) * 1000:.0f} ms; "
        f"the last answer {answered:.0f} s after the last event"
    )
    assert max(took) < LINE_WAITS_SECONDS
