"""A pressed button is answered once: a double tap or a replayed press gets the first answer again (Kakao has no
event id to tell them by, and two taps in LINE are two events).

What a press changed stands in PostgreSQL under a turn id that follows from its token, so that it is written once
whatever happens here. The first answers stand in Redis, sealed, under a keyed hash; without Redis each process
remembers its own.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from uuid import UUID

import structlog
from pydantic import TypeAdapter, ValidationError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.messages import ActionName, Answer, Incoming
from db.crypto import Cipher, DamagedValueError, WrongKeyError

SHOWING = frozenset(
    {
        *(ActionName.HELP, ActionName.START, ActionName.SAY, ActionName.OTHERS, ActionName.MENU, ActionName.LOCATION),
        *(ActionName.USE, ActionName.VOUCHER),  # a voucher shows another code every minute
    }
)
"""Actions that change nothing, or do so once by themselves: pressed again after `DOUBLE_TAP_SECONDS` they show what is
true then."""

DOUBLE_TAP_SECONDS = 10
KEPT_SECONDS = 30 * 60
"""As long as a conversation is remembered of people whose data may not be kept (domain.md 3)."""

_LEASE_SECONDS = 5
_LATE_LEASE_SECONDS = 35
"""How long the first press may take: longer than a turn, and than one whose answer may be late."""

_LOOK_AGAIN_SECONDS = 0.05
_REMEMBERED = 10_000
_RUNNING = b"running"
_ANSWER = TypeAdapter(Answer)

Produce = Callable[[Incoming], Awaitable[Answer]]

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Press:
    """`incoming` with the press's own turn id; `seconds` is how long its answer is given again."""

    key: str
    incoming: Incoming
    seconds: int

    @property
    def lease(self) -> int:
        return _LATE_LEASE_SECONDS if self.incoming.may_be_late else _LEASE_SECONDS


class Presses:
    """Answers each press once."""

    def __init__(self, redis: Redis, cipher: Cipher, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._redis = redis
        self._cipher = cipher
        self._own = _OwnPresses(monotonic)

    async def once(self, incoming: Incoming, produce: Produce) -> Answer:
        """What `produce` makes of `incoming`, or made when this very button was pressed before by the same person.

        A press that failed is forgotten; whoever presses while it is being answered waits for that answer.
        """
        press = self._press(incoming)
        if press is None:
            return await produce(incoming)
        try:
            first = await self._first(press)
        except RedisError as error:  # away, frozen, full or read-only: the turn goes on
            _log.warning("presses_kept_alone", error=type(error).__name__)
            return await self._own.once(press, produce)
        return first or await self._produce(press, produce)

    def _press(self, incoming: Incoming) -> _Press | None:
        action = incoming.action
        if action is None or action.token is None:
            return None
        arguments = sorted(action.arguments.items())
        named = self._cipher.keyed_hash(f"{incoming.account} {action.name} {arguments} {action.token}", "press")
        if action.name in SHOWING:
            return _Press(f"press:{named.hex()}", incoming, DOUBLE_TAP_SECONDS)
        turn_id = UUID(bytes=named[:16], version=5)
        return _Press(f"press:{named.hex()}", replace(incoming, turn_id=turn_id), KEPT_SECONDS)

    async def _first(self, press: _Press) -> Answer | None:
        """The first answer, or None where it is ours to make."""
        while not await self._redis.set(press.key, _RUNNING, nx=True, ex=press.lease):
            held = await self._redis.get(press.key)
            if isinstance(held, bytes) and held != _RUNNING:
                return self._read(press, held)
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        return None

    def _read(self, press: _Press, held: bytes) -> Answer | None:
        try:
            return _ANSWER.validate_json(self._cipher.open(held, press.key))
        except (DamagedValueError, WrongKeyError, ValidationError):  # another key's or another version's
            _log.warning("press_unreadable")
            return None

    async def _produce(self, press: _Press, produce: Produce) -> Answer:
        try:
            made = await produce(press.incoming)
        except BaseException:
            await _settled(self._redis.delete(press.key))
            raise
        sealed = self._cipher.seal(_ANSWER.dump_json(made), press.key)
        await _settled(self._redis.set(press.key, sealed, ex=press.seconds))
        return made


class _OwnPresses:
    """The presses of one process, the oldest first."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._answers: OrderedDict[str, tuple[float, asyncio.Future[Answer | None]]] = OrderedDict()

    async def once(self, press: _Press, produce: Produce) -> Answer:
        while (running := self._running(press)) is not None:
            if (first := await asyncio.shield(running)) is not None:
                return first
        answer = self._begin(press)
        try:
            made = await produce(press.incoming)
        except BaseException:
            self._answers.pop(press.key, None)
            answer.set_result(None)
            raise
        answer.set_result(made)
        return made

    def _running(self, press: _Press) -> asyncio.Future[Answer | None] | None:
        until, answer = self._answers.get(press.key, (0.0, None))
        return answer if self._monotonic() < until else None

    def _begin(self, press: _Press) -> asyncio.Future[Answer | None]:
        answer: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._answers[press.key] = (self._monotonic() + press.seconds, answer)
        self._answers.move_to_end(press.key)
        if len(self._answers) > _REMEMBERED:
            self._answers.popitem(last=False)
        return answer


async def _settled(settled: Awaitable[object]) -> None:
    """The answer goes out in any case: a press that cannot be settled runs out by its lease."""
    try:
        await settled
    except RedisError:
        _log.warning("press_unsettled")
