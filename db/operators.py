"""Who works at the console, what they did there, and the sight that their region leaves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.pool import Connection

_TRIES = 5
_LOCKED_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """An ACTIVE operator; `region_id` None is every region, `totp_secret_enc` sealed."""

    id: int
    operator_name: str
    role: str
    region_id: int | None
    password_hash: str
    totp_secret_enc: bytes | None
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class Deed:
    """What an operator did, to which row; `details` hold no personal data."""

    operator_id: int | None
    region_id: int | None
    action: str
    subject_type: str
    subject_id: str
    reason: str | None = None
    details: Mapping[str, Any] | None = None


async def add(connection: Connection, name: str, role: str, region_id: int | None, password_hash: str) -> int:
    """Write an operator; `password_hash` by bcrypt. Returns the id."""
    operator_id: int = await connection.fetchval(
        """
        INSERT INTO chatbot.operators (operator_name, role, region_id, password_hash) VALUES ($1, $2, $3, $4)
        RETURNING id
        """,
        name,
        role,
        region_id,
        password_hash,
    )
    return operator_id


async def find(connection: Connection, name: str) -> OperatorRow | None:
    """An ACTIVE operator by name."""
    row = await connection.fetchrow(
        """
        SELECT id, operator_name, role, region_id, password_hash, totp_secret_enc, locked_until
        FROM chatbot.operators WHERE operator_name = $1 AND status = 'ACTIVE'
        """,
        name,
    )
    return OperatorRow(**row) if row else None


async def set_totp(connection: Connection, operator_id: int, secret_enc: bytes) -> None:
    """Set the second factor anew; `secret_enc` sealed."""
    await connection.execute(
        "UPDATE chatbot.operators SET totp_secret_enc = $2, totp_last_step = NULL WHERE id = $1",
        operator_id,
        secret_enc,
    )


async def accept_totp(connection: Connection, operator_id: int, step: int, at: datetime) -> bool:
    """Sign in with the right code of `step`; False where that code or a later one was used already."""
    accepted: int | None = await connection.fetchval(
        """
        UPDATE chatbot.operators
        SET totp_last_step = $2, failed_logins = 0, locked_until = NULL, last_login_at = $3
        WHERE id = $1 AND totp_secret_enc IS NOT NULL AND coalesce(totp_last_step, -1) < $2 RETURNING id
        """,
        operator_id,
        step,
        at,
    )
    return accepted is not None


async def count_failure(connection: Connection, operator_id: int, at: datetime) -> None:
    """Count a wrong password or code; every fifth locks the operator out for 15 minutes."""
    await connection.execute(
        """
        UPDATE chatbot.operators
        SET failed_logins = (failed_logins + 1) % $2,
            locked_until = CASE WHEN failed_logins + 1 >= $2 THEN $3 ELSE locked_until END
        WHERE id = $1
        """,
        operator_id,
        _TRIES,
        at + _LOCKED_FOR,
    )


async def disable(connection: Connection, operator_id: int) -> None:
    """Never let an operator in again; what they did stays under their name."""
    await connection.execute("UPDATE chatbot.operators SET status = 'DISABLED' WHERE id = $1", operator_id)


async def record(connection: Connection, deed: Deed) -> None:
    """Write a line of the audit log, in the transaction of what was done."""
    await connection.execute(
        """
        INSERT INTO chatbot.audit_log (operator_id, region_id, action, subject_type, subject_id, reason, details)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        *(deed.operator_id, deed.region_id, deed.action, deed.subject_type, deed.subject_id, deed.reason),
        dict(deed.details or {}),
    )


async def limit_sight(connection: Connection, region_id: int | None) -> None:
    """For the rest of the transaction, let PostgreSQL itself show only what an operator of this region may see.

    None is the whole country.
    """
    await connection.execute("SET LOCAL ROLE operator_user")
    await connection.execute(
        "SELECT set_config('naviyam.operator_region', $1, TRUE)", "*" if region_id is None else str(region_id)
    )
