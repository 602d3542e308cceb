"""`GET /metrics`: Prometheus text, for this machine and for operators only (contracts.md, HTTP)."""

from __future__ import annotations

from aiohttp import hdrs, web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.auth import TokenVerifier
from bot.config import is_loopback
from bot.problems import Kind, Problem

PATH = "/metrics"

_FORWARDED = (hdrs.FORWARDED, hdrs.X_FORWARDED_FOR, "X-Real-IP")
"""Headers of a proxy: then the peer on loopback is the proxy, and who asks it is unknown."""


class MetricsDoor:
    """Shows what `registry` counted."""

    def __init__(self, registry: CollectorRegistry, verifier: TokenVerifier) -> None:
        self._registry = registry
        self._verifier = verifier

    async def handle(self, request: web.Request) -> web.Response:
        """All counters of this process.

        Raises:
            Problem: 401 or 403 for a caller elsewhere without an operator's token.
        """
        if not _is_local(request):
            caller = self._verifier.verify(request.headers.get(hdrs.AUTHORIZATION))
            if not caller.role.operates:
                raise Problem(Kind.FORBIDDEN)
        return web.Response(body=generate_latest(self._registry), headers={hdrs.CONTENT_TYPE: CONTENT_TYPE_LATEST})


def _is_local(request: web.Request) -> bool:
    return is_loopback(request.remote or "") and not any(name in request.headers for name in _FORWARDED)
