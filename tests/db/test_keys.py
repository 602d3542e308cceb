"""A new data key: everything sealed is re-sealed, whatever stops it on the way."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from bot.config import ROOT
from db.crypto import Cipher, WrongKeyError
from db.idempotency import Claim, IdempotencyKeys, Request, Stored
from db.inbox import Arrival, Inbox
from db.keys import BATCH, SEALED, RotationError, SealedColumn, rotate
from db.pool import Connection, Database
from tests.db.training import rows
from tests.db.training.rows import insert

OLD_KEY, NEW_KEY, THIRD_KEY = "01" * 32, "02" * 32, "03" * 32
OLD, NEW, THIRD = (Cipher.from_hex(key) for key in (OLD_KEY, NEW_KEY, THIRD_KEY))
BEGAN = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)

COLUMNS = {sealed.name: sealed for sealed in SEALED}
EMAIL = COLUMNS["chatbot.users.email_enc"]


async def rotated(database: Database, old: Cipher = OLD, new: Cipher = NEW) -> Counter[str]:
    done: Counter[str] = Counter()
    async for sealed, count in rotate(database, old, new):
        done[sealed.name] += count
    return done


async def people(connection: Connection, count: int) -> None:
    """People with an e-mail address sealed under the old key."""
    for n in range(1, count + 1):
        user_id = await rows.person(connection, f"child {n}")
        await seal_email(connection, user_id, f"{n}@example.com", OLD)


async def seal_email(connection: Connection, user_id: int, address: str, cipher: Cipher) -> None:
    await connection.execute(
        "UPDATE chatbot.users SET email_enc = $2, email_hash = $3 WHERE id = $1",
        user_id,
        cipher.seal(address.encode(), EMAIL.context_of({"id": user_id})),
        cipher.keyed_hash(address, "email"),
    )


async def emails(connection: Connection, cipher: Cipher) -> list[str]:
    """The addresses that open under `cipher` and are found by its hash."""
    found = []
    for row in await connection.fetch("SELECT * FROM chatbot.users ORDER BY id"):
        try:
            address = cipher.open(row["email_enc"], EMAIL.context_of(dict(row))).decode()
        except WrongKeyError:
            continue
        assert row["email_hash"] == cipher.keyed_hash(address, "email")
        found.append(address)
    return found


async def test_values_and_their_hashes_move_to_the_new_key(database: Database) -> None:
    async with database.acquire() as connection:
        await people(connection, 3)
    assert await rotated(database) == {"chatbot.users.email_enc": 3}
    async with database.acquire() as connection:
        assert await emails(connection, NEW) == [f"{n}@example.com" for n in (1, 2, 3)]
    assert await rotated(database) == {}


async def test_what_waits_in_the_inbox_is_answered_afterwards(database: Database) -> None:
    hungry = Arrival("a", "child", BEGAN, BEGAN, {"says": "배고파"}, uuid4(), "token")
    await Inbox(database, OLD).accept("line", [hungry])
    assert await rotated(database) == {"chatbot.inbox.payload": 1}
    (taken,) = await Inbox(database, NEW).take(1, timedelta(seconds=10))
    assert (taken.events, taken.reply_token) == (({"says": "배고파"},), "token")


async def test_a_kept_answer_opens_under_the_new_key(database: Database) -> None:
    keys = IdempotencyKeys(database, OLD)
    claim = await keys.begin(Request("test:child", "key", "POST", "/api/v1/chat", b"{}"))
    assert isinstance(claim, Claim)
    await keys.finish(claim, Stored(200, b"answer"))
    assert await rotated(database) == {"chatbot.idempotency_keys.response": 1}
    async with database.acquire() as connection:
        (row,) = await connection.fetch("SELECT * FROM chatbot.idempotency_keys")
    answers = COLUMNS["chatbot.idempotency_keys.response"]
    assert NEW.open(row["response"], answers.context_of(dict(row))) == b"answer"


async def test_benefits_stay_with_the_card_they_hang_on(database: Database) -> None:
    card = COLUMNS["chatbot.foodcard_users.card_ref_enc"]
    async with database.acquire() as connection:
        user_id, region_id = await rows.person(connection), await rows.region(connection)
        await insert(
            connection,
            "chatbot.foodcard_users",
            user_id=user_id,
            region_id=region_id,
            card_type="아동급식카드",
            target_age_group="초등학생",
            card_ref_enc=OLD.seal(b"ref-1", card.context_of({"user_id": user_id})),
            card_ref_hash=OLD.keyed_hash("ref-1", "card_ref"),
        )
        for subject in ("ref-1", "ref-2"):
            await insert(
                connection,
                "chatbot.benefit_grants",
                benefit="welcome",
                subject_hash=OLD.keyed_hash(subject, "card_ref"),
            )
    await rotated(database)
    async with database.acquire() as connection:
        (linked,) = await connection.fetch("SELECT card_ref_hash FROM chatbot.foodcard_users")
        grants = await connection.fetch("SELECT subject_hash FROM chatbot.benefit_grants ORDER BY id")
    assert linked[0] == NEW.keyed_hash("ref-1", "card_ref")
    assert [row[0] for row in grants] == [linked[0], OLD.keyed_hash("ref-2", "card_ref")]


@pytest.mark.parametrize("old", [THIRD, NEW], ids=["wrong previous key", "the same key twice"])
async def test_a_wrong_key_is_named_and_nothing_is_written(database: Database, old: Cipher) -> None:
    async with database.acquire() as connection:
        await people(connection, 2)
    named = OLD.key_id if old is THIRD else NEW.key_id
    with pytest.raises(RotationError, match=named.hex()):
        await rotated(database, old=old)
    async with database.acquire() as connection:
        assert len(await emails(connection, OLD)) == 2


async def test_one_value_of_a_third_key_stops_everything_before_it_begins(database: Database) -> None:
    async with database.acquire() as connection:
        await people(connection, 2)
        await seal_email(connection, await rows.person(connection, "stranger"), "x@example.com", THIRD)
    with pytest.raises(RotationError, match=rf"1 values of chatbot\.users\.email_enc .* {THIRD.key_id.hex()}"):
        await rotated(database)
    async with database.acquire() as connection:
        assert len(await emails(connection, OLD)) == 2


async def test_a_damaged_value_is_named_and_kept(database: Database) -> None:
    async with database.acquire() as connection:
        await people(connection, 2)
        await connection.execute(
            "UPDATE chatbot.users SET email_enc = set_byte(email_enc, 30, get_byte(email_enc, 30) # 1) WHERE id = 2"
        )
        before = await connection.fetch("SELECT email_enc FROM chatbot.users ORDER BY id")
    with pytest.raises(RotationError, match=r"users\.email_enc is damaged"):
        await rotated(database)
    async with database.acquire() as connection:
        assert await connection.fetch("SELECT email_enc FROM chatbot.users ORDER BY id") == before


async def command(url: str, redis_url: str, folder: Path, *, previous: str, new: str = NEW_KEY, **more: str) -> Process:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NAVIYAM_")}
    settings = {"NAVIYAM_DATABASE_URL": url, "NAVIYAM_REDIS_URL": redis_url, "NAVIYAM_DATA_KEY": new}
    settings["NAVIYAM_DATA_DIR"] = str(folder)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "rotate-key"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        cwd=ROOT,
        env=environment | settings | more,
    )
    assert process.stdin is not None
    process.stdin.write(f"{previous}\n".encode())
    process.stdin.close()
    return process


async def finished(process: Process) -> tuple[int | None, str, str]:
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, out.decode(), err.decode()


async def test_a_run_that_is_killed_half_way_is_taken_up_again(
    database: Database, database_url: str, redis_url: str, tmp_path: Path
) -> None:
    total = 2 * BATCH + 50
    async with database.acquire() as connection:
        await people(connection, total)
        last = await connection.fetchval("SELECT max(id) FROM chatbot.users")
    with psycopg.connect(database_url) as holding:
        holding.execute("SELECT FROM chatbot.users WHERE id = %s FOR UPDATE", (last,))
        process = await command(database_url, redis_url, tmp_path, previous=OLD_KEY)
        async with asyncio.timeout(30), database.acquire() as connection:
            # the last batch waits for the row that is held
            while len(await emails(connection, NEW)) < 2 * BATCH:  # noqa: ASYNC110 - another process writes them
                await asyncio.sleep(0.05)
        process.kill()
        await process.wait()
    async with database.acquire() as connection:
        assert (len(await emails(connection, NEW)), len(await emails(connection, OLD))) == (2 * BATCH, 50)
    again = await command(database_url, redis_url, tmp_path, previous="", NAVIYAM_DATA_KEY_PREVIOUS=OLD_KEY)
    assert await finished(again) == (0, "chatbot.users.email_enc\t50\n", "")
    async with database.acquire() as connection:
        assert await emails(connection, NEW) == [f"{n}@example.com" for n in range(1, total + 1)]


@pytest.mark.parametrize(
    ("previous", "new", "said"),
    [
        (THIRD_KEY, NEW_KEY, OLD.key_id.hex()),
        (NEW_KEY, NEW_KEY, "are the same"),
        ("", NEW_KEY, "NAVIYAM_DATA_KEY_PREVIOUS"),
        ("abc", NEW_KEY, "the previous key"),
        (OLD_KEY, "", "NAVIYAM_DATA_KEY must be set"),
    ],
)
async def test_the_command_says_in_one_sentence_what_is_wrong(
    database: Database, database_url: str, redis_url: str, tmp_path: Path, previous: str, new: str, said: str
) -> None:
    async with database.acquire() as connection:
        await people(connection, 1)
    code, out, err = await finished(await command(database_url, redis_url, tmp_path, previous=previous, new=new))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert said in err
    assert not [key for key in (OLD_KEY, NEW_KEY, THIRD_KEY) if key in err]
    async with database.acquire() as connection:
        assert await emails(connection, OLD) == ["1@example.com"]


def test_every_sealed_column_is_declared(database_url: str) -> None:
    """Also those that no writer seals yet: their keys, hashes and the columns of their context are there."""
    with psycopg.connect(database_url) as connection:
        found = connection.execute(
            """
            SELECT table_schema || '.' || table_name, column_name, data_type FROM information_schema.columns
            WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
            """
        ).fetchall()
    binary = {f"{table}.{column}" for table, column, kind in found if kind == "bytea"}
    not_sealed = {name for name in binary if name.endswith(("_hash", ".lane", ".caller", ".salt"))}
    assert binary - not_sealed == set(COLUMNS)
    everything = {f"{table}.{column}" for table, column, _ in found}
    for sealed in SEALED:
        assert needed(sealed) <= everything, sealed.name


def needed(sealed: SealedColumn) -> set[str]:
    class Asked(dict[str, str]):
        def __missing__(self, key: str) -> str:
            return self.setdefault(key, "")

    asked = Asked()
    sealed.context.format_map(asked)
    own = {*asked, *sealed.keys, *([sealed.hashed[0]] if sealed.hashed else [])}
    return {f"{sealed.table}.{column}" for column in own} | {f"{table}.{column}" for table, column in sealed.followers}
