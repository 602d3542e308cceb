"""Codes that work once, accounts of one person, guardians."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import psycopg
import pytest

from db import linking
from db.linking import NewChildCode, Redeemed
from db.pool import Connection, Database

NOW = datetime.now(UTC)
END = NOW + timedelta(days=14)
CHILD, OTHER, PARENT, OPERATOR = 1, 2, 3, 1
CODE, GUARDIAN_CODE = b"c" * 32, b"g" * 32
NEW = NewChildCode(CODE, 1, 2013, b"sealed", b"hash", END)


async def test_a_childs_code_links_once_and_forgets_the_card(connection: Connection) -> None:
    code_id = await linking.issue_child_code(connection, NEW, OPERATOR)
    await linking.issue_guardian_code(connection, GUARDIAN_CODE, code_id, b"number")
    assert await linking.redeem(connection, CODE, CHILD, NOW) == Redeemed(
        "child", 1, 2013, b"sealed", b"hash", None, None, None
    )
    assert await linking.redeem(connection, CODE, OTHER, NOW) is None
    row = await connection.fetchrow("SELECT card_ref_enc, card_ref_hash FROM chatbot.link_codes WHERE id = $1", code_id)
    assert row is not None
    assert tuple(row) == (None, None)
    guardian = await linking.redeem(connection, GUARDIAN_CODE, PARENT, NOW)
    assert guardian == Redeemed("guardian", 1, None, None, None, CHILD, None, b"number")
    assert await connection.fetchval("SELECT count(phone_enc) FROM chatbot.link_codes") == 0


async def test_a_guardian_who_comes_first_finds_no_child_yet(connection: Connection) -> None:
    code_id = await linking.issue_child_code(connection, NEW, None)
    await linking.issue_guardian_code(connection, GUARDIAN_CODE, code_id, b"number")
    guardian = await linking.redeem(connection, GUARDIAN_CODE, PARENT, NOW)
    assert guardian is not None
    assert guardian.child_user_id is None


@pytest.mark.parametrize(("code", "at"), [(b"x" * 32, NOW), (CODE, END)], ids=["unknown", "run out"])
async def test_no_other_code_links(connection: Connection, code: bytes, at: datetime) -> None:
    await linking.issue_child_code(connection, NEW, OPERATOR)
    assert await linking.redeem(connection, code, CHILD, at) is None


async def test_a_revoked_code_links_nobody_and_its_guardians_neither(connection: Connection) -> None:
    code_id = await linking.issue_child_code(connection, NEW, OPERATOR)
    await linking.issue_guardian_code(connection, GUARDIAN_CODE, code_id, b"number")
    assert await linking.revoke(connection, code_id, NOW)
    assert not await linking.revoke(connection, code_id, NOW)
    assert await linking.redeem(connection, CODE, CHILD, NOW) is None
    assert await linking.redeem(connection, GUARDIAN_CODE, PARENT, NOW) is None


async def test_of_ten_at_once_one_gets_a_code(database: Database, database_url: str) -> None:
    with psycopg.connect(database_url) as sync:
        sync.execute(
            "INSERT INTO chatbot.users (platform, external_user_id) SELECT 'test', n FROM generate_series(1, 10) n"
        )
    async with database.transaction() as connection:
        await linking.issue_account_code(connection, CODE, 1, END)

    async def one(user_id: int) -> bool:
        async with database.transaction(timeout=20) as connection:
            return await linking.redeem(connection, CODE, user_id, NOW) is not None

    assert sum(await asyncio.gather(*(one(user_id) for user_id in range(1, 11)))) == 1


async def test_one_person_holds_several_accounts(connection: Connection) -> None:
    await linking.issue_account_code(connection, CODE, CHILD, END)
    redeemed = await linking.redeem(connection, CODE, OTHER, NOW)
    assert redeemed is not None
    assert redeemed.main_user_id == CHILD
    await linking.join(connection, OTHER, CHILD)
    assert await linking.accounts(connection, CHILD) == [("kakao", "child"), ("kakao", "other")]
    await connection.execute("UPDATE chatbot.users SET status = 'DELETED' WHERE id = $1", OTHER)
    assert await linking.accounts(connection, CHILD) == [("kakao", "child")]


@pytest.mark.parametrize(("account", "main"), [(PARENT, OTHER), (CHILD, PARENT), (CHILD, CHILD)])
async def test_an_account_hangs_on_a_main_account_never_on_a_chain(
    connection: Connection, account: int, main: int
) -> None:
    await linking.join(connection, OTHER, CHILD)
    with pytest.raises(asyncpg.RestrictViolationError, match="never on a chain"):
        await linking.join(connection, account, main)


async def test_two_accounts_that_are_hung_on_each_other_at_once_make_no_circle(
    database: Database, database_url: str
) -> None:
    with psycopg.connect(database_url) as sync:
        sync.execute("INSERT INTO chatbot.users (platform, external_user_id) VALUES ('line', 'a'), ('kakao', 'b')")

    async def join(account: int, main: int) -> bool:
        try:
            async with database.transaction() as connection:
                await linking.join(connection, account, main)
        except (asyncpg.RestrictViolationError, asyncpg.DeadlockDetectedError):
            return False
        return True

    assert sum(await asyncio.gather(join(1, 2), join(2, 1))) == 1


async def test_a_guardian_is_linked_once_and_cut_at_once(connection: Connection) -> None:
    await linking.link_guardian(connection, PARENT, CHILD, NOW)
    await linking.link_guardian(connection, PARENT, CHILD, NOW)
    await linking.link_guardian(connection, PARENT, OTHER, NOW)
    assert await linking.children(connection, PARENT) == [CHILD, OTHER]
    assert await linking.cut_guardian(connection, PARENT, CHILD, NOW, OPERATOR)
    assert not await linking.cut_guardian(connection, PARENT, CHILD, NOW, None)
    assert await linking.children(connection, PARENT) == [OTHER]
    await linking.link_guardian(connection, PARENT, CHILD, NOW)
    assert await linking.children(connection, PARENT) == [OTHER, CHILD]
