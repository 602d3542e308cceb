from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from db.crypto import Cipher
from db.idempotency import KEPT, LEASE, Claim, Conflict, IdempotencyKeys, Request, Stored
from db.pool import Database

ASKED = Request("test:child-1", "key-1", "POST", "/api/v1/chat", '{"message":"배고파"}'.encode())
OTHER = Request("test:child-1", "key-1", "POST", "/api/v1/chat", b"{}")
ANSWER = Stored(200, '{"response":"네!"}'.encode())


@pytest.fixture
def keys(database: Database) -> IdempotencyKeys:
    return IdempotencyKeys(database, Cipher(b"k" * 32))


async def take(keys: IdempotencyKeys, request: Request = ASKED) -> Claim:
    claim = await keys.begin(request)
    assert isinstance(claim, Claim)
    return claim


async def age(database: Database, by: timedelta) -> None:
    async with database.acquire() as connection:
        await connection.execute("UPDATE chatbot.idempotency_keys SET created_at = created_at - $1::interval", by)


async def test_an_answer_is_kept_for_those_who_repeat(keys: IdempotencyKeys) -> None:
    await keys.finish(await take(keys), ANSWER)
    assert await keys.begin(ASKED) == ANSWER
    assert await keys.begin(OTHER) is Conflict.OTHER_REQUEST


@pytest.mark.parametrize(
    "other",
    [
        Request("test:child-2", "key-1", ASKED.method, ASKED.path, ASKED.body),
        Request("test:child-1", "key-2", ASKED.method, ASKED.path, ASKED.body),
    ],
)
async def test_another_caller_or_key_is_another_request(keys: IdempotencyKeys, other: Request) -> None:
    await keys.finish(await take(keys), ANSWER)
    assert isinstance(await keys.begin(other), Claim)


@pytest.mark.parametrize(("method", "path"), [("PUT", ASKED.path), ("POST", "/api/v1/orders")])
async def test_a_key_stands_for_one_door(keys: IdempotencyKeys, method: str, path: str) -> None:
    await keys.finish(await take(keys), ANSWER)
    assert await keys.begin(Request(ASKED.caller, ASKED.key, method, path, ASKED.body)) is Conflict.OTHER_REQUEST


async def test_a_running_request_is_not_begun_again(keys: IdempotencyKeys) -> None:
    await take(keys)
    assert await keys.begin(ASKED) is Conflict.RUNNING
    assert await keys.begin(OTHER) is Conflict.OTHER_REQUEST


async def test_of_fifty_at_once_one_holds_the_key(keys: IdempotencyKeys) -> None:
    begun = await asyncio.gather(*(keys.begin(ASKED) for _ in range(50)))
    assert sum(isinstance(each, Claim) for each in begun) == 1
    assert begun.count(Conflict.RUNNING) == 49


async def test_a_released_key_is_free(keys: IdempotencyKeys) -> None:
    await keys.release(await take(keys))
    assert isinstance(await keys.begin(OTHER), Claim)


async def test_a_dead_holder_is_followed_after_its_lease(database: Database, keys: IdempotencyKeys) -> None:
    dead = await take(keys)
    await age(database, LEASE - timedelta(seconds=5))
    assert await keys.begin(ASKED) is Conflict.RUNNING
    await age(database, timedelta(seconds=6))
    assert await keys.begin(OTHER) is Conflict.OTHER_REQUEST
    follower = await take(keys)
    assert follower.taken_at > dead.taken_at


async def test_a_holder_that_was_given_up_changes_nothing(database: Database, keys: IdempotencyKeys) -> None:
    await take(keys)
    await age(database, LEASE + timedelta(seconds=1))
    follower = await take(keys)
    late = Claim(follower.caller, follower.key, datetime.now(UTC) - LEASE)
    await keys.finish(late, Stored(200, b"late"))
    await keys.release(late)
    assert await keys.begin(ASKED) is Conflict.RUNNING
    await keys.finish(follower, ANSWER)
    assert await keys.begin(ASKED) == ANSWER


async def test_a_finished_answer_is_never_replaced(keys: IdempotencyKeys) -> None:
    claim = await take(keys)
    await keys.finish(claim, ANSWER)
    await keys.finish(claim, Stored(500, b"again"))
    await keys.release(claim)
    assert await keys.begin(ASKED) == ANSWER


async def test_a_key_is_forgotten_after_a_day(database: Database, keys: IdempotencyKeys) -> None:
    await keys.finish(await take(keys), ANSWER)
    await age(database, KEPT - timedelta(minutes=1))
    assert await keys.begin(ASKED) == ANSWER
    await age(database, timedelta(minutes=2))
    await take(keys, OTHER)
    assert await keys.begin(ASKED) is Conflict.OTHER_REQUEST


async def test_nothing_that_was_said_can_be_read_in_the_table(database: Database, keys: IdempotencyKeys) -> None:
    await keys.finish(await take(keys), ANSWER)
    async with database.acquire() as connection:
        (row,) = await connection.fetch("SELECT * FROM chatbot.idempotency_keys")
    whole = b" ".join(value if isinstance(value, bytes) else str(value).encode() for value in row.values())
    assert not [word for word in ("child-1", "key-1", "배고파", "네!") if word.encode() in whole]


def test_an_identity_is_of_the_request_and_the_day(keys: IdempotencyKeys) -> None:
    today, tomorrow = date(2026, 11, 23), date(2026, 11, 24)
    same = {keys.identity(ASKED, today) for _ in range(3)}
    others = {keys.identity(ASKED, tomorrow), keys.identity(OTHER, today)}
    assert len(same) == 1
    assert len(same | others) == 3
