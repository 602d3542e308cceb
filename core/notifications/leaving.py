"""Leaving a message in the outbox for a person, by whatever reaches them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.notifications.gate import Kind
from db import recipients
from db.outbox import NewMessage, Outbox
from db.pool import Connection


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message: what makes it this one (`key`), what it says, and between when it may go (business time)."""

    key: str
    kind: Kind
    payload: Mapping[str, Any]
    after: datetime
    before: datetime
    is_advertisement: bool = False

    def to(self, user_id: int, channels: Sequence[str]) -> NewMessage:
        """It for a person whom `channels` (not empty) reach: by the first, failing that by the others."""
        return NewMessage(
            dedupe_key=self.key,
            user_id=user_id,
            channel=channels[0],
            kind=self.kind,
            is_advertisement=self.is_advertisement,
            payload=self.payload,
            send_after=self.after,
            send_before=self.before,
            fallback_channels=channels[1:],
        )


async def leave(connection: Connection, outbox: Outbox, user_id: int, message: Outgoing) -> bool:
    """Write it in the transaction of what it tells of, for the channel they used last and then the others.

    False where it is there already, or nothing reaches the person: they find what it tells of when they ask.
    """
    channels = (await recipients.channels(connection, [user_id])).get(user_id)
    if channels is None:
        return False
    return await outbox.add(connection, message.to(user_id, channels)) is not None
