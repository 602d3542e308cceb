"""What an operator does once with LINE's API: look at the account, try the webhook, set up the rich menu."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import orjson
from aiohttp import ClientError, ClientSession, ClientTimeout

_TIMEOUT = ClientTimeout(total=15.0)
_HOSTS = {"api.line.me": "api-data.line.me"}
"""Pictures have a host of their own."""

Json = dict[str, Any]


class ConsoleError(Exception):
    """LINE refused a call, or did not answer (`status` 0)."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class LineConsole:
    """Calls with a channel's access token. The session is handed in and stays its owner's."""

    session: ClientSession
    api_url: str
    access_token: str = field(repr=False)

    async def get(self, path: str) -> Json:
        """What LINE tells at `path`.

        Raises:
            ConsoleError: refused or not answered.
        """
        return await self._call("GET", self.api_url + path, None, "")

    async def post(self, path: str, body: Json | None = None) -> Json:
        """Do what `path` does, as `get`."""
        return await self._call("POST", self.api_url + path, orjson.dumps(body or {}), "application/json")

    async def delete(self, path: str) -> None:
        """Delete what is at `path`, as `get`."""
        await self._call("DELETE", self.api_url + path, None, "")

    async def picture(self, path: str) -> bool:
        """Whether a picture hangs at `path`."""
        try:
            await self._call("GET", _of_pictures(self.api_url) + path, None, "")
        except ConsoleError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return False
            raise
        return True

    async def hang(self, path: str, png: bytes) -> None:
        """Upload a picture to `path`, as `get`."""
        await self._call("POST", _of_pictures(self.api_url) + path, png, "image/png")

    async def _call(self, method: str, url: str, data: bytes | None, content_type: str) -> Json:
        headers = {"Authorization": f"Bearer {self.access_token}"}
        if content_type:
            headers["Content-Type"] = content_type
        try:
            async with self.session.request(
                method, url, data=data, headers=headers, timeout=_TIMEOUT, allow_redirects=False
            ) as response:
                raw, status = await response.read(), response.status
        except (ClientError, TimeoutError, OSError) as error:
            raise ConsoleError(0, f"{urlsplit(url).netloc} does not answer") from error
        told = _object(raw)
        if status >= HTTPStatus.BAD_REQUEST:
            raise ConsoleError(status, str(told.get("message", status)))
        return told


def _object(raw: bytes) -> Json:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def _of_pictures(api_url: str) -> str:
    parts = urlsplit(api_url)
    return urlunsplit(parts._replace(netloc=_HOSTS.get(parts.netloc, parts.netloc)))
