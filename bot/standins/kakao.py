"""Kakao's side that a bot calls: late answers (callback) and the Event API, on loopback (platforms.md 2)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from aiohttp import web

from bot.standins.kakao_rules import response_problems
from bot.standins.server import StandIn, problem

_ID_TYPES = {"botUserKey", "plusfriendUserKey", "appUserId"}


class KakaoStandIn(StandIn):
    """Callback and Event API.

    `accepted` holds what people would now see: ("callback", token, response) or ("talk", user id, event). A
    callback address is good once; an event that is accepted has a task whose result can be asked for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.accepted: list[tuple[str, str, dict[str, Any]]] = []
        self._used: set[str] = set()
        self._tasks: dict[str, int] = {}

    def routes(self) -> list[web.RouteDef]:
        """The endpoints of bot-api.kakao.com that the bot uses."""
        return [
            web.post("/v1/bots/{bot}/callback/{token}", self._callback),
            web.post("/v2/bots/{bot}/talk", self._talk),
            web.get("/v1/tasks/{task}", self._task),
        ]

    async def _callback(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        response = await _body(request)
        problems = response_problems(response)
        if token in self._used:
            return problem(400, "Invalid callback token")
        if response is None or problems:
            return problem(400, "; ".join(problems))
        self._used.add(token)
        self.accepted.append(("callback", token, response))
        return web.json_response({"taskId": str(uuid4()), "status": "SUCCESS", "message": "", "timestamp": 0})

    async def _talk(self, request: web.Request) -> web.Response:
        if not request.headers.get("Authorization", "").startswith("KakaoAK "):
            return problem(401, "Unauthorized")
        match await _body(request):
            case {"event": {"name": str(name)} as event, "user": list(users)} if name and _are_users(users):
                self.accepted += [("talk", user["id"], event) for user in users]
            case _:
                return web.json_response({"status": "FAIL", "message": "Invalid request"}, status=400)
        task = str(uuid4())
        self._tasks[task] = len(users)
        return web.json_response({"taskId": task, "status": "SUCCESS", "message": "", "timestamp": 0})

    async def _task(self, request: web.Request) -> web.Response:
        task = request.match_info["task"]
        if task not in self._tasks:
            return problem(404, "Not found")
        count = self._tasks[task]
        result = {"taskId": task, "status": "ALL SUCCESS", "allRequestCount": count, "successCount": count}
        return web.json_response({**result, "fail": {"count": 0, "list": []}})


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
