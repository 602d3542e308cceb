"""The state of running conversations: PostgreSQL is the truth for people who may be kept, Redis the cache.

Of people whose data may not be kept the state lives in Redis alone, for 30 minutes, under a random session id
and a keyed hash of the account. With Redis gone such a conversation starts anew at each turn; nothing else is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import orjson
import structlog
from pydantic import ValidationError
from redis.asyncio import Redis

from core.dialogue.state import State
from core.messages import Account
from db import turns
from db.crypto import Cipher
from db.groups import Groups
from db.pool import Database
from db.redis import OUTAGES

SILENCE = timedelta(minutes=30)
KEPT_SECONDS = 24 * 3600
UNKEPT_SECONDS = 30 * 60

_RUNNING = """
local session = redis.call('GET', KEYS[1])
return session and redis.call('GET', 'session:' .. session .. ':context')
"""
"""The state of an account's running session: where its pointer points, in one way to Redis and back."""

_CACHE = """
for place = 1, #ARGV, 3 do
    local account = KEYS[(place + 2) / 3]
    redis.call('SET', account, ARGV[place], 'EX', ARGV[place + 2])
    redis.call('SET', 'session:' .. ARGV[place] .. ':context', ARGV[place + 1], 'EX', ARGV[place + 2])
end
"""
"""Point accounts to their sessions and keep the states of those: session, state and seconds of each account."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Cached:
    """What is to be put into the cache: the key of the account, its state, and for how long."""

    pointer: str
    state: State
    seconds: int


class Sessions:
    """Finds and caches the state of an account's conversation."""

    def __init__(self, redis: Redis, database: Database, cipher: Cipher) -> None:
        self._redis = redis
        self._running = redis.register_script(_RUNNING)
        self._cache = redis.register_script(_CACHE)
        self._caching = Groups(self._put)
        self._database = database
        self._cipher = cipher

    async def load(self, account: Account, asked: UUID | None, now: datetime) -> State:
        """The running state of `account`, or a new session after 30 minutes of silence.

        `asked` is the session id that the caller named; only a session of the same account answers to it.
        """
        state = await self._cached(account)
        if state is not None and asked in (None, state.session_id) and not _is_over(state, now):
            return state
        return State(session_id=asked or uuid4())

    async def recall(self, user_id: int, asked: UUID | None, fresh: State, now: datetime) -> State:
        """What PostgreSQL holds of the `asked` (or the newest) session that was not in the cache, else `fresh`."""
        async with self._database.acquire() as connection:
            stored = await turns.context(connection, asked, user_id)
        state = _read(orjson.dumps(stored)) if stored else None
        if state is None or _is_over(state, now):
            return fresh
        return state

    async def cache(self, account: Account, state: State, *, kept: bool) -> None:
        """Put the state where the next turn finds it quickly; states of turns that end together go in one call."""
        await self._caching.put(_Cached(self._pointer(account), state, KEPT_SECONDS if kept else UNKEPT_SECONDS))

    async def _put(self, group: Sequence[_Cached]) -> None:
        told: list[str | bytes | int] = []
        for one in group:
            told += (str(one.state.session_id), one.state.to_json(), one.seconds)
        try:
            await self._cache(keys=[one.pointer for one in group], args=told)
        except OUTAGES:
            _log.warning("session_cache_unavailable", step="write")

    async def forget_all(self, accounts: Iterable[tuple[str, str]]) -> None:
        """Drop what is cached of these (platform, external id); without Redis it runs out within a day."""
        try:
            for platform, external_id in accounts:
                pointer = self._pointer(Account(platform, external_id))
                session_id = _bytes(await self._redis.get(pointer))
                names = [pointer] + ([_context(UUID(session_id.decode()))] if session_id else [])
                await self._redis.delete(*names)
        except OUTAGES:
            _log.warning("session_cache_unavailable", step="forget")

    async def forget(self, session_id: UUID) -> None:
        """Drop the cached state of a session.

        Raises:
            OUTAGES: Redis does not answer; the state is still there.
        """
        await self._redis.delete(_context(session_id))

    async def _cached(self, account: Account) -> State | None:
        try:
            data = _bytes(await self._running(keys=[self._pointer(account)]))
        except OUTAGES:
            _log.warning("session_cache_unavailable", step="read")
            return None
        return _read(data) if data else None

    def _pointer(self, account: Account) -> str:
        return f"account:{self._cipher.keyed_hash(str(account), 'session').hex()}:session"


def _context(session_id: UUID) -> str:
    return f"session:{session_id}:context"


def _bytes(value: bytes | str | None) -> bytes | None:
    return value.encode() if isinstance(value, str) else value


def _is_over(state: State, now: datetime) -> bool:
    return state.last_at is not None and now - state.last_at > SILENCE


def _read(data: bytes) -> State | None:
    try:
        return State.from_json(data)
    except ValidationError:
        _log.warning("session_state_unreadable")
        return None
