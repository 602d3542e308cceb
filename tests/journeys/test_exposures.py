"""What a real channel showed stands in the database with its chances: what later judges another ranking."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

import pytest
import pytest_asyncio

from core.recommend.explore import BUDGET
from tests.journeys.stage import Stage, running, settings_for
from tests.journeys.story import NOON
from tests.servers import Databases

pytestmark = pytest.mark.asyncio(loop_scope="session")

ASKED = "건대입구역에서 9천원으로 뭐 먹지"
WITHIN_SECONDS = 5.0
PEOPLE = 8


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def real(servers: tuple[Databases, str], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """An application on the real Kakao platform, whose catalogue is an office's own list."""
    with servers[0].copy() as url:
        settings = settings_for(url, servers[1], tmp_path_factory.mktemp("exposures"))
        async with running(settings, NOON, kakao_api_url="https://bot-api.kakao.com") as stage:
            await stage.execute("UPDATE chatbot.shops SET data_source = 'office'")
            await _known(stage)
            yield stage


async def _known(stage: Stage) -> None:
    """Ask until the changed catalogue is the one that answers."""
    end = monotonic() + WITHIN_SECONDS
    while True:
        answer = await stage.door("kakao").say(ASKED)
        if answer.cards or monotonic() > end:
            return
        await asyncio.sleep(0.1)


async def _lists(stage: Stage) -> list[dict[str, Any]]:
    async with stage.database.acquire() as connection:
        rows = await connection.fetch(
            """
            SELECT r.ranking, r.recommendations, r.user_id, c.recommended_shop_ids
            FROM chatbot.recommendations_log r JOIN chatbot.conversations c USING (turn_id)
            """
        )
    return [dict(row) for row in rows]


async def test_every_list_of_a_call_is_kept_in_its_order_with_the_chance_of_each_place(real: Stage) -> None:
    await real.sweep()
    for _ in range(PEOPLE):
        assert (await real.door("kakao").say(ASKED)).cards
    kept = await _lists(real)
    assert len(kept) == PEOPLE
    for row in kept:
        ranking = row["ranking"]
        shown, pool = ranking["shown"], ranking["pool"]
        assert shown == [item["shop_id"] for item in row["recommendations"]] == row["recommended_shop_ids"]
        assert set(shown) <= set(pool)
        assert ranking["chances"] == pytest.approx(
            [BUDGET / len(pool) + (1 - BUDGET) * (shop == first) for shop, first in zip(shown, pool, strict=False)]
        )
        assert ranking["drawn"] or shown == pool[: len(shown)]
        assert len(ranking["wide"]) == len(pool)
        assert row["user_id"] is None  # nobody agreed to anything, and nothing here says who it was


async def test_an_asked_order_is_never_drawn_for(real: Stage) -> None:
    await real.sweep()
    door = real.door("kakao")
    await door.say(ASKED)
    await door.say("더 싼 데")
    asked, cheaper = await _lists(real)
    assert asked["ranking"] is not None
    assert cheaper["ranking"] is None
