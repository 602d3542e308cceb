"""Arrivals are durable before their 200 whatever the database does, and come to the inbox once, as they were."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest

from bot.inbox import Intake
from db.crypto import Cipher
from db.inbox import Arrival, Inbox
from db.pool import Database, DatabaseUnavailableError
from db.spool import Spool
from tests.wire import Wire

CIPHER = Cipher(bytes(32))
NOW = datetime(2026, 11, 23, 3, 0, 0, 250_000, tzinfo=UTC)


def arrival(name: str) -> Arrival:
    event = {"says": name, "half": "\ud83c", "deep": [None, 1e300]}
    return Arrival(
        *(name, "child", NOW, NOW + timedelta(seconds=1), event, uuid5(NAMESPACE_URL, name), "token", "message"),
        burst=timedelta(milliseconds=700),
    )


@asynccontextmanager
async def intake(database: Database, folder: Path, woken: list[None]) -> AsyncIterator[Intake]:
    made = Intake(Inbox(database, CIPHER), Spool(folder, CIPHER), lambda: woken.append(None), nullcontext)
    moving = asyncio.create_task(made.run())
    yield made
    moving.cancel()


async def rows(database: Database) -> list[dict[str, object]]:
    async with database.acquire() as connection:
        found = await connection.fetch("SELECT * FROM chatbot.inbox ORDER BY event_id")
    return [dict(row) for row in found]


async def arrived(database: Database, *names: str) -> None:
    async with asyncio.timeout(10):
        while [row["event_id"] for row in await rows(database)] != list(names):  # noqa: ASYNC110 - no events
            await asyncio.sleep(0.02)


async def test_what_comes_goes_straight_to_the_inbox(database: Database, tmp_path: Path) -> None:
    woken: list[None] = []
    async with intake(database, tmp_path, woken) as kept:
        await kept.keep("line", [arrival("a")])
        await arrived(database, "a")
        assert (len(woken), names_in(tmp_path)) == (1, [])


async def test_what_comes_together_is_written_together_and_what_cannot_be_written_costs_only_its_own_call(
    database: Database, tmp_path: Path
) -> None:
    woken: list[None] = []
    nested: list[object] = []
    for _ in range(100_000):
        nested = [nested]
    async with intake(database, tmp_path, woken) as kept:
        odd = kept.keep("line", [replace(arrival("odd"), event={"nested": nested})])
        calls = [kept.keep("line", [arrival(name)]) for name in "abcd"]
        outcomes = await asyncio.gather(kept.keep("line", [arrival("first")]), *calls, return_exceptions=True)
        assert (outcomes, len(woken)) == ([None] * 5, 1)
        failed, sound = await asyncio.gather(odd, kept.keep("line", [arrival("e")]), return_exceptions=True)
        assert (type(failed), sound) == (RecursionError, None)
        await arrived(database, "a", "b", "c", "d", "e", "first")


async def test_while_the_database_is_away_the_disk_keeps_it_and_gives_it_back_unchanged(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    woken: list[None] = []
    async with Wire.lay(database_url) as wire:
        far = await Database.connect(wire.url, application="tests")
        async with intake(far, tmp_path, woken) as kept:
            wire.cut()
            began = time.monotonic()
            for name in "abc":
                await kept.keep("line", [arrival(name)])
            assert time.monotonic() - began < 2  # LINE waits no longer for one
            assert (await rows(database), len(names_in(tmp_path)), woken) == ([], 3, [])
            wire.mend()
            await arrived(database, "a", "b", "c")
            await kept.keep("line", [arrival("d"), arrival("a")])
            await arrived(database, "a", "b", "c", "d")
            async with asyncio.timeout(10):
                while names_in(tmp_path):  # noqa: ASYNC110 - no events
                    await asyncio.sleep(0.02)
        assert (names_in(tmp_path), bool(woken)) == ([], True)
        await far.close()
    (row, *_) = await rows(database)
    assert (row["occurred_at"], row["received_at"]) == (NOW, NOW + timedelta(seconds=1))
    assert row["merge_until"] == NOW + timedelta(milliseconds=700)
    assert row["turn_id"] == uuid5(NAMESPACE_URL, "a")
    async with database.acquire() as connection:
        await connection.execute("UPDATE chatbot.inbox SET due_at = now()")
    (taken,) = await Inbox(database, CIPHER).take(10, timedelta(seconds=10))
    assert (taken.events[0], taken.reply_token) == (arrival("a").event, "token")


async def test_what_a_killed_process_left_on_disk_is_taken_over(database: Database, tmp_path: Path) -> None:
    gone = await Database.connect(await _url(database), application="tests")
    await gone.close()
    await Intake(Inbox(gone, CIPHER), Spool(tmp_path, CIPHER), lambda: None, nullcontext).keep("line", [arrival("a")])
    async with intake(database, tmp_path, []):
        await arrived(database, "a")


async def test_one_record_that_nobody_can_use_keeps_no_other_back(database: Database, tmp_path: Path) -> None:
    Spool(tmp_path, CIPHER).put(b"{}")
    gone = await Database.connect(await _url(database), application="tests")
    await gone.close()
    kept = Intake(Inbox(gone, CIPHER), Spool(tmp_path, CIPHER), lambda: None, nullcontext)
    await kept.keep("line", [replace(arrival("a"), reply_token=None, message_id=None)])
    async with intake(database, tmp_path, []):
        async with asyncio.timeout(10):
            while [Path(name).suffix for name in names_in(tmp_path)] != [".unusable"]:  # noqa: ASYNC110 - no events
                await asyncio.sleep(0.02)
        await arrived(database, "a")


async def test_without_database_and_disk_nothing_is_said_to_be_durable(database: Database, tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("no folder")
    await database.close()
    with pytest.raises(DatabaseUnavailableError):
        await Intake(Inbox(database, CIPHER), Spool(tmp_path / "spool", CIPHER), lambda: None, nullcontext).keep(
            "line", [arrival("a")]
        )


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def _url(database: Database) -> str:
    async with database.acquire() as connection:
        row = await connection.fetchrow("SELECT inet_server_port() AS port, current_database() AS name")
    assert row is not None
    return f"postgresql://naviyam:test@127.0.0.1:{row['port']}/{row['name']}"
