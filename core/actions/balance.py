"""BALANCE_CHECK and BALANCE_CHARGE: what the card holds, how far it goes, when it is charged."""

from __future__ import annotations

from core.actions.turn import Outcome, Reply, Turn
from core.foodcard.card import MealCard, next_charge, pace


class BalanceCheck:
    """Answers "카드 얼마 남았어?" with the balance, as of when, and the pace to the next charge in meals."""

    async def __call__(self, turn: Turn) -> Outcome:
        """Never in a group; without a linked card how to see it oneself."""
        if turn.incoming.group:
            return Outcome("not_in_group", turn.state)
        card = turn.person.card
        if card is None:
            return Outcome("no_card", turn.state)
        values = {
            "balance": card.balance,
            "held": card.held,
            "as_of": card.as_of,
            "active": card.active,
            "pace": pace(card, turn.now.date()),
        }
        return Outcome("balance_check", turn.state, values, replies=(Reply("plan"),) if card.as_of else ())


class BalanceCharge:
    """Answers "언제 충전돼?" from the region's dated rule; promises nothing the system cannot know."""

    async def __call__(self, turn: Turn) -> Outcome:
        """The next charge day and amount of the card's region, and whom to ask."""
        if turn.incoming.group:
            return Outcome("not_in_group", turn.state)
        card = turn.person.card
        if card is None:
            return Outcome("charge_unknown", turn.state, {})
        return Outcome("balance_charge", turn.state, self._values(card, turn))

    def _values(self, card: MealCard, turn: Turn) -> dict[str, object]:
        day = card.charge_day or card.rule.charge_day
        charge = next_charge(turn.now.date(), day) if day else None
        return {
            "charge": charge,
            "days": (charge - turn.now.date()).days if charge else None,
            "amount": card.rule.charge_amount,
            "expires": card.rule.rest_expires,
            "contact": card.rule.contact_name,
            "phone": card.rule.contact_phone,
        }
