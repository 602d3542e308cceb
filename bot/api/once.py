"""`Idempotency-Key` on POST: a repeated request gets the first one's answer (contracts.md, HTTP).

While the first is still being answered, the others are told 409 and when to ask again, instead of holding a
connection each (draft-ietf-httpapi-idempotency-key-header 2.6). A refusal or a fault changes nothing and is
not kept.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from uuid import UUID, uuid4

import structlog
from aiohttp import web

from bot.api import bodies
from bot.problems import Kind, Problem
from core.messages import Account
from db.idempotency import Claim, Conflict, IdempotencyKeys, Request, Stored
from db.pool import DatabaseUnavailableError

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"

Produce = Callable[[], Awaitable[web.Response]]
"""Does what the request asks for. Its response has a whole body."""

_LONGEST_KEY = 200
_ASK_AGAIN_SECONDS = 1

_log = structlog.get_logger()


async def keyed(request: web.Request, caller: Account | str) -> Request | None:
    """What the request's key stands for, None without a key. The body must have been found readable.

    Raises:
        Problem: 400, the key is not 1 to 200 visible ASCII characters.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not 0 < len(key) <= _LONGEST_KEY or not all("!" <= character <= "~" for character in key):
        raise Problem(Kind.INVALID_HEADER, words={"header": HEADER})
    return Request(str(caller), key, request.method, request.path_qs, await request.read())


class Once:
    """Answers a request once for each key."""

    def __init__(self, keys: IdempotencyKeys) -> None:
        self._keys = keys

    def identity(self, request: Request, day: date) -> UUID:
        """An id for what the request writes, the same however often it is made on `day`."""
        return self._keys.identity(request, day)

    async def run(
        self, request: web.Request, caller: Account | str, day: date, produce: Callable[[UUID], Awaitable[web.Response]]
    ) -> web.Response:
        """What `produce` makes under an id, the same for a request that is repeated with its key on `day`.

        Raises:
            Problem: as `answer`, or 400 for a key that is none.
            DatabaseUnavailableError: nothing is known about the key.
        """
        repeatable = await keyed(request, caller)
        if repeatable is None:
            return await produce(uuid4())
        return await self.answer(repeatable, partial(produce, self.identity(repeatable, day)))

    async def answer(self, request: Request, produce: Produce) -> web.Response:
        """What `produce` makes, or made when the caller sent this very request before.

        Raises:
            Problem: 409 while it is being answered, 422 where the key stands for another request.
            DatabaseUnavailableError: nothing is known about the key, and `produce` was not called.
        """
        held = await self._keys.begin(request)
        match held:
            case Claim():
                return await self._produce(held, produce)
            case Stored():
                headers = {REPLAYED: "true"}
                return web.Response(body=held.body, status=held.status, content_type=bodies.JSON, headers=headers)
            case Conflict.RUNNING:
                raise Problem(Kind.KEY_RUNNING, code="idempotency_key_running", retry_after=_ASK_AGAIN_SECONDS)
            case Conflict.OTHER_REQUEST:
                raise Problem(Kind.KEY_REUSED, code="idempotency_key_reused")

    async def _produce(self, claim: Claim, produce: Produce) -> web.Response:
        try:
            response = await produce()
        except Exception:
            await _settle(self._keys.release(claim))
            raise
        body = response.body
        if not isinstance(body, bytes):
            raise TypeError("only a whole body can be kept")
        await _settle(self._keys.finish(claim, Stored(response.status, body)))
        return response


async def _settle(settled: Awaitable[None]) -> None:
    """The answer is made and must go out: a key that cannot be settled now runs out by its lease."""
    try:
        await settled
    except DatabaseUnavailableError:
        _log.warning("idempotency_key_unsettled")
