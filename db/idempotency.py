"""`chatbot.idempotency_keys`: POST requests that are answered once, however often a caller repeats them.

A key belongs to one caller and one request for 24 hours. Whoever `begin`s it first holds it and must `finish` or
`release` it; a holder that died is followed by the next request with that key after `LEASE`. Caller, key and
request are kept as keyed hashes, the answer sealed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from db.crypto import Cipher
from db.pool import Database

KEPT = timedelta(hours=24)
"""How long a key and its answer hold (contracts.md, HTTP)."""

LEASE = timedelta(seconds=30)
"""How long a holder may take; longer than any request lives (a turn 3.5 s, every wait for a connection 2 s)."""

_BEGIN = """
INSERT INTO chatbot.idempotency_keys AS held (caller, idempotency_key, request_hash)
VALUES ($1, $2, $3)
ON CONFLICT (caller, idempotency_key) DO UPDATE
SET request_hash = excluded.request_hash, status = NULL, response = NULL, created_at = clock_timestamp()
WHERE held.created_at < now() - $4::interval
   OR (held.status IS NULL AND held.request_hash = excluded.request_hash AND held.created_at < now() - $5::interval)
RETURNING created_at
"""

_FETCH = """
SELECT request_hash, status, response FROM chatbot.idempotency_keys WHERE caller = $1 AND idempotency_key = $2
"""

_FINISH = """
UPDATE chatbot.idempotency_keys SET status = $4, response = $5
WHERE caller = $1 AND idempotency_key = $2 AND created_at = $3 AND status IS NULL
"""

_RELEASE = """
DELETE FROM chatbot.idempotency_keys
WHERE caller = $1 AND idempotency_key = $2 AND created_at = $3 AND status IS NULL
"""


@dataclass(frozen=True, slots=True)
class Request:
    """What a key stands for: who asks (`caller`, as the token names them), the key, and all that was sent."""

    caller: str
    key: str
    method: str
    path: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """The key is ours to answer. `taken_at` tells this holder from an earlier one that was given up."""

    caller: bytes
    key: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """The answer that this request had before: HTTP status and body."""

    status: int
    body: bytes


class Conflict(StrEnum):
    """Why there is neither a claim nor an answer."""

    RUNNING = "running"  # another request with this key is being answered
    OTHER_REQUEST = "other_request"  # the key stands for something else


class IdempotencyKeys:
    """The table, its values hashed and sealed by `cipher`."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    def identity(self, request: Request, day: date) -> UUID:
        """One and the same for a request repeated on `day`: an id for what it writes, so that a request cut off
        by a crash or a lost database is not written twice.
        """
        named = f"{day.isoformat()} {request.caller} {request.key} {_digest(request)}"
        return UUID(bytes=self._cipher.keyed_hash(named, "idempotency identity")[:16], version=5)

    async def begin(self, request: Request) -> Claim | Stored | Conflict:
        """Take the key, or learn what became of it.

        Raises:
            DatabaseUnavailableError: nothing is known about the key.
        """
        caller = self._cipher.keyed_hash(request.caller, "idempotency caller")
        key = self._cipher.keyed_hash(request.key, "idempotency key").hex()
        wanted = self._cipher.keyed_hash(_digest(request), "idempotency request")
        async with self._database.acquire() as connection:
            taken_at = await connection.fetchval(_BEGIN, caller, key, wanted, KEPT, LEASE)
            if taken_at is not None:
                return Claim(caller, key, taken_at)
            held = await connection.fetchrow(_FETCH, caller, key)
        if held is not None and held["request_hash"] != wanted:
            return Conflict.OTHER_REQUEST
        if held is None or held["status"] is None:  # none: released a moment ago, the caller's next try takes it
            return Conflict.RUNNING
        return Stored(held["status"], self._cipher.open(held["response"], _context(caller, key)))

    async def finish(self, claim: Claim, answer: Stored) -> None:
        """Keep the answer of a claim for those who repeat the request; a claim given up changes nothing."""
        sealed = self._cipher.seal(answer.body, _context(claim.caller, claim.key))
        async with self._database.acquire() as connection:
            await connection.execute(_FINISH, claim.caller, claim.key, claim.taken_at, answer.status, sealed)

    async def release(self, claim: Claim) -> None:
        """Forget a claim that came to nothing, so that the request can be made again at once."""
        async with self._database.acquire() as connection:
            await connection.execute(_RELEASE, claim.caller, claim.key, claim.taken_at)


def _digest(request: Request) -> str:
    head = f"{request.method} {request.path}\n".encode()
    return hashlib.sha256(head + request.body).hexdigest()


def _context(caller: bytes, key: str) -> str:
    return f"idempotency {caller.hex()} {key}"
