"""Whole talks through the real core, for the commands that try it: a fresh adult who agreed, a sample catalogue.

They run on servers of their own under `<data-dir>/talks`, so that no invented person ever stands among the real ones.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from pydantic import SecretStr

from bot import sample
from bot.config import ROOT, Settings, load
from bot.database import open_database
from bot.embedding import chosen
from bot.ground import Ground
from bot.outside import Outside
from bot.parts import Parts, assemble
from core.clock import Clock
from core.dialogue.asked import question_of
from core.messages import Account, Answer, Incoming
from core.people.sessions import Sessions
from core.recommend.ranker import WIDE_ALONE
from db import redis as redis_client
from db.crypto import Cipher

_LOAD_SECONDS = 120.0
_CONNECTIONS = 4


def own_settings(data_dir: Path | None) -> Settings:
    """The settings with a data dir of their own and nothing but embedded servers."""
    folder = load(data_dir).data_dir / "talks"
    return Settings(data_dir=folder, database_url=SecretStr(""), redis_url=SecretStr(""))


class Talks:
    """Leads one talk after another."""

    def __init__(self, parts: Parts, sessions: Sessions, clock: Clock) -> None:
        self._parts = parts
        self._sessions = sessions
        self._clock = clock

    async def lead(self, turns: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """What was understood and held after each turn, in the form of `contracts.md`."""
        account = Account("test", secrets.token_hex(16))
        answered = []
        for turn in turns:
            if isinstance(asked := turn.get("bot"), str):
                await self._ask(account, asked)
            answered.append(_told(await self._say(account, str(turn.get("text") or ""))))
        return answered

    async def _say(self, account: Account, text: str) -> Answer:
        incoming = Incoming(turn_id=uuid4(), account=account, text=text, at=self._clock.now(), vouched=True)
        return await self._parts.conversation.handle(incoming)

    async def _ask(self, account: Account, sentence: str) -> None:
        """Put that question in the place of the one that is open."""
        state = await self._sessions.load(account, None, self._clock.now())
        await self._sessions.cache(account, replace(state, question=question_of(sentence)), kept=True)


@asynccontextmanager
async def talking(settings: Settings) -> AsyncIterator[Talks]:
    """Talks on running, migrated servers; the sample catalogue is loaded where there is none."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(
            open_database(settings, "talks", size=_CONNECTIONS, statement_seconds=_LOAD_SECONDS)
        )
        redis = redis_client.connect(settings.redis_url.get_secret_value())
        stack.push_async_callback(redis.aclose)
        clock = settings.business_clock()
        await sample.load_reference(database, ROOT / "data")
        await sample.load(database, ROOT / "data", clock.now())
        cipher = Cipher.from_hex(settings.data_key.get_secret_value())
        parts = await assemble(
            Ground(database, redis, cipher, clock),
            Outside(),
            embedding=chosen(settings).folder,
            ranker=WIDE_ALONE,
            samples=True,
        )
        stack.push_async_callback(parts.writer.stop)
        yield Talks(parts, Sessions(redis, database, cipher), clock)


def _told(answer: Answer) -> dict[str, Any]:
    trace = answer.trace
    if trace is None:  # a fault: the child got a kind word, and nothing was understood
        return {"intent": "UNKNOWN", "state": {}, "ref": None, "safety": None, "reply": answer.text}
    return {
        "intent": trace.intent,
        "state": dict(trace.state),
        "ref": trace.reference,
        "safety": trace.safety,
        "reply": answer.text,
    }
