"""The web chat: one page that shows what Kakao and LINE would show. There is no client: nothing is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from adapters.metrics import AdapterMetrics
from adapters.templates import TEMPLATES
from adapters.web.page import Place, WebPage
from adapters.web.payload import read_message
from adapters.web.render import WebRenderer
from adapters.web.visitors import PLATFORM
from adapters.web.webhook import Prepare, WebDoor
from core.admission import Admit
from core.channel import Channel, Delivery, Destination, Handle
from core.messages import Incoming

__all__ = ["Place", "WebDoor", "channel", "door"]


def channel(now: Callable[[], datetime], *, kakao: Channel, line: Channel) -> Channel:
    """The web's channel. `kakao` and `line` make the cards and read the presses; `now` is business time."""

    def parse(event: Mapping[str, Any]) -> Incoming | None:
        return read_message(event, now=now(), kakao=kakao.parse, line=line.parse)

    return Channel(
        PLATFORM, is_real=False, parse=parse, render=WebRenderer(kakao.render, line.render).render, send=_send
    )


def door(
    channel: Channel,
    handle: Handle,
    admit: Admit,
    prepare: Prepare,
    metrics: AdapterMetrics,
    *,
    places: Sequence[Place],
    folder: Path = TEMPLATES / PLATFORM,
) -> WebDoor:
    """All doors of the web chat onto `channel`; `places` are what the page's picker offers."""
    return WebDoor(channel, WebPage(folder, places), handle, admit, prepare, metrics)


async def _send(_to: Destination, _message: object) -> Delivery:
    """Nothing can be pushed to a page: it is answered while it asks."""
    return Delivery.REFUSED
