from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from redis.asyncio import Redis

from core.admission import Admission, Verdict
from core.capacity import Capacity
from core.messages import Account
from db.crypto import Cipher
from db.redis import SOCKET_SECONDS, connect

CHILD = Account("kakao", "02e5-child")
OTHER = Account("line", "02e5-child")
CIPHER = Cipher(b"k" * 32)


@dataclass
class Time:
    """The process's own clock, turned by hand."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


async def admitted(admission: Admission, account: Account, times: int) -> int:
    return [await admission.admit(account) for _ in range(times)].count(Verdict.WELCOME)


async def test_so_many_a_minute_and_no_more(redis: Redis) -> None:
    admission = Admission(redis, CIPHER, 5, Capacity())
    assert await admitted(admission, CHILD, 8) == 5
    assert await admitted(admission, OTHER, 8) == 5


async def test_processes_share_the_limit(redis: Redis, redis_url: str) -> None:
    elsewhere = connect(redis_url)
    here, there = Admission(redis, CIPHER, 20, Capacity()), Admission(elsewhere, CIPHER, 20, Capacity())
    results = [one for _ in range(20) for one in await asyncio.gather(here.admit(CHILD), there.admit(CHILD))]
    assert results.count(Verdict.WELCOME) == 20
    await elsewhere.aclose()


async def test_a_refused_person_is_told_when(redis: Redis) -> None:
    admission = Admission(redis, CIPHER, 2, Capacity())
    await admitted(admission, CHILD, 3)
    assert 58 <= await admission.seconds_until_free(CHILD) <= 60


async def test_a_turn_costs_one_round_trip(redis: Redis) -> None:
    admission = Admission(redis, CIPHER, 60, Capacity())
    await admission.admit(CHILD)
    before = (await redis.info("commandstats"))["cmdstat_evalsha"]["calls"]
    await admitted(admission, CHILD, 10)
    after = (await redis.info("commandstats"))["cmdstat_evalsha"]["calls"]
    assert after - before == 10


async def test_redis_never_learns_who_speaks(redis: Redis) -> None:
    await Admission(redis, CIPHER, 5, Capacity()).admit(CHILD)
    keys = await redis.keys("*")
    assert len(keys) == 1
    assert CHILD.external_id.encode() not in keys[0]
    assert 0 < await redis.ttl(keys[0]) <= 60


async def test_a_restarted_redis_is_used_at_once(redis: Redis) -> None:
    admission = Admission(redis, CIPHER, 5, Capacity())
    await admission.admit(CHILD)
    await redis.script_flush()
    await redis.client_kill_filter(_type="normal", skipme=False)
    assert await admission.admit(CHILD)
    assert await redis.keys("*") != []


async def test_a_full_redis_stops_nobody(redis: Redis) -> None:
    await redis.config_set("maxmemory", "1")
    try:
        assert await admitted(Admission(redis, CIPHER, 5, Capacity()), CHILD, 8) == 5
    finally:
        await redis.config_set("maxmemory", "0")


class TestWithoutRedis:
    @pytest.fixture
    async def gone(self) -> AsyncIterator[Redis]:
        client = connect("redis://127.0.0.1:9")
        yield client
        await client.aclose()

    async def test_the_process_counts_alone(self, gone: Redis) -> None:
        clock = Time()
        admission = Admission(gone, CIPHER, 3, Capacity(), monotonic=clock)
        assert await admitted(admission, CHILD, 5) == 3
        assert await admission.seconds_until_free(CHILD) == 60
        clock.now += 59.5
        assert await admission.admit(CHILD) is Verdict.TOO_OFTEN
        assert await admission.seconds_until_free(CHILD) == 1
        clock.now += 0.5
        assert await admitted(admission, CHILD, 5) == 3

    async def test_the_window_moves(self, gone: Redis) -> None:
        clock = Time()
        admission = Admission(gone, CIPHER, 2, Capacity(), monotonic=clock)
        results = []
        for step in (0, 30, 29, 1, 1, 29):  # seconds between the tries
            clock.now += step
            results.append(await admission.is_within_rate(CHILD))
        assert results == [True, True, False, True, False, True]


class TestAFrozenRedis:
    @pytest.fixture
    async def asked(self) -> list[float]:
        """When it was asked."""
        return []

    @pytest.fixture
    async def frozen(self, asked: list[float]) -> AsyncIterator[Redis]:
        async def stay_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.append(time.monotonic())
            await reader.read()
            writer.close()

        server = await asyncio.start_server(stay_silent, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        client = connect(f"redis://127.0.0.1:{port}")
        yield client
        await client.aclose()
        server.close()
        await server.wait_closed()

    async def test_costs_its_time_limit_once_in_a_while(self, frozen: Redis, asked: list[float]) -> None:
        clock = Time()
        admission = Admission(frozen, CIPHER, 60, Capacity(), monotonic=clock)
        started = time.monotonic()
        assert await admitted(admission, CHILD, 50) == 50
        assert time.monotonic() - started < 2 * SOCKET_SECONDS
        clock.now += 6
        assert await admitted(admission, CHILD, 50) == 10
        assert time.monotonic() - started < 4 * SOCKET_SECONDS
        assert len(asked) == 2

    async def test_only_one_turn_looks_whether_it_is_back(self, frozen: Redis, asked: list[float]) -> None:
        clock = Time()
        admission = Admission(frozen, CIPHER, 60, Capacity(), monotonic=clock)
        await admission.admit(CHILD)
        clock.now += 6
        looking = asyncio.create_task(admission.admit(CHILD))
        await asyncio.sleep(0)
        assert all([await admission.admit(OTHER) for _ in range(20)])
        assert not looking.done()
        assert await looking
        assert len(asked) == 2
