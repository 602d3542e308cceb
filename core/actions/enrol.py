"""Codes typed alone, how to get one, and a code for another account of one's own (domain.md 9)."""

from __future__ import annotations

from core.actions.turn import Outcome, Turn
from core.people.enrolment import Enrolment, Failure


class Link:
    """A one-use code was typed: link what it says."""

    def __init__(self, enrolment: Enrolment) -> None:
        self._enrolment = enrolment

    async def __call__(self, turn: Turn) -> Outcome:
        """What it linked, or why it did not."""
        done = await self._enrolment.redeem(turn.incoming.account, turn.decision.value or "", turn.now)
        if isinstance(done, Failure):
            return Outcome("link_failed", turn.state, {"why": done.value})
        return Outcome("linked", turn.state, {"what": done.value})


class EnrolHow:
    """Somebody asks how to link a card, or typed its number: say how, never with a number."""

    async def __call__(self, turn: Turn) -> Outcome:
        """What was typed is not repeated, and was masked before anything was written."""
        typed = turn.decision.value if turn.decision.value in {"card", "phone"} else None
        return Outcome("enrol_how", turn.state, {"typed": typed, "has_card": turn.person.card is not None})


class AccountCode:
    """A person wants to write from another account too."""

    def __init__(self, enrolment: Enrolment) -> None:
        self._enrolment = enrolment

    async def __call__(self, turn: Turn) -> Outcome:
        """A code for ten minutes, for somebody who is remembered."""
        if turn.person.user_id is None:
            return Outcome("account_code_unknown", turn.state)
        return Outcome("account_code", turn.state, {"code": await self._enrolment.account_code(turn.person.user_id)})
