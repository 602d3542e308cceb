"""What the doctor says of LINE: token, whose bot it is, where its webhooks go and whether they arrive, what is left."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import ClientSession

from adapters.line.console import ConsoleError, Json, LineConsole
from bot.config import Settings
from bot.doctor.finding import Finding

_GUIDE = "docs/channels/line.md"
_PATH = "/webhooks/line"
_WEBHOOK = "/v2/bot/channel/webhook"
_FEW = 0.9
"""The share of the month's pushes from which it is worth saying that they run out."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What LINE told, None where it refused; `tried` is what came of its own call at our webhook."""

    info: Json | None
    problem: str = ""
    endpoint: Json | None = None
    tried: Json | None = None
    quota: Json | None = None
    used: Json | None = None


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything that the channel needs to hear and to be heard."""
    if not settings.line_channel_secret:
        yield Finding(
            "LINE secret", "none, so every webhook is refused", f"set NAVIYAM_LINE_CHANNEL_SECRET ({_GUIDE} 3)"
        )
    if not settings.line_access_token:
        yield Finding("LINE token", "none, so nobody is answered", f"set NAVIYAM_LINE_ACCESS_TOKEN ({_GUIDE} 4)")
        return
    told = asyncio.run(_ask(settings))
    yield _token(told)
    if told.info is not None:
        yield _bot(settings, told.info)
        yield from _webhook(settings, told)
        yield _quota(told)


def _token(told: _Told) -> Finding:
    if told.info is None:
        return Finding("LINE token", told.problem, f"issue a new one and set NAVIYAM_LINE_ACCESS_TOKEN ({_GUIDE} 4)")
    return Finding("LINE token", f"LINE knows it: {told.info.get('displayName')} ({told.info.get('basicId')})")


def _bot(settings: Settings, info: Json) -> Finding:
    part, ours, theirs = "LINE bot", settings.line_bot_user_id, info.get("userId")
    if not ours:
        return Finding(
            part, "no id, so webhooks for any bot are taken", f"set NAVIYAM_LINE_BOT_USER_ID={theirs} ({_GUIDE} 5)"
        )
    if ours != theirs:
        return Finding(part, f"the token is {theirs}'s, we wait for {ours}", f"set NAVIYAM_LINE_BOT_USER_ID={theirs}")
    if info.get("chatMode") != "bot":
        return Finding(part, "people in the office answer chats by hand as well", f"switch chat off ({_GUIDE} 6)")
    return Finding(part, f"{theirs}")


def _webhook(settings: Settings, told: _Told) -> Iterator[Finding]:
    part = "LINE webhook"
    expected = f"{settings.public_url}{_PATH}" if settings.public_url else ""
    if told.endpoint is None:
        yield Finding(part, "LINE has no address of ours", f"set {expected or 'it'} in the console ({_GUIDE} 6)")
        return
    address = str(told.endpoint.get("endpoint"))
    if expected and address != expected:
        yield Finding(part, f"goes to {address}, we are at {expected}", f"correct it in the console ({_GUIDE} 6)")
    elif not told.endpoint.get("active"):
        yield Finding(part, f"goes to {address}, but is switched off", f"switch on Use webhook ({_GUIDE} 6)")
    else:
        yield Finding(part, f"goes to {address}")
    yield _tried(told.tried or {})


def _tried(tried: Json) -> Finding:
    part = "LINE webhook test"
    if tried.get("success"):
        return Finding(part, "LINE called us and was answered with 200")
    status, reason = tried.get("statusCode"), tried.get("reason")
    if status == HTTPStatus.UNAUTHORIZED:
        return Finding(
            part, "we refuse LINE's signature", f"set the NAVIYAM_LINE_CHANNEL_SECRET of this channel ({_GUIDE} 3)"
        )
    return Finding(part, f"LINE reached no answer of ours: {reason} {status}", "check name, certificate and firewall")


def _quota(told: _Told) -> Finding:
    part, used = "LINE pushes", (told.used or {}).get("totalUsage", 0)
    limit = (told.quota or {}).get("value")
    if limit is None:
        return Finding(part, f"{used} this month, without a limit")
    if used >= _FEW * limit:
        return Finding(
            part, f"{used} of {limit} this month", "replies are free and go on; take a larger plan for pushes"
        )
    return Finding(part, f"{used} of {limit} this month")


async def _ask(settings: Settings) -> _Told:
    async with ClientSession() as session:
        console = LineConsole(session, settings.line_api_url, settings.line_access_token.get_secret_value())
        try:
            info = await console.get("/v2/bot/info")
        except ConsoleError as error:
            return _Told(None, f"LINE refuses it: {error}" if error.status else str(error))
        endpoint = await _told(console, "GET", f"{_WEBHOOK}/endpoint")
        return _Told(
            info=info,
            endpoint=endpoint,
            tried=await _told(console, "POST", f"{_WEBHOOK}/test") if endpoint else None,
            quota=await _told(console, "GET", "/v2/bot/message/quota"),
            used=await _told(console, "GET", "/v2/bot/message/quota/consumption"),
        )


async def _told(console: LineConsole, method: str, path: str) -> Json | None:
    try:
        return await (console.get(path) if method == "GET" else console.post(path))
    except ConsoleError:
        return None
