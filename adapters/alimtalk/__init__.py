"""AlimTalk through its provider (NHN Cloud's KakaoTalk Bizmessage API 2.3): approved words to a telephone number."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from adapters.alimtalk.client import AlimtalkClient
from adapters.alimtalk.client import service as service
from adapters.alimtalk.wording import Approved, lay_over, load
from adapters.outside import OutsideClient
from adapters.templates import TEMPLATES
from core.channel import Channel

__all__ = ["PLATFORM", "TEMPLATES_FILE", "Approved", "channel", "load", "service"]

PLATFORM = "alimtalk"
TEMPLATES_FILE = TEMPLATES / PLATFORM / "templates.yaml"


def channel(
    outside: OutsideClient,
    number_of: Callable[[str], Awaitable[str | None]],
    *,
    secret_key: str,
    sender_key: str,
    is_real: bool,
) -> Channel:
    """The channel. Nobody writes to us by it, and it carries nothing but what was approved.

    `number_of` opens a person's telephone number (digits), at the moment of the call and nowhere else.
    """
    client = AlimtalkClient(outside, number_of, secret_key=secret_key, sender_key=sender_key)
    render = partial(lay_over, load(TEMPLATES_FILE))
    return Channel(PLATFORM, is_real, parse=lambda _: None, render=lambda answer: render(answer.text), send=client.send)
