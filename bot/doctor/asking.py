"""How the doctor asks an outside system: one call, its status and its JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson
from aiohttp import ClientError, ClientSession, ClientTimeout

_TIMEOUT = ClientTimeout(total=5.0)


def ask(method: str, url: str, headers: Mapping[str, str], body: object = None) -> tuple[int | None, Mapping[str, Any]]:
    """Status and JSON object that come back; no status where nothing does."""
    return asyncio.run(_asked(method, url, headers, body))


async def _asked(
    method: str, url: str, headers: Mapping[str, str], body: object
) -> tuple[int | None, Mapping[str, Any]]:
    data = None if body is None else orjson.dumps(body)
    try:
        async with (
            ClientSession(timeout=_TIMEOUT) as session,
            session.request(method, url, data=data, headers=headers, allow_redirects=False) as response,
        ):
            raw, status = await response.read(), response.status
    except (ClientError, TimeoutError, OSError):
        return None, {}
    try:
        answer = orjson.loads(raw)
    except ValueError:
        return status, {}
    return status, answer if isinstance(answer, dict) else {}
