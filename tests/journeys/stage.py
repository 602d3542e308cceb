"""The real application on its own database with the sample in it, at a fixed business time."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot import sample
from bot.app import build
from bot.config import ROOT, Settings
from bot.standins.line import LineStandIn
from core.messages import Account
from db import foodcard
from db.pool import Database
from db.redis import connect
from tests.journeys.doors import DOORS, Door
from tests.rows import Rows

DATA = ROOT / "data"
_AS_LOADED = """
CREATE TABLE IF NOT EXISTS cards_as_loaded AS
SELECT id, is_food_card_shop AS card, food_card_note AS note FROM chatbot.shops
"""
_PUT_BACK = """
UPDATE chatbot.shops s SET is_food_card_shop = loaded.card, food_card_note = loaded.note
FROM cards_as_loaded loaded WHERE loaded.id = s.id AND loaded.card <> s.is_food_card_shop
"""
_SWEPT = (
    "chatbot.conversations, chatbot.recommendations_log, chatbot.conversation_contexts, chatbot.performance_logs, "
    "chatbot.safety_cases"
)


class ListeningLine(LineStandIn):
    """The LINE stand-in, whose replies can be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self._replies: defaultdict[str, asyncio.Future[list[dict[str, Any]]]] = defaultdict(
            lambda: asyncio.get_running_loop().create_future()
        )

    async def replied(self, token: str) -> list[dict[str, Any]]:
        """The messages sent for that reply token, as soon as they are accepted."""
        return await self._replies[token]

    def _accept(self, kind: str, to: str, messages: list[dict[str, Any]]) -> dict[str, Any]:
        if kind == "reply":
            self._replies[to].set_result(messages)
        return super()._accept(kind, to, messages)


@dataclass
class Stage(Rows):
    """A running application. `database` is the one it writes to."""

    settings: Settings
    database: Database
    line: ListeningLine
    url: str

    def door(self, platform: str, *, group: bool = False) -> Door:
        """Somebody new at that platform's door."""
        return DOORS[platform](self.url, self.settings, self.line.replied, group)

    async def make_member(self, account: Account, balance: int | None = None) -> None:
        """Give an account age, consent, the sample card (of Seoul) and coupons."""
        now = self.settings.business_clock().now()
        await sample.prepare_member(self.database, account, DATA, now)
        if balance is not None:
            card = await self.value(
                """
                SELECT f.id FROM chatbot.foodcard_users f JOIN chatbot.users u ON u.id = f.user_id
                WHERE u.platform = $1 AND u.external_user_id = $2
                """,
                account.platform,
                account.external_id,
            )
            async with self.database.transaction() as connection:
                await foodcard.sync_balance(connection, card, balance, "ACTIVE", now)

    async def sweep(self) -> None:
        """Forget every turn and report, so that what a story finds in the tables is its own."""
        await self.execute(f"TRUNCATE {_SWEPT} CASCADE")
        await self.execute("DELETE FROM chatbot.shop_reports")
        await self.execute(_PUT_BACK)

    async def let_pass(self, hours: int) -> None:
        """Make everything so much older, as the business clock stands still; what Redis held has run out."""
        async with connect(self.settings.redis_url.get_secret_value()) as redis:
            await redis.flushall()
        await self.execute(
            "UPDATE chatbot.recommendations_log SET timestamp = timestamp - make_interval(hours => $1)", hours
        )
        await self.execute(
            """
            UPDATE chatbot.conversation_contexts SET context_data = jsonb_set(context_data, '{last_at}',
                to_jsonb((context_data->>'last_at')::timestamptz - make_interval(hours => $1)))
            """,
            hours,
        )


@asynccontextmanager
async def running(settings: Settings, clock: str, *, with_sample: bool = True, **changes: str) -> AsyncIterator[Stage]:
    """Serve the application on loopback, LINE played beside it, at business time `clock` (ISO 8601, KST).

    `changes` are settings that are otherwise.
    """
    async with AsyncExitStack() as stack:
        line = await ListeningLine.start()
        stack.push_async_callback(line.stop)
        told = settings.model_copy(
            update={"clock": clock, "line_api_url": line.url, "kakao_bot_id": "a-bot", **changes}
        )
        database = await Database.connect(told.database_url.get_secret_value(), application="journeys", size=2)
        stack.push_async_callback(database.close)
        await sample.load_reference(database, DATA)
        if with_sample:
            await sample.load(database, DATA, told.business_clock().now())
            await sample.load_benefits(database, DATA, told.business_clock().now())
        async with database.acquire() as connection:
            await connection.execute(_AS_LOADED)
        server = await stack.enter_async_context(TestServer(await build(told)))
        yield Stage(told, database, line, str(server.make_url("/")).rstrip("/"))


def settings_for(database_url: str, redis_url: str, data_dir: Path) -> Settings:
    """As `./naviyam up` hands them to a web process, with secrets of no worth and no Kakao to call."""
    embedded = Settings(
        data_dir=data_dir,
        line_channel_secret=SecretStr("a-channel-secret-of-32-characters"),
        line_access_token=SecretStr("an-access-token"),
        kakao_skill_key=SecretStr("a-skill-key"),
        jwt_secret=SecretStr("a-secret-of-at-least-thirty-two-bytes"),
        data_key=SecretStr("0123456789abcdef" * 4),
        kakao_api_url="http://127.0.0.1:9",
        rate_limit_per_minute=10_000,
        line_burst_ms=0,  # nobody in a story writes two messages within 700 ms
    )
    return embedded.model_copy(update={"database_url": SecretStr(database_url), "redis_url": SecretStr(redis_url)})
