"""BALANCE_CHECK and BALANCE_CHARGE: what the card holds, how far it goes, when it is charged."""

from __future__ import annotations

from core.actions.turn import Outcome, Reply, Turn
from core.dialogue.acts import TOLD_BALANCE
from core.foodcard.card import MealCard, next_charge, pace
from core.people.people import People


class BalanceCheck:
    """Answers "카드 얼마 남았어?" with the balance, as of when, and the pace to the next charge in meals."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def __call__(self, turn: Turn) -> Outcome:
        """Without a linked card how to see it oneself."""
        card = turn.person.card
        if card is None:
            return await self._without(turn)
        values = {
            "balance": card.balance,
            "held": card.held,
            "as_of": card.as_of,
            "active": card.active,
            "pace": pace(card, turn.now.date()),
        }
        return Outcome("balance_check", turn.state, values, replies=(Reply("plan"),) if card.as_of else ())

    async def _without(self, turn: Turn) -> Outcome:
        """A guardian sees the children's cards; anybody what they said themselves; else how to see it."""
        wards = await self._people.wards(turn.person)
        if wards:
            return Outcome("wards_balance", turn.state, {"wards": wards, "several": len(wards) > 1})
        told = turn.state.pending.get(TOLD_BALANCE)
        if told is not None:
            return Outcome("balance_told", turn.state, {"balance": int(told)})
        return Outcome("no_card", turn.state)


class BalanceCharge:
    """Answers "언제 충전돼?" from the region's dated rule; promises nothing the system cannot know."""

    async def __call__(self, turn: Turn) -> Outcome:
        """The next charge day and amount of the card's region, and whom to ask."""
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
