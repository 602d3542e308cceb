"""`chatbot.inbox`: events that were accepted with a 200 and must be answered, each lane in order.

JSON by the standard library: it carries whatever an event holds (half a surrogate pair, a huge number).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from db.crypto import Cipher, DamagedValueError
from db.pool import Database, DatabaseUnavailableError

__all__ = ["Arrival", "DatabaseUnavailableError", "Inbox", "Taken"]

_TAKING = 0x6E617669
"""Advisory lock under which events are taken, so that two processes never take from one lane at once."""

_ACCEPT = """
INSERT INTO chatbot.inbox (
    platform, event_id, lane, payload, occurred_at, received_at, turn_id, message_hash, retracts_hash,
    merge_until, due_at)
SELECT $1, event.id, event.lane, event.payload, event.occurred_at, event.received_at, event.turn, event.message,
       event.retracts, event.occurred_at + nullif(event.burst, INTERVAL '0'), now() + event.burst
FROM unnest($2::text[], $3::bytea[], $4::bytea[], $5::timestamptz[], $6::timestamptz[], $7::uuid[], $8::bytea[],
            $9::bytea[], $10::interval[])
    AS event (id, lane, payload, occurred_at, received_at, turn, message, retracts, burst)
ON CONFLICT (platform, event_id) DO NOTHING
"""

_ACCEPT_TAKEN = """
INSERT INTO chatbot.inbox (
    platform, event_id, lane, payload, occurred_at, received_at, turn_id, state, attempts, leased_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'taken', 1, now() + $8)
RETURNING id
"""

# One process takes at a time, and goes along the index from the earliest on until it has enough. The planner, whose
# statistics know nothing of a queue that was empty a minute ago, would rather sort all that wait (70 ms of 6,000); for
# the same reason the statement leaves it no join whose order matters (OFFSET 0, MATERIALIZED).
_ALONE = """
SELECT pg_advisory_xact_lock($1), set_config('enable_sort', 'off', TRUE), set_config('enable_bitmapscan', 'off', TRUE),
       set_config('enable_seqscan', 'off', TRUE)
"""

# The earliest event of each lane that has none in hand, and with it, when it is first taken, the words that its writer
# wrote within its burst. A burst once taken stays as it is, however often it is taken again.
_TAKE = """
WITH head AS MATERIALIZED (
    SELECT due.id, due.lane, due.occurred_at, due.merge_until, due.attempts
    FROM chatbot.inbox AS due
    WHERE due.state IN ('new', 'taken') AND due.due_at <= now() AND coalesce(due.leased_until, '-infinity') < now()
      AND due.merged_into IS NULL
      AND substring(due.payload FROM 2 FOR 4) = $3  -- what another key sealed waits for that key
      AND NOT EXISTS (
          SELECT FROM chatbot.inbox AS other
          WHERE other.lane = due.lane AND other.state IN ('new', 'taken') AND other.id <> due.id
            AND ((other.occurred_at, other.id) < (due.occurred_at, due.id) OR other.leased_until >= now())
          OFFSET 0
      )
    ORDER BY due.due_at, due.id
    LIMIT $1
), follower AS MATERIALIZED (
    SELECT later.id, head.id AS head_id
    FROM head CROSS JOIN LATERAL (
        SELECT id, occurred_at, merge_until, merged_into FROM chatbot.inbox
        WHERE lane = head.lane AND state IN ('new', 'taken') AND substring(payload FROM 2 FOR 4) = $3
        OFFSET 0
    ) AS later
    WHERE (later.merged_into = head.id OR (
        head.attempts = 0 AND later.id <> head.id AND later.merge_until IS NOT NULL
        AND later.occurred_at <= head.merge_until
        AND NOT EXISTS (
            SELECT FROM chatbot.inbox AS between_them
            WHERE between_them.lane = head.lane AND between_them.state IN ('new', 'taken')
              AND between_them.merge_until IS NULL AND between_them.retracts_hash IS NULL
              AND (between_them.occurred_at, between_them.id) BETWEEN (head.occurred_at, head.id)
                                                                  AND (later.occurred_at, later.id)
        )))
), chosen AS MATERIALIZED (
    SELECT id, NULL::bigint AS head_id FROM head UNION ALL SELECT id, head_id FROM follower
)
UPDATE chatbot.inbox AS taken
SET state = 'taken', attempts = taken.attempts + 1, leased_until = now() + $2, merged_into = chosen.head_id,
    turn_id = coalesce((SELECT turn_id FROM chatbot.inbox WHERE id = chosen.head_id), taken.turn_id)
FROM chosen
WHERE taken.id = ANY (ARRAY(SELECT id FROM chosen)) AND taken.id = chosen.id
  -- and still ours to take, should somebody have settled or renewed it meanwhile
  AND taken.state IN ('new', 'taken') AND coalesce(taken.leased_until, '-infinity') < now()
