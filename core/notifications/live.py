"""Messages to people whose app is open: pushed through Redis to whichever process holds the connection.

A message that nobody listens for is not delivered; the caller knows it by the answer and takes another way.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import orjson
from redis.asyncio import Redis
from redis.asyncio.client import PubSub

from core.messages import Account, Answer
from core.notifications.message import from_payload, to_payload
from db.crypto import Cipher
from db.redis import OUTAGES


class LiveNotices:
    """Publishes and listens under a keyed hash of the account; what is on the way is sealed."""

    def __init__(self, redis: Redis, cipher: Cipher) -> None:
        self._redis = redis
        self._cipher = cipher

    async def publish(self, account: Account, answer: Answer) -> bool:
        """Push a message; false where no app of the account is open, or Redis is away."""
        name = self._name(account)
        told = orjson.dumps({"key": str(answer.turn_id), "message": to_payload(answer)})
        try:
            listening: int = await self._redis.publish(name, self._cipher.seal(told, name))
        except OUTAGES:
            return False
        return listening > 0

    @asynccontextmanager
    async def listening(self, account: Account) -> AsyncIterator[Listener]:
        """Hear what is pushed to an account while the block runs; with Redis away nothing is heard."""
        name = self._name(account)
        async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(name)
            yield Listener(channel, self._cipher, name)

    def _name(self, account: Account) -> str:
        return f"notices:{self._cipher.keyed_hash(str(account), 'live notices').hex()}"


class Listener:
    """One open ear."""

    def __init__(self, channel: PubSub, cipher: Cipher, name: str) -> None:
        self._channel = channel
        self._cipher = cipher
        self._name = name

    async def next(self, seconds: float) -> Answer | None:
        """The next message, None if none came in that time. Raises what `db.redis.OUTAGES` names."""
        heard = await self._channel.get_message(timeout=seconds)
        if heard is None:
            return None
        told = orjson.loads(self._cipher.open(heard["data"], self._name))
        return from_payload(told["message"], UUID(told["key"]))
