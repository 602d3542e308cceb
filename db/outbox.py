"""`chatbot.outbox`: messages that nobody has asked for just now, each sent once or known not to be.

A message is written in the transaction of what it tells of. Its payload is sealed and emptied when it is finished.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from db.crypto import Cipher, DamagedValueError, WrongKeyError
from db.pool import Connection, Database

_ADD = """
INSERT INTO chatbot.outbox (
    dedupe_key, user_id, region_id, channel, fallback_channels, kind, is_advertisement, payload,
    send_after, send_before)
VALUES ($1, $2, (SELECT region_id FROM chatbot.foodcard_users WHERE user_id = $2), $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (dedupe_key) DO NOTHING
RETURNING id
"""

_TAKE = """
UPDATE chatbot.outbox
SET state = 'taken', attempts = attempts + 1, leased_until = now() + $2
WHERE id IN (
    SELECT id FROM chatbot.outbox
    WHERE state IN ('new', 'taken') AND due_at <= now() AND coalesce(leased_until, '-infinity') < now()
      AND send_after <= $3
    ORDER BY due_at, id LIMIT $1 FOR UPDATE SKIP LOCKED)
RETURNING id, dedupe_key, user_id, channel, fallback_channels, kind, is_advertisement, payload, attempts, retry_key,
          send_before
"""

_FINISH = """
UPDATE chatbot.outbox
SET state = $3, payload = NULL, leased_until = NULL, finished_at = $4, platform_message_id = $5,
    cost = cost + $6::float8::numeric, last_error = $7
WHERE id = $1 AND state = 'taken' AND attempts = $2
RETURNING id
"""

_POSTPONE = """
UPDATE chatbot.outbox
SET state = 'new', leased_until = NULL, due_at = now() + $3, channel = $4, fallback_channels = $5, last_error = $6
WHERE id = $1 AND state = 'taken' AND attempts = $2
"""

_CANCEL = """
UPDATE chatbot.outbox SET state = 'cancelled', payload = NULL, finished_at = $2
WHERE id = ANY ($1) AND state = 'new'
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be sent between `send_after` and `send_before` (business time) to a person's account."""

    dedupe_key: str
    user_id: int
    channel: str
    kind: str
    is_advertisement: bool
    payload: Mapping[str, Any]
    send_after: datetime
    send_before: datetime
    fallback_channels: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A message in hand, under a lease. `payload` is None where it cannot be opened any more."""

    id: int
    dedupe_key: str
    user_id: int
    channel: str
    fallback_channels: tuple[str, ...]
    kind: str
    is_advertisement: bool
    attempts: int
    retry_key: UUID
    send_before: datetime
    payload: Mapping[str, Any] | None


class Outbox:
    """The table, with payloads sealed on the way in and opened on the way out."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def add(self, connection: Connection, message: NewMessage) -> int | None:
        """Write a message with the transaction of `connection`; None where its dedupe key is here already."""
        sealed = self._cipher.seal(json.dumps(message.payload).encode(), _context(message.dedupe_key))
        outbox_id: int | None = await connection.fetchval(
            _ADD,
            *(message.dedupe_key, message.user_id, message.channel, list(message.fallback_channels), message.kind),
            *(message.is_advertisement, sealed, message.send_after, message.send_before),
        )
        return outbox_id

    async def take(self, limit: int, lease: timedelta, at: datetime) -> list[Message]:
        """Take up to `limit` messages that are due; `at` is business time, the lease real time.

        A message whose lease ran out comes again with more `attempts`: whoever held it may have sent it.
        """
        async with self._database.acquire() as connection:
            rows = await connection.fetch(_TAKE, limit, lease, at)
        return [self._open(row) for row in sorted(rows, key=lambda row: int(row["id"]))]

    async def sent(self, message: Message, at: datetime, platform_message_id: str | None, cost: float) -> bool:
        """The platform took it, for `cost` won. False where the lease was lost and another finished it."""
        return await self._finish(message, "sent", at, platform_message_id, cost, None)

    async def unknown(self, message: Message, at: datetime, reason: str) -> bool:
        """The platform may have it, and it must not be asked again."""
        return await self._finish(message, "unknown", at, None, 0, reason)

    async def bury(self, message: Message, at: datetime, reason: str) -> bool:
        """It will never be sent; `reason` ≤ 200 characters."""
        return await self._finish(message, "dead", at, None, 0, reason)

    async def postpone(
        self, message: Message, delay: timedelta, reason: str, channel: str, fallback_channels: Sequence[str]
    ) -> None:
        """Give it back for another attempt after `delay`, by `channel` and then `fallback_channels`."""
        async with self._database.acquire() as connection:
            await connection.execute(
                _POSTPONE, message.id, message.attempts, delay, channel, list(fallback_channels), reason
            )

    async def _finish(
        self, message: Message, state: str, at: datetime, platform_id: str | None, cost: float, reason: str | None
    ) -> bool:
        async with self._database.acquire() as connection:
            finished = await connection.fetchval(
                _FINISH, message.id, message.attempts, state, at, platform_id, cost, reason
            )
        return finished is not None

    def _open(self, row: asyncpg.Record) -> Message:
        values = dict(row)
        try:
            opened = json.loads(self._cipher.open(values["payload"], _context(values["dedupe_key"])))
        except (WrongKeyError, DamagedValueError):
            opened = None
        return Message(**values | {"payload": opened, "fallback_channels": tuple(values["fallback_channels"])})


async def cancel(connection: Connection, ids: Sequence[int], at: datetime) -> list[int]:
    """Call back messages that nobody has in hand; returns those that will not be sent."""
    return [row["id"] for row in await connection.fetch(_CANCEL, list(ids), at)]


async def advertisements_since(connection: Connection, user_id: int, since: datetime) -> int:
    """How many advertisements a person got, or may have got, since `since` (domain.md 8: at most two a week)."""
    count: int = await connection.fetchval(
        """
        SELECT count(*) FROM chatbot.outbox
        WHERE user_id = $1 AND is_advertisement AND state IN ('sent', 'unknown') AND finished_at >= $2
        """,
        user_id,
        since,
    )
    return count


def _context(dedupe_key: str) -> str:
    return f"outbox.payload:{dedupe_key}"
