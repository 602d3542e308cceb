"""Operators: signing in, and the audit log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from db import operators
from db.operators import Deed
from db.pool import Connection

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KIM = 1
BCRYPT = "$2b$12$" + "x" * 53


async def test_an_operator_is_found_until_disabled(connection: Connection) -> None:
    made = await operators.add(connection, "이담당", "viewer", 2, BCRYPT)
    found = await operators.find(connection, "이담당")
    assert found is not None
    assert (found.id, found.role, found.region_id, found.password_hash) == (made, "viewer", 2, BCRYPT)
    await operators.disable(connection, made)
    assert await operators.find(connection, "이담당") is None


async def test_a_code_signs_in_once_and_never_an_older_one(connection: Connection) -> None:
    assert not await operators.accept_totp(connection, KIM, 100, NOW)  # no second factor yet
    await operators.set_totp(connection, KIM, b"sealed")
    assert [await operators.accept_totp(connection, KIM, step, NOW) for step in (100, 100, 99, 101)] == [
        *(True, False),
        *(False, True),
    ]


async def test_five_failures_lock_out_and_a_success_forgets_them(connection: Connection) -> None:
    await operators.set_totp(connection, KIM, b"sealed")
    locked = []
    for _ in range(5):
        await operators.count_failure(connection, KIM, NOW)
        kim = await operators.find(connection, "김담당")
        assert kim is not None
        locked.append(kim.locked_until)
    assert locked == [None, None, None, None, NOW + timedelta(minutes=15)]
    await operators.accept_totp(connection, KIM, 7, NOW)
    kim = await operators.find(connection, "김담당")
    assert kim is not None
    assert kim.locked_until is None


async def test_what_was_done_is_written_down(connection: Connection) -> None:
    await operators.record(connection, Deed(KIM, 1, "unmask", "users", "1", "보호자 요청", {"column": "phone"}))
    row = await connection.fetchrow("SELECT action, reason, details FROM chatbot.audit_log")
    assert row is not None
    assert tuple(row) == ("unmask", "보호자 요청", {"column": "phone"})
