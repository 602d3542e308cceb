"""KakaoTalk: skill calls in, skill responses out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from aiohttp import ClientSession

from adapters.kakao.blocks import Blocks
from adapters.kakao.callback import Callbacks
from adapters.kakao.client import KakaoClient
from adapters.kakao.late import LateAnswers
from adapters.kakao.payload import PLATFORM, read_payload
from adapters.kakao.render import KakaoRenderer
from adapters.kakao.webhook import PATIENCE_SECONDS, Admit, KakaoDoor
from adapters.metrics import AdapterMetrics
from adapters.templates import JsonTemplates
from core.channel import Channel, Handle
from core.messages import Incoming

__all__ = ["Blocks", "KakaoDoor", "callbacks", "channel", "door"]


def channel(
    session: ClientSession,
    now: Callable[[], datetime],
    metrics: AdapterMetrics,
    *,
    api_url: str,
    bot_id: str,
    rest_key: str,
    event_name: str,
    blocks: Blocks,
    is_real: bool,
) -> Channel:
    """The Kakao channel; `is_real` is false where `api_url` is the stand-in on loopback. `now` is business time."""

    def parse(payload: Mapping[str, Any]) -> Incoming | None:
        return read_payload(payload, now=now(), samples=not is_real, blocks=blocks)

    client = KakaoClient(session, metrics, api_url=api_url, bot_id=bot_id, rest_key=rest_key, event_name=event_name)
    render = KakaoRenderer(JsonTemplates(PLATFORM), location_block=blocks.location).render
    return Channel(PLATFORM, is_real, parse, render, client.send)


def callbacks(
    session: ClientSession, metrics: AdapterMetrics, *, hosts: Collection[str], api_url: str, is_real: bool
) -> Callbacks:
    """Where late answers may go: https to `hosts`, and to `api_url` where that is our own stand-in."""
    return Callbacks(session, metrics, hosts=hosts, stand_in="" if is_real else api_url)


def door(
    channel: Channel,
    handle: Handle,
    admit: Admit,
    late: Callbacks,
    metrics: AdapterMetrics,
    *,
    keys: Sequence[str],
    bot_id: str,
    patience_seconds: float = PATIENCE_SECONDS,
) -> KakaoDoor:
    """The door of `POST /webhooks/kakao` onto `channel`; answers that are late go through `late`."""
    templates = JsonTemplates(PLATFORM)
    waiting = LateAnswers(late)
    return KakaoDoor(
        channel,
        templates,
        handle,
        admit,
        waiting,
        metrics,
        keys=keys,
        bot_id=bot_id,
        patience_seconds=patience_seconds,
    )
