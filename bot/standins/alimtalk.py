"""An AlimTalk provider on loopback, as strict as NHN Cloud's KakaoTalk Bizmessage API 2.3."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from aiohttp import web

from bot.standins.server import StandIn

_BASE = "/alimtalk/v2.3/appkeys/{appkey}"
_KEY_SECONDS = 600.0
_BODY = 1000
_RECIPIENTS = 1000
_SENDER_KEY = 40
_NUMBER = re.compile(r"\d{9,15}")
_VARIABLE = re.compile(r"#\{([^{}]+)\}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Template:
    """A template by its status: TSC01 asked for, TSC02 looked at, TSC03 approved, TSC04 refused."""

    body: str
    status: str = "TSC03"


class AlimtalkStandIn(StandIn):
    """Sends approved templates.

    `templates` by code; `accepted` holds ("alimtalk", number, words) of what phones would show. Numbers in
    `unreachable` are taken and then fail; results come when they are asked for the `results_after`-th time. A key of
    the last ten minutes is refused. `secret_key` None takes any. `monotonic` is the stand-in's own clock.
    """

    def __init__(self) -> None:
        super().__init__()
        self.templates: dict[str, Template] = {}
        self.accepted: list[tuple[str, str, str]] = []
        self.unreachable: set[str] = set()
        self.results_after = 1
        self.secret_key: str | None = None
        self.monotonic: Callable[[], float] = time.monotonic
        self._keys: dict[str, float] = {}
        self._sent: dict[str, tuple[str, int]] = {}

    def routes(self) -> list[web.RouteDef]:
        """The endpoints that are used."""
        return [
            web.post(f"{_BASE}/messages", self._send),
            web.get(f"{_BASE}/messages", self._list),
            web.get(f"{_BASE}/senders/{{sender}}/templates", self._templates),
        ]

    @property
    def service_url(self) -> str:
        """With the application's key, which is part of the address here."""
        return f"{self.url}{_BASE.format(appkey='an-app-key')}"

    async def _send(self, request: web.Request) -> web.Response:
        if not self._is_known(request):
            return _told(-1001, "Invalid secretKey.")
        key = request.headers.get("X-NC-API-IDEMPOTENCY-KEY")
        if key is not None and self.monotonic() - self._keys.get(key, float("-inf")) < _KEY_SECONDS:
            return _told(-1005, "The same 'X-NC-API-IDEMPOTENCY-KEY' was used within the last 10 minute.")
        match await request.json():
            case {"senderKey": str(sender), "templateCode": str(code), "recipientList": [*people]}:
                pass
            case _:
                return _told(-3002, "Field is not valid.")
        if len(sender) != _SENDER_KEY:
            return _told(-2017, "Not exist plus friend.")
        if code not in self.templates:
            return _told(-3003, "Template does not exist.")
        if self.templates[code].status != "TSC03":
            return _told(-3005, "Please check template status.")
        if not 1 <= len(people) <= _RECIPIENTS:
            return _told(-2004, f"The 'recipientList' must be between 1 and {_RECIPIENTS}.")
        if key is not None:
            self._keys[key] = self.monotonic()
        results = [{"recipientSeq": n, **self._result(person, code)} for n, person in enumerate(people, 1)]
        return _told(0, "SUCCESS", message={"requestId": uuid4().hex, "sendResults": results})

    def _result(self, person: Mapping[str, Any], code: str) -> dict[str, Any]:
        """What becomes of one recipient; who passes is sent to."""
        number, values = str(person.get("recipientNo", "")), person.get("templateParameter", {})
        problem = self._problem(number, values, self.templates[code].body)
        if problem == 0:
            self._sent[str(person.get("recipientGroupingKey"))] = (number, self.results_after)
            if number not in self.unreachable:
                self.accepted.append(("alimtalk", number, _filled(self.templates[code].body, values)))
        return {"recipientNo": number, "resultCode": problem, "resultMessage": "" if problem else "SUCCESS"}

    def _problem(self, number: str, values: Mapping[str, str], body: str) -> int:
        """The code that a recipient is refused with, 0 for none."""
        if not _NUMBER.fullmatch(number):
            return -2000
        if set(_VARIABLE.findall(body)) - values.keys():
            return -3004
        return -2000 if len(_filled(body, values)) > _BODY else 0

    async def _list(self, request: web.Request) -> web.Response:
        if not self._is_known(request):
            return _told(-1001, "Invalid secretKey.")
        dates = [request.query.get(name, "") for name in ("startCreateDate", "endCreateDate")]
        if not all(map(_DATE.fullmatch, dates)):
            return _told(4, "startCreateDate and endCreateDate are needed")
        key = request.query.get("recipientGroupingKey", "")
        found = [self._message(key)] if key in self._sent else []
        return _told(0, "SUCCESS", messageSearchResultResponse={"messages": found, "totalCount": len(found)})

    def _message(self, key: str) -> dict[str, Any]:
        number, asks_left = self._sent[key]
        self._sent[key] = (number, asks_left - 1)
        if asks_left > 1:
            return {"recipientNo": number, "messageStatus": "READY", "recipientGroupingKey": key}
        status = "FAILED" if number in self.unreachable else "COMPLETED"
        return {"recipientNo": number, "messageStatus": status, "recipientGroupingKey": key}

    async def _templates(self, request: web.Request) -> web.Response:
        if not self._is_known(request):
            return _told(-1001, "Invalid secretKey.")
        if len(request.match_info["sender"]) != _SENDER_KEY:
            return _told(-2017, "Not exist plus friend.")
        wanted = request.query.get("templateCode")
        listed = [
            {"templateCode": code, "templateContent": template.body, "status": template.status}
            for code, template in self.templates.items()
            if wanted in {None, code}
        ]
        return _told(0, "SUCCESS", templateListResponse={"templates": listed, "totalCount": len(listed)})

    def _is_known(self, request: web.Request) -> bool:
        key = request.headers.get("X-Secret-Key", "")
        return bool(key) and self.secret_key in {None, key}


def _filled(body: str, values: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: values[found[1]], body)


def _told(code: int, words: str, **more: object) -> web.Response:
    """An answer as this API gives it: always 200, with its own code."""
    header = {"resultCode": code, "resultMessage": words, "isSuccessful": code == 0}
    return web.json_response({"header": header, **more})
