"""Kakao's side that a bot calls: late answers (callback) and the Event API, on loopback (platforms.md 2)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from aiohttp import web

from bot.standins.kakao_rules import response_problems
from bot.standins.server import StandIn, problem

CALLBACK_SECONDS = 60.0
_ID_TYPES = {"botUserKey", "plusfriendUserKey", "appUserId"}


class KakaoStandIn(StandIn):
    """Callback and Event API.

    `accepted` holds what people would now see: ("callback", token, response) or ("talk", user id, event); `arrived`
    is set by the first late answer. A
    callback address is good once and for a minute after `grant` made it; an event that is accepted has a task, whose
    result names the people in `unreachable` as failed. `tasks_version` is the path under which tasks are known.
    `rest_key` None takes any. `monotonic` is the stand-in's own clock.
    """

    def __init__(self) -> None:
        super().__init__()
        self.accepted: list[tuple[str, str, dict[str, Any]]] = []
        self.arrived = asyncio.Event()
        self.unreachable: set[str] = set()
        self.tasks_version = "v1"
        self.rest_key: str | None = None
        self.monotonic: Callable[[], float] = time.monotonic
        self._granted: dict[str, float] = {}
        self._tasks: dict[str, list[dict[str, str]]] = {}

    def routes(self) -> list[web.RouteDef]:
        """The endpoints of bot-api.kakao.com that the bot uses."""
        return [
            web.post("/v1/bots/{bot}/callback/{token}", self._callback),
            web.post("/v2/bots/{bot}/talk", self._talk),
            web.get("/{version}/tasks/{task}", self._task),
        ]

    def grant(self, bot_id: str) -> str:
        """A fresh callback address, as a skill call of that bot carries it."""
        token = uuid4().hex
        self._granted[token] = self.monotonic()
        return f"{self.url}/v1/bots/{bot_id}/callback/{token}"

    async def _callback(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        response = await _body(request)
        granted = self._granted.get(token)
        if granted is None or self.monotonic() - granted > CALLBACK_SECONDS:
            return problem(400, "Invalid callback token")
        problems = [] if response is None else response_problems(response)
        if response is None or problems or "template" not in response:
            return problem(400, "; ".join(problems) or "not a skill response")
        del self._granted[token]
        self.accepted.append(("callback", token, response))
        self.arrived.set()
        return web.json_response({"taskId": str(uuid4()), "status": "SUCCESS", "message": "", "timestamp": 0})

    async def _talk(self, request: web.Request) -> web.Response:
        if not self._is_known(request):
            return problem(401, "Unauthorized")
        match await _body(request):
            case {"event": {"name": str(name)} as event, "user": list(users)} if name and _are_users(users):
                reached = [user for user in users if user["id"] not in self.unreachable]
            case _:
                return web.json_response({"status": "FAIL", "message": "Invalid request"}, status=400)
        self.accepted += [("talk", user["id"], event) for user in reached]
        task = str(uuid4())
        self._tasks[task] = users
        return web.json_response({"taskId": task, "status": "SUCCESS", "message": "", "timestamp": 0})

    async def _task(self, request: web.Request) -> web.Response:
        if not self._is_known(request):
            return problem(401, "Unauthorized")
        users = self._tasks.get(request.match_info["task"])
        if users is None or request.match_info["version"] != self.tasks_version:
            return problem(404, "Not found")
        failed = [
            {"id": user["id"], "type": user["type"], "errorStatus": "NOT_FRIEND"}
            for user in users
            if user["id"] in self.unreachable
        ]
        result = {
            "taskId": request.match_info["task"],
            "status": f"{len(failed)} FAIL" if failed else "ALL SUCCESS",
            "allRequestCount": len(users),
            "successCount": len(users) - len(failed),
        }
        return web.json_response({**result, "fail": {"count": len(failed), "list": failed}})

    def _is_known(self, request: web.Request) -> bool:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        return scheme == "KakaoAK" and bool(key) and self.rest_key in {None, key}


def _are_users(users: list[Any]) -> bool:
    """One to a hundred different people, each with a known type of id."""
    known = [user for user in users if isinstance(user, dict) and user.get("type") in _ID_TYPES and user.get("id")]
    return 1 <= len(users) <= 100 and len({user["id"] for user in known}) == len(users)


async def _body(request: web.Request) -> dict[str, Any] | None:
    try:
        body = await request.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