RETURNING taken.id, coalesce(chosen.head_id, taken.id) AS head_id, taken.platform, taken.event_id, taken.payload,
          taken.attempts, taken.received_at, taken.occurred_at, taken.may_be_answered, taken.turn_id,
          EXISTS (SELECT FROM chatbot.inbox AS unsent WHERE unsent.retracts_hash = taken.message_hash) AS is_retracted
"""

_NEXT = """
SELECT extract(epoch FROM min(due_at) - now())::float8 FROM chatbot.inbox WHERE state = 'new' AND due_at > now()
"""

_RENEW = """
UPDATE chatbot.inbox SET leased_until = now() + $3 WHERE id = ANY ($1) AND state = 'taken' AND attempts = $2
"""

_BEGIN_SENDING = """
UPDATE chatbot.inbox
SET may_be_answered = TRUE, leased_until = now() + $3, payload = CASE WHEN id = $4 THEN $5 ELSE payload END
WHERE id = ANY ($1) AND state = 'taken' AND attempts = $2
RETURNING id
"""

_FINISH = """
UPDATE chatbot.inbox
SET state = $2, payload = NULL, leased_until = NULL, finished_at = now(), last_error = $3,
    lane = sha256(uuid_send(gen_random_uuid()))
WHERE id = ANY ($1) AND state IN ('new', 'taken')
"""

_POSTPONE = """
UPDATE chatbot.inbox
SET state = 'new', leased_until = NULL, due_at = now() + $3, last_error = $4, may_be_answered = $5,
    payload = CASE WHEN id = $6 THEN $7 ELSE payload END
