"""The races of quality.md over HTTP: 500 claims of 100 coupons at once, 200 applications of one, and the books."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import uvloop
from aiohttp import ClientSession, TCPConnector

from bot.auth import Caller, Role, issue
from bot.bench import stage
from bot.config import Settings
from bot.database import open_database
from core.messages import Account
from db import coupons
from db.checks import run_checks
from db.checks.coupons import COUPONS
from db.checks.orders import ORDERS
from db.coupons import NewCoupon

CLAIMS, OFFERED = 500, 100
APPLICATIONS = 200
RACED, APPLIED = "BENCH_RACE", "BENCH_APPLY"
_TTL = 3600


def run() -> dict[str, object]:
    """Race on servers and a web process of its own."""
    with tempfile.TemporaryDirectory(prefix="naviyam-bench-") as folder, stage.servers(Path(folder)) as settings:
        uvloop.run(stage.fill(settings))
        uvloop.run(_offer(settings))
        port = stage.free_port()
        with stage.process(settings, "bot", ["web", "--port", str(port)], port) as web:
            return uvloop.run(_race(settings, f"{web}/api/v1"))


async def _race(settings: Settings, api: str) -> dict[str, object]:
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        app = _App(session, settings, api)
        await asyncio.gather(*(app.ask("GET", f"bench-{n}", "/users/me/profile") for n in range(CLAIMS)))  # made first
        claims = await app.at_once(
            [("POST", f"bench-{n}", "/coupons/claim", {"coupon_id": RACED}) for n in range(CLAIMS)]
        )
        await app.ask("POST", "bench-0", "/coupons/claim", {"coupon_id": APPLIED})
        shop_id = await _partner(settings)
        wish = {"coupon_id": APPLIED, "shop_id": shop_id, "order_amount": 5000}
        applied = await app.at_once([("POST", "bench-0", "/coupons/apply", wish)] * APPLICATIONS)
    return {
        "claims": claims | {"offered": OFFERED, "given": claims["statuses"].get("201", 0)},
        "applications": applied | {"reserved": applied["statuses"].get("200", 0)},
        "checks_that_found_something": await _wrong(settings),
    }


class _App:
    """An app that signs for its people."""

    def __init__(self, session: ClientSession, settings: Settings, api: str) -> None:
        self._session = session
        self._secret = settings.jwt_secret.get_secret_value()
        self._api = api

    async def ask(self, method: str, person: str, path: str, body: object = None) -> tuple[int, float]:
        token = issue(self._secret, Caller(Account("test", person), Role.USER), issued_at=int(time.time()), ttl=_TTL)
        began = time.perf_counter()
        headers = {"Authorization": f"Bearer {token}"}
        async with self._session.request(method, self._api + path, json=body, headers=headers) as response:
            await response.read()
            return response.status, time.perf_counter() - began

    async def at_once(self, requests: list[tuple[str, str, str, object]]) -> dict[str, Any]:
        """All of them at the same moment: statuses, seconds for all, milliseconds of one."""
        began = time.perf_counter()
        said = await asyncio.gather(*(self.ask(*request) for request in requests))
        seconds = time.perf_counter() - began
        each = [took * 1000 for _, took in said]
        return {
            "requests": len(requests),
            "statuses": {str(status): count for status, count in sorted(Counter(s for s, _ in said).items())},
            "seconds": round(seconds, 2),
            "p50_ms": round(median(each)),
            "p99_ms": round(quantiles(each, n=100)[98]),
        }


async def _offer(settings: Settings) -> None:
    today = settings.business_clock().now().date()
    offered = [
        NewCoupon(
            id=coupon_id,
            coupon_name="bench",
            description="bench",
            discount_amount=1000,
            min_order_amount=0,
            usage_type="ALL",
            target_categories=None,
            applicable_shop_ids=None,
            valid_from=today,
            valid_until=today + timedelta(days=30),
            priority_score=0.5,
            created_by="bench",
        )
        for coupon_id in (RACED, APPLIED)
    ]
    async with open_database(settings, "bench") as database, database.transaction() as connection:
        await coupons.add(connection, offered)
        await connection.execute("UPDATE chatbot.coupons SET max_issue_count = $2 WHERE id = $1", RACED, OFFERED)


async def _partner(settings: Settings) -> int:
    async with open_database(settings, "bench") as database, database.acquire() as connection:
        shop_id: int = await connection.fetchval("SELECT min(id) FROM chatbot.shops WHERE is_coupon_partner")
    return shop_id


async def _wrong(settings: Settings) -> list[str]:
    async with open_database(settings, "bench") as database, database.acquire() as connection:
        findings = await run_checks(connection, (*COUPONS, *ORDERS))
    return [finding.check.name for finding in findings if finding.found]
