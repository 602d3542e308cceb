"""A repeated POST is answered once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpClient

from core.messages import Answer, Incoming
from db.pool import Database
from tests.bot.api.conftest import Client, Conversation, Headers, bearer

PATH = "/api/v1/chat"
NewKey = Callable[[], Headers]


async def test_the_same_request_gets_the_same_answer(
    client: Client, conversation: Conversation, new_key: NewKey
) -> None:
    headers = new_key()
    first = await client.post(PATH, json={"message": "배고파"}, headers=headers)
    again = await client.post(PATH, json={"message": "배고파"}, headers=headers)
    assert (first.status, again.status) == (200, 200)
    assert await first.read() == await again.read()
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.content_type == "application/json"
    assert len(conversation.turns) == 1


async def test_the_same_key_with_another_body_is_refused(
    client: Client, conversation: Conversation, new_key: NewKey
) -> None:
    headers = new_key()
    await client.post(PATH, json={"message": "배고파"}, headers=headers)
    other = await client.post(PATH, json={"message": "목말라"}, headers=headers)
    problem = await other.json()
    assert (other.status, problem["code"]) == (422, "idempotency_key_reused")
    assert [turn.text for turn in conversation.turns] == ["배고파"]


async def test_a_key_belongs_to_its_caller(client: Client, conversation: Conversation) -> None:
    for user in ("test:child-1", "test:child-2"):
        response = await client.post(
            PATH, json={"message": user}, headers={**bearer(user), "Idempotency-Key": "shared"}
        )
        assert response.status == 200
    assert [turn.text for turn in conversation.turns] == ["test:child-1", "test:child-2"]


async def test_without_a_key_every_request_is_its_own(client: Client, conversation: Conversation) -> None:
    for _ in range(2):
        await client.post(PATH, json={"message": "배고파"}, headers=bearer())
    first, second = conversation.turns
    assert first.turn_id != second.turn_id


@pytest.mark.parametrize("key", ["", "a b", "한글", "x" * 201, "tab\there"])
async def test_a_key_that_cannot_be_kept_is_refused(client: Client, conversation: Conversation, key: str) -> None:
    response = await client.post(PATH, json={"message": "야"}, headers={**bearer(), "Idempotency-Key": key})
    assert (response.status, (await response.json())["type"]) == (400, "urn:naviyam:problem:invalid_header")
    assert conversation.turns == []


async def test_a_refused_body_leaves_its_key_free(client: Client, new_key: NewKey) -> None:
    headers = new_key()
    wrong = await client.post(PATH, json={"message": 7}, headers=headers)
    right = await client.post(PATH, json={"message": "일곱"}, headers=headers)
    assert (wrong.status, right.status) == (400, 200)


async def test_a_fault_leaves_its_key_free(client: Client, conversation: Conversation, new_key: NewKey) -> None:
    headers = new_key()
    conversation.fault = ZeroDivisionError("broken")
    broken = await client.post(PATH, json={"message": "야"}, headers=headers)
    conversation.fault = None
    mended = await client.post(PATH, json={"message": "야"}, headers=headers)
    assert (broken.status, mended.status) == (500, 200)
    first, second = conversation.turns
    assert first.turn_id == second.turn_id


class Slow(Conversation):
    """Begins a turn, says so, and ends it when told."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()

    async def handle(self, incoming: Incoming) -> Answer:
        self.begun.set()
        await self.may_end.wait()
        return await super().handle(incoming)


class TestWhileTheFirstIsAnswered:
    @pytest.fixture
    def conversation(self) -> Slow:
        return Slow()

    async def test_a_second_is_told_to_come_back(self, client: Client, conversation: Slow, new_key: NewKey) -> None:
        headers = new_key()
        first = asyncio.create_task(client.post(PATH, json={"message": "야"}, headers=headers))
        await conversation.begun.wait()
        early = await client.post(PATH, json={"message": "야"}, headers=headers)
        assert (early.status, (await early.json())["code"]) == (409, "idempotency_key_running")
        assert early.headers["Retry-After"] == "1"
        conversation.may_end.set()
        answered = await first
        late = await client.post(PATH, json={"message": "야"}, headers=headers)
        assert await late.read() == await answered.read()
        assert len(conversation.turns) == 1

    async def test_of_twenty_at_once_one_is_answered(self, client: Client, conversation: Slow, new_key: NewKey) -> None:
        headers = new_key()
        conversation.may_end.set()
        many = await asyncio.gather(*(client.post(PATH, json={"message": "야"}, headers=headers) for _ in range(20)))
        assert {response.status for response in many} <= {200, 409}
        assert len(conversation.turns) == 1


async def test_without_postgresql_a_turn_is_still_answered(
    app: web.Application,
    database: Database,
    conversation: Conversation,
    aiohttp_client: AiohttpClient,
    new_key: NewKey,
) -> None:
    client = await aiohttp_client(app)
    headers = new_key()
    await database.close()
    for _ in range(2):
        response = await client.post(PATH, json={"message": "배고파"}, headers=headers)
        assert response.status == 200
    first, second = conversation.turns
    assert first.turn_id == second.turn_id
