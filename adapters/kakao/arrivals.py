"""A skill call whose answer was promised, as the inbox takes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from adapters.kakao import payload
from core.messages import Incoming
from db.inbox import Arrival


def arrival(called: Mapping[str, Any], incoming: Incoming, received_at: datetime) -> Arrival:
    """The whole call: its callback address stands where other platforms have a reply token."""
    return Arrival(
        event_id=str(incoming.turn_id),
        lane=incoming.account.external_id,
        occurred_at=received_at,
        received_at=received_at,
        event=called,
        turn_id=incoming.turn_id,
        reply_token=payload.callback_url(called),
    )
