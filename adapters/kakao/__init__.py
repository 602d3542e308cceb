"""KakaoTalk: skill calls in, skill responses out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from aiohttp import ClientSession

from adapters.kakao.client import KakaoClient
from adapters.kakao.payload import PLATFORM, read_payload
from adapters.kakao.render import KakaoNotices, KakaoRenderer
from adapters.kakao.webhook import Admit, KakaoDoor
from adapters.metrics import AdapterMetrics
from adapters.templates import JsonTemplates
from core.channel import Channel, Handle
from core.messages import Incoming

__all__ = ["KakaoDoor", "channel", "door"]


def channel(
    session: ClientSession,
    now: Callable[[], datetime],
    metrics: AdapterMetrics,
    *,
    api_url: str,
    bot_id: str,
    rest_key: str,
    event_name: str,
    is_real: bool,
) -> Channel:
    """The Kakao channel; `is_real` is false where `api_url` is the stand-in on loopback. `now` is business time."""

    def parse(payload: Mapping[str, Any]) -> Incoming | None:
        return read_payload(payload, now=now(), samples=not is_real)

    client = KakaoClient(session, metrics, api_url=api_url, bot_id=bot_id, rest_key=rest_key, event_name=event_name)
    return Channel(PLATFORM, is_real, parse, KakaoRenderer(JsonTemplates(PLATFORM)).render, client.send)


def door(
    channel: Channel, handle: Handle, admit: Admit, metrics: AdapterMetrics, *, keys: Sequence[str], bot_id: str
) -> KakaoDoor:
    """The door of `POST /webhooks/kakao` onto `channel`."""
    notices = KakaoNotices(JsonTemplates(PLATFORM))
    return KakaoDoor(channel, notices, handle, admit, metrics, keys=keys, bot_id=bot_id)
