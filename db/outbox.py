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

_ONE_TAKER = "SELECT pg_advisory_xact_lock(hashtextextended('outbox:take', 0))"

_TAKE = """
WITH ready AS (
    SELECT id, user_id, due_at FROM chatbot.outbox o
    WHERE state IN ('new', 'taken') AND due_at <= now() AND coalesce(leased_until, '-infinity') < now()
      AND send_after <= $3
      AND NOT EXISTS (SELECT FROM chatbot.outbox held
                      WHERE held.user_id = o.user_id AND held.state = 'taken' AND held.leased_until >= now())
      AND NOT (kind IN ('campaign', 'aid') AND EXISTS (  -- it rests while its campaign is paused
          SELECT FROM chatbot.campaign_recipients r JOIN chatbot.campaigns c ON c.id = r.campaign_id
          WHERE r.outbox_id = o.id AND c.status = 'PAUSED'))
    ORDER BY due_at, id LIMIT 4 * $1::int
), first AS (
    SELECT DISTINCT ON (user_id) id, due_at FROM ready ORDER BY user_id, due_at, id
), due AS (
    SELECT id FROM first ORDER BY due_at, id LIMIT $1
)
UPDATE chatbot.outbox o
SET state = 'taken', attempts = attempts + 1, leased_until = now() + $2
FROM due WHERE o.id = due.id AND o.state IN ('new', 'taken')
RETURNING o.id, dedupe_key, user_id, channel, fallback_channels, kind, is_advertisement, payload, attempts, retry_key,
          send_before, was_unknown, called_at IS NOT NULL AS was_called
"""

_FINISH = """
WITH finished AS (
    UPDATE chatbot.outbox
    SET state = $3::text, payload = NULL, leased_until = NULL, called_at = NULL, finished_at = $4,
        cost = cost + $5::float8::numeric, last_error = $6
    WHERE id = $1 AND (state = 'taken' AND attempts = $2  -- that a platform took it stays true, whoever has it now
                       OR $3 = 'sent' AND state IN ('new', 'taken', 'unknown'))
    RETURNING id
), told AS (  -- the list of recipients learns of it in the same statement, so the two never disagree
    UPDATE chatbot.campaign_recipients r
    SET state = CASE WHEN $3 IN ('sent', 'unknown') THEN 'SENT' WHEN $7 THEN 'SKIPPED' ELSE 'FAILED' END,
        sent_at = CASE WHEN $3 IN ('sent', 'unknown') THEN $4::timestamptz END,
        delivered_at = CASE WHEN $8 THEN $4::timestamptz END,
        skip_reason = CASE WHEN $7 THEN $6 END
    FROM finished WHERE r.outbox_id = finished.id AND (r.state = 'QUEUED' OR r.state = 'SENT' AND $3 = 'sent')
)
SELECT id FROM finished
"""

_POSTPONE = """
UPDATE chatbot.outbox
SET state = 'new', leased_until = NULL, called_at = NULL, due_at = now() + $3, channel = $4, fallback_channels = $5,
    last_error = $6, was_unknown = was_unknown OR $7
WHERE id = $1 AND state = 'taken' AND attempts = $2
"""

_WAIT = """
UPDATE chatbot.outbox
SET state = 'new', leased_until = NULL, send_after = $3, attempts = attempts - 1
WHERE id = $1 AND state = 'taken' AND attempts = $2
"""

