"""The whole program over a socket, with the sample catalogue, and apps that sign for their people."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest_asyncio
from aiohttp import ClientSession

from bot.auth import Caller, Role, issue
from core.messages import Account
from core.orders.confirming import pin_hash
from db import vouchers
from db.crypto import Cipher
from tests.journeys.stage import Stage, running, settings_for
from tests.servers import Databases

NOON = "2026-11-23T12:30"
SHOP_TOKEN, PIN = "t" * 32, "4821"


@dataclass
class App:
    """An app with one person. `ask` returns status and JSON (None without a body)."""

    stage: Stage
    session: ClientSession
    account: Account

    @property
    def token(self) -> str:
        secret = self.stage.settings.jwt_secret.get_secret_value()
        return issue(secret, Caller(self.account, Role.USER), issued_at=int(time.time()), ttl=600)

    async def ask(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        async with self.session.request(method, f"{self.stage.url}/api/v1{path}", json=body, headers=sent) as response:
            text = await response.read()
            return response.status, (await response.json(content_type=None)) if text else None

    async def user_id(self) -> int:
        _, profile = await self.ask("GET", "/users/me/profile")
        return int(profile["user_id"])


@dataclass
class Apps:
    """Makes apps with new people, at a partner shop that can confirm."""

    stage: Stage
    session: ClientSession
    shop_id: int
    menu_id: int
    price: int

    def new(self, platform: str = "test") -> App:
        return App(self.stage, self.session, Account(platform, uuid4().hex))

    async def coupon(self, **columns: object) -> str:
        coupon_id = f"C{uuid4().hex[:12]}"
        row: dict[str, object] = {
            "coupon_name": "쿠폰",
            "description": "시험",
            "coupon_type": "FIXED_AMOUNT",
            "discount_amount": 1000,
            "usage_type": "ALL",
            **columns,
        }
        names, places = ", ".join(row), ", ".join(f"${n}" for n in range(2, len(row) + 2))
        await self.stage.execute(
            f"INSERT INTO chatbot.coupons (id, {names}, valid_from, valid_until) "
            f"VALUES ($1, {places}, '2026-01-01', '2099-01-01')",
            coupon_id,
            *row.values(),
        )
        return coupon_id


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def apps(servers: tuple[Databases, str], tmp_path_factory: Any) -> AsyncIterator[Apps]:  # noqa: ANN401
    with servers[0].copy() as url:
        settings = settings_for(url, servers[1], tmp_path_factory.mktemp("doors"))
        async with running(settings, NOON) as stage, ClientSession() as session:
            shop_id, menu_id, price = await _partner(stage)
            yield Apps(stage, session, shop_id, menu_id, price)


async def _partner(stage: Stage) -> tuple[int, int, int]:
    async with stage.database.acquire() as connection:
        row = await connection.fetchrow(
            """
            SELECT m.shop_id, m.id AS menu_id, m.price FROM chatbot.menus m JOIN chatbot.shops s ON s.id = m.shop_id
            WHERE s.is_coupon_partner AND m.price BETWEEN 3500 AND 6000 ORDER BY m.id LIMIT 1
            """
        )
        assert row is not None
        cipher = Cipher.from_hex(stage.settings.data_key.get_secret_value())
        token = cipher.keyed_hash(SHOP_TOKEN, "shop_token")
        assert await vouchers.let_in(connection, row["shop_id"], token, pin_hash(cipher, row["shop_id"], PIN))
    return row["shop_id"], row["menu_id"], row["price"]
