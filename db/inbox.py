"""`chatbot.inbox`: events that were accepted with a 200 and must be answered, each lane in order.

JSON by the standard library: it carries whatever an event holds (half a surrogate pair, a huge number).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from db.crypto import Cipher, DamagedValueError
from db.pool import Database, DatabaseUnavailableError

__all__ = ["Arrival", "DatabaseUnavailableError", "Inbox", "Taken"]

_ACCEPT_SECONDS = 8.0
"""A platform would rather wait than be refused: it gives up after 2 s, but the event is then safe."""

_TAKING = 0x6E617669
"""Advisory lock under which events are taken, so that two processes never take from one lane at once."""

_UNKNOWN = "unknown"

_ACCEPT = """
INSERT INTO chatbot.inbox (platform, event_id, lane, payload, occurred_at)
SELECT $1, event.id, event.lane, event.payload, event.occurred_at
FROM unnest($2::text[], $3::bytea[], $4::bytea[], $5::timestamptz[]) AS event (id, lane, payload, occurred_at)
ON CONFLICT (platform, event_id) DO NOTHING
"""

_TAKE = """
UPDATE chatbot.inbox AS taken
SET state = 'taken', attempts = taken.attempts + 1, leased_until = now() + $2,
    last_error = CASE WHEN taken.state = 'taken' THEN 'unknown' ELSE taken.last_error END
WHERE taken.state IN ('new', 'taken') AND taken.id IN (
    SELECT due.id
    FROM chatbot.inbox AS due
    WHERE due.state IN ('new', 'taken') AND due.due_at <= now() AND coalesce(due.leased_until, '-infinity') < now()
      AND substring(due.payload FROM 2 FOR 4) = $3  -- what another key sealed waits for that key
      AND NOT EXISTS (
          SELECT FROM chatbot.inbox AS other
          WHERE other.lane = due.lane AND other.state IN ('new', 'taken') AND other.id <> due.id
            AND ((other.occurred_at, other.id) < (due.occurred_at, due.id) OR other.leased_until >= now())
      )
    ORDER BY due.due_at, due.id
    LIMIT $1
)
RETURNING taken.id, taken.platform, taken.event_id, taken.payload, taken.attempts, taken.received_at, taken.last_error
"""

_FINISH = """
UPDATE chatbot.inbox
SET state = $2, payload = NULL, leased_until = NULL, finished_at = now(), last_error = $3
WHERE id = $1 AND state IN ('new', 'taken')
"""

_POSTPONE = """
UPDATE chatbot.inbox
SET state = 'new', leased_until = NULL, due_at = now() + $3, last_error = $4, payload = $5
WHERE id = $1 AND state = 'taken' AND attempts = $2
"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event at the door. `event_id` makes a repeated one the same; `lane` names whose order it keeps."""

    event_id: str
    lane: str
    occurred_at: datetime
    event: Mapping[str, Any]
    reply_token: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """An event in hand, under a lease.

    `event` is None where the payload cannot be opened any more (another `DATA_KEY`). `rendered` is the answer
    of an earlier attempt that could not be sent. `uncertain` says that such an answer may have been accepted.
    """

    id: int
    platform: str
    event_id: str
    attempts: int
    received_at: datetime
    uncertain: bool
    event: Mapping[str, Any] | None
    reply_token: str | None = None
    rendered: Any = None


class Inbox:
    """The table, with payloads sealed on the way in and opened on the way out."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def accept(self, platform: str, arrivals: Sequence[Arrival]) -> None:
        """Make `arrivals` durable in one statement; those that are here already stay as they are.

        Raises:
            DatabaseUnavailableError: nothing is durable.
        """
        async with self._database.acquire(_ACCEPT_SECONDS) as connection:
            await connection.execute(
                _ACCEPT,
                platform,
                [one.event_id for one in arrivals],
                [self._cipher.keyed_hash(f"{platform}:{one.lane}", "lane") for one in arrivals],
                [self._seal(platform, one.event_id, one.event, one.reply_token, None) for one in arrivals],
                [one.occurred_at for one in arrivals],
            )

    async def take(self, limit: int, lease: timedelta) -> list[Taken]:
        """Take up to `limit` due events, the earliest of each lane that has none in hand.

        An event whose lease ran out comes again, `uncertain`: whoever held it may have answered it.
        """
        async with self._database.transaction() as connection:
            await connection.execute("SELECT pg_advisory_xact_lock($1)", _TAKING)
            rows = await connection.fetch(_TAKE, limit, lease, self._cipher.key_id)
        return [self._open(row) for row in rows]

    async def finish(self, event: Taken) -> None:
        """The event is answered, or needs no answer: its payload is emptied."""
        async with self._database.acquire() as connection:
            await connection.execute(_FINISH, event.id, "done", None)

    async def bury(self, event: Taken, reason: str) -> None:
        """The event will never be answered: its payload is emptied, `reason` (≤ 200 characters) is kept."""
        async with self._database.acquire() as connection:
            await connection.execute(_FINISH, event.id, "dead", reason)

    async def postpone(self, event: Taken, delay: timedelta, reason: str, *, uncertain: bool, rendered: object) -> None:
        """Give the event back for another attempt after `delay`, with what was `rendered` so far."""
        sealed = self._seal(event.platform, event.event_id, event.event, event.reply_token, rendered)
        reason = _UNKNOWN if uncertain or event.uncertain else reason
        async with self._database.acquire() as connection:
            await connection.execute(_POSTPONE, event.id, event.attempts, delay, reason, sealed)

    def _seal(self, platform: str, event_id: str, event: object, reply_token: str | None, rendered: object) -> bytes:
        content = {"event": event, "reply_token": reply_token, "rendered": rendered}
        return self._cipher.seal(json.dumps(content).encode(), _context(platform, event_id))

    def _open(self, row: asyncpg.Record) -> Taken:
        taken = {name: row[name] for name in ("id", "platform", "event_id", "attempts", "received_at")}
        uncertain = row["last_error"] == _UNKNOWN
        try:
            content = json.loads(self._cipher.open(row["payload"], _context(row["platform"], row["event_id"])))
        except DamagedValueError:
            content = {"event": None}
        return Taken(**taken, uncertain=uncertain, **content)


def _context(platform: str, event_id: str) -> str:
    return f"inbox:{platform}:{event_id}"
