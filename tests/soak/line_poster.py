"""LINE as the sender of many webhooks, in a process of its own: what it measures is the door, not the test around it.

stdin: a JSON line {"url","secret","bodies","a_second"}; stdout: the seconds from each post to its 200, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

from aiohttp import ClientSession, TCPConnector

from bot.standins.line_account import signature


async def post_all(url: str, secret: str, bodies: list[str], a_second: float) -> list[float]:
    """Post each body at its time, however long the others wait."""
    took: list[float] = []

    async def post(client: ClientSession, at: float, body: bytes) -> None:
        headers = {"X-Line-Signature": signature(secret, body), "Content-Type": "application/json"}
        async with client.post(url, data=body, headers=headers) as answer:
            assert answer.status == 200
        took.append(time.perf_counter() - at)

    async with ClientSession(connector=TCPConnector(limit=0)) as client, asyncio.TaskGroup() as posting:
        began = time.perf_counter()
        for number, body in enumerate(bodies):
            at = began + number / a_second
            await asyncio.sleep(max(0.0, at - time.perf_counter()))
            posting.create_task(post(client, at, body.encode()))
    return took


if __name__ == "__main__":
    print(json.dumps(asyncio.run(post_all(**json.loads(sys.stdin.readline())))))  # noqa: T201
