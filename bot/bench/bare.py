"""The ceiling: an aiohttp handler that does one Redis GET and SET, one PostgreSQL SELECT and INSERT, and no more.

Run as `python -m bot.bench.bare PORT` with DATABASE_URL and REDIS_URL in the environment.
"""

from __future__ import annotations

import asyncio
import sys

import asyncpg
import orjson
import uvloop
from aiohttp import web

from bot import config
from db import redis as redis_client

_TABLE = """
CREATE UNLOGGED TABLE IF NOT EXISTS public.bench_ceiling (
    id BIGSERIAL PRIMARY KEY, body TEXT NOT NULL, at TIMESTAMPTZ NOT NULL DEFAULT now())
"""
POOL_SIZE = 10


async def build(database_url: str, redis_url: str) -> web.Application:
    """The bare application; `synchronous_commit` is off, as quality.md measures it."""
    pool = await asyncpg.create_pool(database_url, max_size=POOL_SIZE, server_settings={"synchronous_commit": "off"})
    redis = redis_client.connect(redis_url)
    await pool.execute(_TABLE)

    async def handle(request: web.Request) -> web.Response:
        message = orjson.loads(await request.read())
        key = f"bench:{message['user']}"
        before = await redis.get(key)
        await redis.set(key, message["text"], ex=60)
        async with pool.acquire() as connection:
            shop = await connection.fetchval("SELECT shop_name FROM chatbot.shops WHERE id = $1", message["shop"])
            await connection.execute("INSERT INTO public.bench_ceiling (body) VALUES ($1)", message["text"])
        return web.Response(body=orjson.dumps({"shop": shop, "before": before is not None}))

    app = web.Application()
    app.router.add_post("/", handle)
    return app


async def serve(database_url: str, redis_url: str, port: int) -> None:
    """Serve until the process is ended."""
    runner = web.AppRunner(await build(database_url, redis_url), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    configured = config.load()
    uvloop.run(
        serve(configured.database_url.get_secret_value(), configured.redis_url.get_secret_value(), int(sys.argv[1]))
    )
