"""What a messaging platform must offer to the bot. Each adapter exports one `Channel`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from core.messages import Account, Answer, ButtonKind, Incoming, Notice

Handle = Callable[[Incoming], Awaitable[Answer]]
"""The conversation's door. Never raises: a fault becomes a kind answer."""


class Delivery(StrEnum):
    """What became of a message that was sent."""

    SENT = "sent"  # the platform accepted it
    DELIVERED = "delivered"  # it accepted it, and says that it arrived
    REFUSED = "refused"  # it will never accept this one
    UNKNOWN = "unknown"  # no answer came; it may have been accepted
    LATER = "later"  # not now (rate, fault): try again


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an answer goes. `reply_token` is the platform's free single-use answer slot, if there is one.

    `received_at` is when we took the event in; `attempt` counts from 1; `key` makes a repeated push one push.
    """

    account: Account
    key: UUID
    received_at: datetime
    reply_token: str | None = None
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can show of an answer, and what pressing can do there. The rest is said in words.

    `cards` side by side, `buttons` on each, `urgent` buttons above everything, `replies` under it all, of the kinds
    `replies_do`; other kinds of replies stand as `offers` at the question.
    """

    cards: int
    buttons: int
    urgent: int
    replies: int
    replies_do: frozenset[ButtonKind]
    offers: int = 0


@dataclass(frozen=True, slots=True)
class Channel:
    """One platform. `parse` reads one event as the platform posts it (None: nothing to answer); `render`
    makes the platform's own JSON within its limits; `send` delivers it. `is_real` is false where the
    platform's API is a stand-in on loopback: only then may sample rows be shown. Where the platform can,
    `notice` reads what an event tells beside a turn, and `show_waiting` tells a person that an answer is on its way.
    `respond` makes the answer to an event where that is more than `render` makes of it.
    """

    platform: str
    is_real: bool
    parse: Callable[[Mapping[str, Any]], Incoming | None]
    render: Callable[[Answer], Any]
    send: Callable[[Destination, Any], Awaitable[Delivery]]
    notice: Callable[[Mapping[str, Any]], Notice | None] | None = None
    show_waiting: Callable[[Incoming], Awaitable[None]] | None = None
    respond: Callable[[Mapping[str, Any], Answer], Any] | None = None

    def response(self, event: Mapping[str, Any], answer: Answer) -> Any:  # noqa: ANN401 - the platform's own JSON
        """`answer` to `event` in the platform's own JSON."""
        return self.render(answer) if self.respond is None else self.respond(event, answer)
