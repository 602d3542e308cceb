"""A wrong DATA_KEY is named at start, and what another key sealed waits untouched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from bot.app import build
from bot.config import ConfigurationError, Settings
from db.crypto import Cipher
from db.inbox import Arrival, Inbox
from db.pool import Database

OTHER = "ab" * 32


async def accept(database: Database, key: str) -> Inbox:
    inbox = Inbox(database, Cipher.from_hex(key))
    now = datetime.now(UTC)
    event = Arrival(f"event-{key[:2]}", "line:U1", now, now, {"type": "x"}, uuid4())
    await inbox.accept("line", [event])
    return inbox


async def test_the_web_process_names_a_wrong_key_and_does_not_start(database: Database, settings: Settings) -> None:
    await accept(database, OTHER)
    with pytest.raises(
        ConfigurationError, match=r"NAVIYAM_DATA_KEY is wrong: chatbot\.inbox\.payload is sealed with key"
    ):
        await build(settings)


async def test_the_right_key_starts(database: Database, settings: Settings) -> None:
    await accept(database, settings.data_key.get_secret_value())
    app = await build(settings)
    app.freeze()
    await app.startup()
    await app.cleanup()


async def test_an_event_under_another_key_is_left_as_it_is(database: Database) -> None:
    await accept(database, OTHER)
    inbox = await accept(database, "cd" * 32)
    taken = await inbox.take(10, timedelta(seconds=10))
    assert [event.event_id for event in taken] == ["event-cd"]
    async with database.acquire() as connection:
        rows = await connection.fetch(
            "SELECT event_id, state, payload IS NOT NULL AS kept FROM chatbot.inbox ORDER BY id"
        )
    assert [tuple(row.values()) for row in rows] == [("event-ab", "new", True), ("event-cd", "taken", True)]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"line_api_url": "http://127.0.0.1:9", "kakao_api_url": "http://127.0.0.1:9"})