_CALL = """
UPDATE chatbot.outbox SET called_at = now(), leased_until = now() + $3
WHERE id = $1 AND state = 'taken' AND attempts = $2
RETURNING id
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
    """A message in hand, under a lease. `payload` is None where it cannot be opened any more.

    `was_called`: whoever held it before called the platform with it and never wrote what came of that. `was_unknown`:
    an attempt before ended without an answer.
    """

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
    was_unknown: bool
    was_called: bool
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
        """Take up to `limit` messages that are due, one of a person at a time; `at` is business time, the lease real.

        A message whose lease ran out comes again.
        """
        async with self._database.transaction() as connection:
            await connection.execute(_ONE_TAKER)  # so that two takers never hold two messages of one person
            rows = await connection.fetch(_TAKE, limit, lease, at)
        return [self._open(row) for row in sorted(rows, key=lambda row: int(row["id"]))]

    async def due(self, at: datetime) -> int:
        """How many messages could be taken at `at` (business time)."""
        async with self._database.acquire() as connection:
            count: int = await connection.fetchval(
                """
                SELECT count(*) FROM chatbot.outbox
                WHERE state IN ('new', 'taken') AND due_at <= now() AND coalesce(leased_until, '-infinity') < now()
                  AND send_after <= $1
                """,
                at,
            )
        return count

    async def call(self, message: Message, lease: timedelta) -> bool:
        """Write down that the platform is about to be called, and hold the message for `lease` more (real time).

        False where another has it by now.
        """
        async with self._database.acquire() as connection:
            return await connection.fetchval(_CALL, message.id, message.attempts, lease) is not None

    async def sent(self, message: Message, at: datetime, cost: float, *, delivered: bool = False) -> bool:
        """The platform took it, for `cost` won; `delivered`: it says that it arrived. False where that is written."""
        return await self._finish(message, "sent", at, cost=cost, delivered=delivered)

    async def unknown(self, message: Message, at: datetime, reason: str) -> bool:
        """The platform may have it, and it must not be asked again."""
        return await self._finish(message, "unknown", at, reason)

    async def bury(self, message: Message, at: datetime, reason: str, *, by_rule: bool = False) -> bool:
        """It will never be sent; `reason` ≤ 200 characters. `by_rule`: the gate kept it back, nothing failed."""
        return await self._finish(message, "dead", at, reason, by_rule=by_rule)

    async def postpone(
        self,
        message: Message,
        delay: timedelta,
        reason: str,
        channels: Sequence[str],
        *,
        uncertain: bool = False,
    ) -> None:
        """Give it back for another attempt after `delay`, by the first of `channels` and then the others.

        `uncertain`: the attempt in hand may have reached the person.
        """
        async with self._database.acquire() as connection:
            await connection.execute(
                _POSTPONE, message.id, message.attempts, delay, channels[0], list(channels[1:]), reason, uncertain
            )

    async def wait(self, message: Message, until: datetime) -> None:
        """Give it back untried until `until` (business time, before its `send_before`)."""
        async with self._database.acquire() as connection:
            await connection.execute(_WAIT, message.id, message.attempts, until)

    async def _finish(
        self,
        message: Message,
        state: str,
        at: datetime,
        reason: str | None = None,
        *,
        cost: float = 0,
        by_rule: bool = False,
        delivered: bool = False,
    ) -> bool:
        async with self._database.acquire() as connection:
            finished = await connection.fetchval(
                _FINISH, message.id, message.attempts, state, at, cost, reason, by_rule, delivered
            )
        return finished is not None

    def _open(self, row: asyncpg.Record) -> Message:
        values = dict(row)
        try:
            opened = json.loads(self._cipher.open(values["payload"], _context(values["dedupe_key"])))
        except (WrongKeyError, DamagedValueError):
            opened = None
        return Message(**values | {"payload": opened, "fallback_channels": tuple(values["fallback_channels"])})


async def await_takers(connection: Connection) -> None:
    """Wait until nobody is taking messages; whoever takes after this transaction sees what it changed."""
    await connection.execute(_ONE_TAKER)


async def cancel(connection: Connection, ids: Sequence[int], at: datetime) -> list[int]:
    """Call back messages that nobody has in hand; returns those that will not be sent."""
    return [row["id"] for row in await connection.fetch(_CANCEL, list(ids), at)]


def _context(dedupe_key: str) -> str:
    return f"outbox.payload:{dedupe_key}"
