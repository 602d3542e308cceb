"""LINE: signed webhooks in, Flex messages out."""

from __future__ import annotations

from functools import partial

from aiohttp import ClientSession

from adapters.line.client import LineClient
from adapters.line.events import read_event, read_notice
from adapters.line.payload import PLATFORM
from adapters.line.render import LineRenderer
from adapters.line.webhook import LineDoor
from adapters.metrics import AdapterMetrics
from adapters.templates import JsonTemplates
from core.channel import Channel

__all__ = ["LineDoor", "channel"]


def channel(
    session: ClientSession, metrics: AdapterMetrics, *, api_url: str, access_token: str, is_real: bool
) -> Channel:
    """The LINE channel behind `api_url`; `is_real` is false where that is the stand-in on loopback."""
    client = LineClient(session, api_url, access_token, metrics)
    return Channel(
        platform=PLATFORM,
        is_real=is_real,
        parse=partial(read_event, samples=not is_real),
        render=LineRenderer(JsonTemplates(PLATFORM)).render,
        send=client.send,
        notice=read_notice,
        show_waiting=client.show_waiting,
    )
