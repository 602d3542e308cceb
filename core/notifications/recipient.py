"""A person as the gate must know them, from what is stored."""

from __future__ import annotations

from core.consent import Standing
from core.notifications.gate import Recipient
from db.recipients import RecipientRow


def recipient_of(person: RecipientRow | None, *, is_reachable: bool) -> Recipient:
    """None is somebody who was erased."""
    if person is None:
        return Recipient(Standing(), is_reachable=False)
    return Recipient(
        standing=Standing(person.birth_year, person.granted, person.withdrawn, person.is_vouched),
        is_reachable=is_reachable,
        heard_at=person.heard_at,
        confirmed_at=person.confirmed_at,
        advertised=person.advertised,
    )