WHERE id = ANY ($1) AND state = 'taken' AND attempts = $2
"""

_TURN = """
SELECT turn_id, coalesce(leased_until >= now(), FALSE) AS is_in_hand FROM chatbot.inbox
WHERE message_hash = $1
"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event at the door. `event_id` makes a repeated one the same; `lane` names whose order it keeps.

    `turn_id` is the turn that will answer it, `message_id` the message that it brings, `retracts` the one that it
    takes back. Words wait `burst` for more words that the same person wrote within `burst` of them.
    """

    event_id: str
    lane: str
    occurred_at: datetime
    received_at: datetime
    event: Mapping[str, Any]
    turn_id: UUID
    reply_token: str | None = None
    message_id: str | None = None
    retracts: str | None = None
    burst: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Taken:
    """One event or burst in hand, under a lease.

    `events` are those that were not taken back, in the order of their own times; none of them can be opened any more
    (another `DATA_KEY`, damage) where `is_readable` is false. `rendered` is the answer of an earlier attempt that
    could not be sent. `uncertain` says that such an answer may have been accepted. The reply token is the last one's,
    `received_at` when that came in. `turn_id` is the turn that answers it, `sealed_first` what the first one's payload
    held.
    """

    ids: tuple[int, ...]
    platform: str
    event_id: str
    attempts: int
    received_at: datetime
    uncertain: bool
    is_readable: bool
    events: tuple[Mapping[str, Any], ...]
    sealed_first: Mapping[str, Any]
    turn_id: UUID | None = None
    reply_token: str | None = None
    rendered: Any = None

    @property
    def id(self) -> int:
        """The row of the first event."""
        return self.ids[0]


class Inbox:
    """The table, with payloads sealed on the way in and opened on the way out."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def accept(self, platform: str, arrivals: Sequence[Arrival]) -> None:
        """Make `arrivals` durable in one statement; those that are here already stay as they are.

        Raises:
            DatabaseUnavailableError: nothing is known to be durable.
        """
        async with self._database.acquire() as connection:
            await connection.execute(
                _ACCEPT,
                platform,
                [one.event_id for one in arrivals],
                [self._cipher.keyed_hash(f"{platform}:{one.lane}", "lane") for one in arrivals],
                [self._seal(platform, one.event_id, one.event, one.reply_token, None) for one in arrivals],
                [one.occurred_at for one in arrivals],
                [one.received_at for one in arrivals],
                [one.turn_id for one in arrivals],
                [self._message(platform, one.message_id) for one in arrivals],
                [self._message(platform, one.retracts) for one in arrivals],
                [one.burst for one in arrivals],
            )

    async def accept_taken(self, platform: str, arrival: Arrival, lease: timedelta) -> Taken:
        """Make an event durable that is answered already, by us, under a lease.

        Raises:
            DatabaseUnavailableError: it is not known to be durable.
        """
        sealed = self._seal(platform, arrival.event_id, arrival.event, arrival.reply_token, None)
        lane = self._cipher.keyed_hash(f"{platform}:{arrival.lane}", "lane")
        async with self._database.acquire() as connection:
            row = await connection.fetchval(
                *(_ACCEPT_TAKEN, platform, arrival.event_id, lane, sealed),
                *(arrival.occurred_at, arrival.received_at, arrival.turn_id, lease),
            )
        return Taken(
            ids=(row,),
            platform=platform,
            event_id=arrival.event_id,
            attempts=1,
            received_at=arrival.received_at,
            uncertain=False,
            is_readable=True,
            events=(arrival.event,),
            sealed_first={"event": arrival.event, "reply_token": arrival.reply_token},
            turn_id=arrival.turn_id,
            reply_token=arrival.reply_token,
        )

    async def take(self, limit: int, lease: timedelta) -> list[Taken]:
        """Take up to `limit` due events or bursts, the earliest of each lane that has none in hand.

        One whose lease ran out comes again; it is `uncertain` if its answer was begun to be sent.
        """
        async with self._database.transaction() as connection:
            await connection.execute(_ALONE, _TAKING)
            rows = await connection.fetch(_TAKE, limit, lease, self._cipher.key_id)
        bursts: defaultdict[int, list[asyncpg.Record]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: (row["occurred_at"], row["id"])):
            bursts[row["head_id"]].append(row)
        return [self._taken(burst) for burst in bursts.values()]

    async def seconds_until_due(self) -> float | None:
        """In how many seconds the next event that waits is due; None where none waits."""
        async with self._database.acquire() as connection:
            seconds: float | None = await connection.fetchval(_NEXT)
        return seconds

    async def renew(self, event: Taken, lease: timedelta) -> None:
        """Hold an event longer whose turn takes its time."""
        async with self._database.acquire() as connection:
            await connection.execute(_RENEW, list(event.ids), event.attempts, lease)

    async def begin_sending(self, event: Taken, rendered: object, lease: timedelta) -> bool:
        """Note, before an answer leaves, that it may arrive, and keep it for another attempt.

        False where the lease was lost: then somebody else answers.
        """
        async with self._database.acquire() as connection:
            kept = await connection.fetch(
                _BEGIN_SENDING, list(event.ids), event.attempts, lease, event.id, self._resealed(event, rendered)
            )
        return len(kept) == len(event.ids)

    async def finish(self, event: Taken) -> None:
        """The event is answered, or needs no answer: its payload is emptied, whose it was is forgotten."""
        async with self._database.acquire() as connection:
            await connection.execute(_FINISH, list(event.ids), "done", None)

    async def bury(self, event: Taken, reason: str) -> None:
        """The event will never be answered: its payload is emptied, `reason` (≤ 200 characters) is kept."""
        async with self._database.acquire() as connection:
            await connection.execute(_FINISH, list(event.ids), "dead", reason)

    async def postpone(self, event: Taken, delay: timedelta, reason: str, *, uncertain: bool, rendered: object) -> None:
        """Give the event back for another attempt after `delay`, with what was `rendered` so far."""
        sealed = self._resealed(event, rendered)
        async with self._database.acquire() as connection:
            await connection.execute(
                _POSTPONE, list(event.ids), event.attempts, delay, reason, uncertain, event.id, sealed
            )

    async def turn_of(self, platform: str, message_id: str) -> tuple[UUID | None, bool]:
        """The turn that answers or answered a message, and whether somebody is answering it now."""
        async with self._database.acquire() as connection:
            row = await connection.fetchrow(_TURN, self._message(platform, message_id))
        return (row["turn_id"], row["is_in_hand"]) if row else (None, False)

    def _message(self, platform: str, message_id: str | None) -> bytes | None:
        return None if message_id is None else self._cipher.keyed_hash(f"{platform}:{message_id}", "message")

    def _seal(self, platform: str, event_id: str, event: object, reply_token: str | None, rendered: object) -> bytes:
        content = {"event": event, "reply_token": reply_token, "rendered": rendered}
        return self._cipher.seal(json.dumps(content).encode(), _context(platform, event_id))

    def _resealed(self, event: Taken, rendered: object) -> bytes:
        first = event.sealed_first
        return self._seal(event.platform, event.event_id, first.get("event"), first.get("reply_token"), rendered)

    def _taken(self, burst: Sequence[asyncpg.Record]) -> Taken:
        first, last = burst[0], burst[-1]
        contents = [self._open(row) for row in burst]
        wanted = [
            content["event"]
            for row, content in zip(burst, contents, strict=True)
            if content is not None and not row["is_retracted"]
        ]
        first_content, last_content = contents[0] or {}, contents[-1] or {}
        return Taken(
            ids=tuple(row["id"] for row in burst),
            platform=first["platform"],
            event_id=first["event_id"],
            attempts=first["attempts"],
            received_at=last["received_at"],
            uncertain=first["may_be_answered"],
            is_readable=any(content is not None for content in contents),
            events=tuple(wanted),
            sealed_first=first_content,
            turn_id=first["turn_id"],
            reply_token=last_content.get("reply_token"),
            rendered=first_content.get("rendered"),
        )

    def _open(self, row: asyncpg.Record) -> Mapping[str, Any] | None:
        """What a payload holds; None where it is damaged."""
        try:
            opened = self._cipher.open(row["payload"], _context(row["platform"], row["event_id"]))
        except DamagedValueError:
            return None
        content: Mapping[str, Any] = json.loads(opened)
        return content


def _context(platform: str, event_id: str) -> str:
    return f"inbox:{platform}:{event_id}"
