"""Leaving a message in the outbox for a person, by whatever reaches them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.notifications.gate import Kind
from db import recipients
from db.outbox import NewMessage, Outbox
from db.pool import Connection


@dataclass(frozen=True, slots=True)
class Service:
    """A service message: what makes it this one (`key`), what it says, and between when it may go (business time)."""

    key: str
    kind: Kind
    payload: Mapping[str, Any]
    after: datetime
    before: datetime


async def leave(connection: Connection, outbox: Outbox, user_id: int, message: Service) -> bool:
    """Write it in the transaction of what it tells of, for the channel they used last and then the others.

    False where it is there already, or nothing reaches the person: they find what it tells of when they ask.
    """
    channels = await recipients.channels(connection, user_id)
    if not channels:
        return False
    row = NewMessage(
        dedupe_key=message.key,
        user_id=user_id,
        channel=channels[0],
        kind=message.kind,
        is_advertisement=False,
        payload=message.payload,
        send_after=message.after,
        send_before=message.before,
        fallback_channels=channels[1:],
    )
    return await outbox.add(connection, row) is not None
