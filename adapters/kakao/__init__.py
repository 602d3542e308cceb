"""KakaoTalk: skill calls in, skill responses out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiohttp import ClientSession

from adapters.kakao import contexts
from adapters.kakao.blocks import Blocks
from adapters.kakao.callback import Callbacks
from adapters.kakao.client import KakaoClient
from adapters.kakao.payload import PLATFORM, callback_url, is_in_group, read_payload, user_id
from adapters.kakao.render import KakaoRenderer, addressed
from adapters.kakao.webhook import KakaoDoor
from adapters.metrics import AdapterMetrics
from adapters.templates import JsonTemplates
from core.channel import Channel, Delivery, Destination
from core.messages import Answer, Incoming

__all__ = ["Blocks", "KakaoDoor", "channel"]


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
    callback_hosts: Collection[str],
    is_real: bool,
) -> Channel:
    """The Kakao channel; `is_real` is false where `api_url` is the stand-in on loopback. `now` is business time.

    Late answers may go by https to `callback_hosts`, and to `api_url` where that is the stand-in.
    """
    callbacks = Callbacks(session, metrics, hosts=callback_hosts, stand_in="" if is_real else api_url)
    client = KakaoClient(session, metrics, api_url=api_url, bot_id=bot_id, rest_key=rest_key, event_name=event_name)
    render = KakaoRenderer(JsonTemplates(PLATFORM), location_block=blocks.location).render

    def parse(payload: Mapping[str, Any]) -> Incoming | None:
        incoming = read_payload(payload, now=now(), samples=not is_real, blocks=blocks)
        return incoming and replace(incoming, may_be_late=callbacks.accepts(callback_url(payload)))

    def respond(payload: Mapping[str, Any], answer: Answer) -> Mapping[str, Any]:
        made = contexts.with_contexts(render(answer), contexts.closing(payload))
        return addressed(made, user_id(payload)) if is_in_group(payload) else made

    async def send(destination: Destination, response: Mapping[str, Any]) -> Delivery:
        if destination.reply_token is not None:
            return await callbacks.post(destination, response)
        return await client.send(destination, response)

    return Channel(PLATFORM, is_real, parse, render, send, respond=respond)
