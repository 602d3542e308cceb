"""An event of LINE as the inbox takes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from adapters.line import events, payload
from db.inbox import Arrival


def arrival(event: Mapping[str, Any], received_at: datetime, burst: timedelta) -> Arrival:
    """What the inbox must know of an event; words wait `burst` for more of them, but what is said in a group stands
    alone: nothing that its writer told us elsewhere may be answered there.
    """
    return Arrival(
        event_id=payload.event_id(event),
        lane=payload.lane(event),
        occurred_at=payload.occurred_at(event, received_at),
        received_at=received_at,
        event=event,
        turn_id=payload.turn_id(event),
        reply_token=payload.reply_token(event),
        message_id=payload.message_id(event),
        retracts=payload.unsent_message(event),
        burst=burst if events.is_words(event) and not payload.is_in_group(event) else timedelta(0),
    )
