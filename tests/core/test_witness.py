"""A witness is a keyed hash of account and shop, and cannot flood the list."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from core.clock import SEOUL
from core.messages import Account
from core.witness import REPORTS_A_DAY, Witnesses
from db.crypto import Cipher
from db.redis import connect

NOW = datetime(2026, 11, 23, 23, 50, tzinfo=SEOUL)
CHILD, OTHER = Account("kakao", "02e5-child"), Account("line", "02e5-child")
CIPHER = Cipher(b"k" * 32)


@pytest.fixture
def witnesses(redis: Redis) -> Witnesses:
    return Witnesses(redis, CIPHER, "먼저 물어봐요")


async def test_the_same_person_is_the_same_at_one_shop_and_a_stranger_at_the_next(witnesses: Witnesses) -> None:
    first = await witnesses.hear(CHILD, 1, "closed", NOW)
    again = await witnesses.hear(CHILD, 1, "price", NOW + timedelta(days=1))
    elsewhere = await witnesses.hear(CHILD, 2, "closed", NOW)
    assert first is not None
    assert again is not None
    assert elsewhere is not None
    assert first.reporter_hash == again.reporter_hash != elsewhere.reporter_hash


async def test_two_people_differ_also_with_the_same_name_on_two_platforms(witnesses: Witnesses) -> None:
    one, two = [await witnesses.hear(account, 1, "closed", NOW) for account in (CHILD, OTHER)]
    assert one is not None
    assert two is not None
    assert one.reporter_hash != two.reporter_hash


async def test_the_hash_needs_the_key(redis: Redis, witnesses: Witnesses) -> None:
    elsewhere = Witnesses(redis, Cipher(b"x" * 32), "")
    one, two = await witnesses.hear(CHILD, 1, "closed", NOW), await elsewhere.hear(CHILD, 1, "closed", NOW)
    assert one is not None
    assert two is not None
    assert len(one.reporter_hash) == 32
    assert one.reporter_hash != two.reporter_hash


async def test_so_many_reports_a_day_and_no_more(witnesses: Witnesses) -> None:
    heard = [await witnesses.hear(CHILD, shop, "closed", NOW) for shop in range(REPORTS_A_DAY + 2)]
    assert [report is not None for report in heard] == [True] * REPORTS_A_DAY + [False] * 2
    assert await witnesses.hear(OTHER, 99, "closed", NOW) is not None
    assert await witnesses.hear(CHILD, 99, "closed", NOW + timedelta(minutes=10)) is not None  # the next day


async def test_saying_it_again_takes_nothing_from_the_day(witnesses: Witnesses) -> None:
    heard = [await witnesses.hear(CHILD, 1, "closed", NOW) for _ in range(REPORTS_A_DAY * 2)]
    assert None not in heard


async def test_nothing_in_redis_names_the_person_or_stays_longer_than_a_day(redis: Redis, witnesses: Witnesses) -> None:
    await witnesses.hear(CHILD, 1, "closed", NOW)
    (key,) = await redis.keys()
    assert "02e5" not in f"{key!r} {await redis.smembers(key)!r}"
    assert 0 < await redis.ttl(key) <= 24 * 3600


async def test_without_redis_a_report_still_counts() -> None:
    gone = connect("redis://127.0.0.1:9")
    assert await Witnesses(gone, CIPHER, "").hear(CHILD, 1, "closed", NOW) is not None
    await gone.aclose()
