"""Refusals of the web chat's doors in the form of RFC 9457 (contracts.md, HTTP)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from uuid import uuid4

import orjson
from aiohttp import web
from structlog.contextvars import get_contextvars


class RefusedError(Exception):
    """A request that is not served; `code` is for machines, `detail` for whoever reads the answer."""

    def __init__(self, status: HTTPStatus, code: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers or {}

    def response(self) -> web.Response:
        """The refusal as `application/problem+json`, under the id that the request has in the log."""
        problem = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": int(self.status),
            "detail": self.detail,
            "code": self.code,
            "request_id": get_contextvars().get("request_id") or str(uuid4()),
        }
        return web.Response(
            body=orjson.dumps(problem),
            status=self.status,
            content_type="application/problem+json",
            headers=self.headers,
        )
