"""Whatever is posted at Kakao's door, the real conversation behind it: never a 5xx, always JSON that Kakao takes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.standins.kakao_rules import response_problems, verdict_problems
from tests.adapters.kakao.fuzz import bodies
from tests.journeys.conftest import Theatre, theatre
from tests.journeys.stage import Stage
from tests.journeys.story import NOON

__all__ = ["theatre"]

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.slow
async def test_hundreds_of_odd_bodies(theatre: Theatre) -> None:
    assert await _post(await theatre.at(NOON), seed=6, count=200) == 200


@pytest.mark.soak
async def test_ten_thousand_odd_bodies(theatre: Theatre) -> None:
    assert await _post(await theatre.at(NOON), seed=2026, count=10_000) == 10_000


async def _post(stage: Stage, seed: int, count: int) -> int:
    """How many of `count` bodies were answered well; four callers take turns."""
    row = islice(bodies(seed), count)
    return sum(await asyncio.gather(*(_call(stage, row) for _ in range(4))))


async def _call(stage: Stage, row: Iterator[bytes]) -> int:
    good = 0
    headers = {"X-Naviyam-Key": stage.settings.kakao_skill_key.get_secret_value()}
    async with ClientSession(headers=headers) as session:
        for body in row:
            ours = body.replace(b"64f0c1d2e3a4b5c6d7e8f901", stage.settings.kakao_bot_id.encode())
            async with session.post(f"{stage.url}/webhooks/kakao", data=ours) as response:
                answer: Any = json.loads(await response.read())
                problems = response_problems(answer) if "status" not in answer else verdict_problems(answer)
                assert (response.status, problems) == (200, []), ours[:2000]
                good += 1
    return good
