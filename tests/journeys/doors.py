"""One person at one door of the application: says words, presses what was shown, sends a position."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, CookieJar

from bot.auth import Caller, Role, issue
from bot.config import Settings
from core.messages import Account
from tests.adapters.doors import signature
from tests.journeys import seen
from tests.journeys.seen import Press, Seen

_ANSWER_SECONDS = 15

Replied = Callable[[str], Awaitable[list[dict[str, Any]]]]
"""Waits for the messages that LINE gets for a reply token."""


@dataclass
class Door(ABC):
    """`account` is whom the bot sees. Every door is a client of the same running application at `url`."""

    url: str
    settings: Settings
    replied: Replied
    group: bool = False
    account: Account = field(init=False)

    def __post_init__(self) -> None:
        self.account = self._account(secrets.token_hex(16))

    async def say(self, text: str) -> Seen:
        return await self._send(text, None, None)

    async def press(self, press: Press) -> Seen:
        """Press something that was shown; a quick reply without payload says its words."""
        return await self._send(press.words or press.label, press, None)

    async def be_at(self, latitude: float, longitude: float) -> Seen:
        """Hand over the position as the platform does."""
        return await self._send("", None, (latitude, longitude))

    @abstractmethod
    def _account(self, name: str) -> Account: ...

    @abstractmethod
    async def _send(self, text: str, press: Press | None, point: tuple[float, float] | None) -> Seen: ...


class KakaoDoor(Door):
    """Skill calls with the secret header."""

    def _account(self, name: str) -> Account:
        return Account("kakao", name)

    async def _send(self, text: str, press: Press | None, point: tuple[float, float] | None) -> Seen:
        call: dict[str, Any] = {
            "userRequest": {"utterance": text, "user": {"id": self.account.external_id, "type": "botUserKey"}},
            "bot": {"id": self.settings.kakao_bot_id or "a-bot"},
            "action": {"clientExtra": press.payload if press else None, "params": {}, "detailParams": {}},
        }
        if point is not None:
            place = {"location": {"latitude": point[0], "longitude": point[1]}}
            call["action"]["params"] = {"location": json.dumps(place)}
        headers = {"X-Naviyam-Key": self.settings.kakao_skill_key.get_secret_value()}
        async with (
            ClientSession() as client,
            client.post(f"{self.url}/webhooks/kakao", json=call, headers=headers) as response,
        ):
            assert response.status == 200
            return seen.kakao(await response.json())


class LineDoor(Door):
    """Signed webhooks; the answer is what the LINE stand-in accepts for the event's reply token."""

    def _account(self, name: str) -> Account:
        return Account("line", f"U{name}")

    async def _send(self, text: str, press: Press | None, point: tuple[float, float] | None) -> Seen:
        token = secrets.token_hex(16)
        event = {**self._event(text, press, point), **self._envelope(token)}
        body = json.dumps({"destination": "U0", "events": [event]}).encode()
        secret = self.settings.line_channel_secret.get_secret_value()
        headers = {"X-Line-Signature": signature(body, secret), "Content-Type": "application/json"}
        async with (
            ClientSession() as client,
            client.post(f"{self.url}/webhooks/line", data=body, headers=headers) as response,
        ):
            assert response.status == 200
        async with asyncio.timeout(_ANSWER_SECONDS):
            return seen.line(await self.replied(token))

    def _envelope(self, token: str) -> dict[str, Any]:
        source = {"type": "user", "userId": self.account.external_id}
        if self.group:
            source = {"type": "group", "groupId": "C0", "userId": self.account.external_id}
        return {
            "webhookEventId": secrets.token_hex(13),
            "timestamp": int(time.time() * 1000),
            "source": source,
            "mode": "active",
            "replyToken": token,
        }

    def _event(self, text: str, press: Press | None, point: tuple[float, float] | None) -> dict[str, Any]:
        if press is not None and press.payload is not None:
            return {"type": "postback", "postback": {"data": press.payload}}
        if point is not None:
            return {
                "type": "message",
                "message": {"type": "location", "id": "1", "latitude": point[0], "longitude": point[1]},
            }
        message: dict[str, Any] = {"type": "text", "id": secrets.token_hex(9), "text": text}
        if self.group:
            message["text"] = f"@나비얌 {text}"
            message["mention"] = {"mentionees": [{"index": 0, "length": 4, "type": "user", "isSelf": True}]}
        return {"type": "message", "message": message}


class ApiDoor(Door):
    """`POST /api/v1/chat` with a signed token: always an adult who agreed."""

    def _account(self, name: str) -> Account:
        return Account("test", name)

    async def _send(self, text: str, press: Press | None, point: tuple[float, float] | None) -> Seen:
        said: dict[str, Any] = {"message": text}
        if press is not None and press.payload is not None:
            said["action"] = press.payload
        if point is not None:
            said["location"] = {"latitude": point[0], "longitude": point[1]}
        secret = self.settings.jwt_secret.get_secret_value()
        token = issue(secret, Caller(self.account, Role.USER), issued_at=int(time.time()), ttl=600)
        async with (
            ClientSession() as client,
            client.post(f"{self.url}/api/v1/chat", json=said, headers={"Authorization": f"Bearer {token}"}) as response,
        ):
            answer = await response.json()
            assert response.status == 200, answer
            return seen.api(answer)


class WebDoor(Door):
    """The web chat: a browser with a cookie, playing a first-timer or the member with card and coupons."""

    def _account(self, name: str) -> Account:
        self._cookies = {"naviyam_visitor": name}
        return Account("web", f"sim-f-{name}")

    async def _send(self, text: str, press: Press | None, point: tuple[float, float] | None) -> Seen:
        person = "member" if self.account.external_id.startswith("sim-m-") else "first"
        said: dict[str, Any] = {"person": person, "text": text}
        if press is not None and press.payload is not None:
            said["kakao_extra"] = press.payload
        if point is not None:
            said["location"] = {"latitude": point[0], "longitude": point[1]}
        async with (
            ClientSession(cookies=self._cookies, cookie_jar=CookieJar(unsafe=True)) as client,
            client.post(f"{self.url}/web/messages", json=said) as response,
        ):
            assert response.status == 200
            return seen.web(await response.json())

    def become_member(self) -> None:
        """Play the other part."""
        self.account = Account("web", self.account.external_id.replace("sim-f-", "sim-m-"))


DOORS: Mapping[str, type[Door]] = {"kakao": KakaoDoor, "line": LineDoor, "api": ApiDoor, "web": WebDoor}
