"""kill -9 of a process that owes KakaoTalk answers: each comes once, from the next one, within its minute or never."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from bot.standins.kakao import KakaoStandIn
from bot.standins.kakao_caller import KakaoCaller
from tests.faults.house import SKILL_KEY, House, house
from tests.servers import Databases

PEOPLE = 3
_BEFORE_PATIENCE_ENDS = 2.0
_SOON = 15.0


class DeadlyKakao(KakaoStandIn):
    """Kakao that can kill whoever hands over a late answer, right after it took it."""

    def __init__(self) -> None:
        super().__init__()
        self.kills: House | None = None

    async def _callback(self, request: web.Request) -> web.Response:
        response = await super()._callback(request)
        if self.kills is not None:
            self.kills.kill()
            if request.transport is not None:
                request.transport.abort()
        return response


@dataclass
class Debtor:
    """A web process whose turns last until they are let go, so that every call is promised an answer."""

    home: House
    kakao: DeadlyKakao
    session: ClientSession

    @asynccontextmanager
    async def owing(self) -> AsyncIterator[list[str]]:
        """The callback tokens of some people while their turns still run."""
        async with self._locked("conversations"):
            async with self._locked("users"):
                calls = [asyncio.create_task(self._promised()) for _ in range(PEOPLE)]
                await asyncio.sleep(_BEFORE_PATIENCE_ENDS)  # no statement waits for a lock longer than three seconds
            yield [await call for call in calls]

    async def _promised(self) -> str:
        url = f"{self.home.url}/webhooks/kakao"
        caller = KakaoCaller(self.session, url, SKILL_KEY, "bot", secrets.token_hex(16), self.kakao)
        call = caller.skill_call("안녕")
        assert (await caller.call(call)).is_late
        return str(call["userRequest"]["callbackUrl"]).rpartition("/")[2]

    @asynccontextmanager
    async def _locked(self, table: str) -> AsyncIterator[None]:
        async with self.home.database.transaction() as connection:
            await connection.execute(f"LOCK TABLE chatbot.{table} IN ACCESS EXCLUSIVE MODE")
            yield

    async def inherited(self) -> None:
        """The leases of the dead one run out, and the next one settles everything."""
        await self.home.died(_SOON)
        await self.home.value("UPDATE chatbot.inbox SET leased_until = now() WHERE state = 'taken'")
        await self.home.start()
        async with asyncio.timeout(_SOON):
            while await self.home.value("SELECT count(*) FROM chatbot.inbox WHERE state IN ('new', 'taken')"):  # noqa: ASYNC110 - no events
                await asyncio.sleep(0.05)

    @property
    def answered(self) -> Counter[str]:
        """How often each promise was answered."""
        return Counter(token for _, token, _ in self.kakao.accepted)


@pytest.fixture
async def debtor(servers: tuple[Databases, str], tmp_path: Path) -> AsyncIterator[Debtor]:
    kakao = await DeadlyKakao.start()
    with servers[0].copy() as url:
        async with house(url, servers[1], tmp_path, kakao_url=kakao.url) as home, ClientSession() as session:
            await home.start()
            yield Debtor(home, kakao, session)
    await kakao.stop()


@pytest.mark.slow
async def test_what_a_killed_process_promised_is_answered_once_and_only_within_its_minute(debtor: Debtor) -> None:
    async with debtor.owing() as owed:
        debtor.home.kill()
        await debtor.home.died(_SOON)
    ended = "UPDATE chatbot.inbox SET received_at = received_at - INTERVAL '1 minute'"
    await debtor.home.value(f"{ended} WHERE id = (SELECT max(id) FROM chatbot.inbox)")
    await debtor.inherited()
    assert len(owed) == PEOPLE
    assert sorted(debtor.answered[token] for token in owed) == [0, *[1] * (PEOPLE - 1)]
    states = "SELECT array_agg(state ORDER BY id) FROM chatbot.inbox"
    assert await debtor.home.value(states) == [*["done"] * (PEOPLE - 1), "dead"]


@pytest.mark.slow
async def test_an_answer_that_had_just_arrived_when_the_process_died_is_seen_once(debtor: Debtor) -> None:
    async with debtor.owing() as owed:
        debtor.kakao.kills = debtor.home
    await debtor.home.died(_SOON)
    debtor.kakao.kills = None
    await debtor.inherited()
    assert debtor.answered == Counter(owed)
