"""GENERAL_CHAT, UNKNOWN and what needs a word rather than places: short, warm, and back to food."""

from __future__ import annotations

from dataclasses import replace

from core.actions.helps import Helps
from core.actions.turn import Outcome, Reply, Turn
from core.dialogue.state import Question, Shown
from core.dialogue.wishes import offered
from core.meaning import Intent, Wish
from core.messages import Action, ActionName

_CHOICES = 4
_ASKED_FOR = {
    Intent.FOOD_REQUEST: "hungry",
    Intent.BUDGET_INQUIRY: "hungry",
    Intent.LOCATION_INQUIRY: "near_me",
    Intent.TIME_INQUIRY: "open_now",
    Intent.MENU_OPTION: "menu_there",
    Intent.COUPON_INQUIRY: "my_coupons",
    Intent.GROUP_DINING: "table",
    Intent.BALANCE_CHECK: "my_balance",
    Intent.BALANCE_CHARGE: "charge_day",
    Intent.EMERGENCY_FOOD: "free_meal",
}
"""The quick reply that asks for an intent in plain words."""
_OWN = frozenset({"my_coupons", "my_balance", "charge_day", "free_meal"})
MENU = (Reply("hungry"), Reply("near_me"), Reply("my_coupons"), Reply("my_balance"))


def _menu(turn: Turn) -> tuple[Reply, ...]:
    """What anybody may press; where many read along, nothing of one's own."""
    return MENU[:2] if turn.incoming.group else MENU


class GeneralChat:
    """Greeting, thanks, feelings, the bot itself. Never pretends to be human."""

    async def __call__(self, turn: Turn) -> Outcome:
        """A kind line fitting what was said; who can see what, truly; a restart confirmed."""
        match turn.decision.value:
            case "start" | "restart":
                return Outcome(turn.decision.value, turn.state, {"group": turn.incoming.group}, replies=_menu(turn))
            case "wordless" if turn.incoming.action is not None:
                thing = turn.incoming.action.arguments.get("kind")
                return Outcome("wordless", turn.state, {"thing": thing}, replies=_menu(turn))
            case "declined":
                return Outcome("declined", turn.state, replies=_menu(turn))
            case Wish.WHO_SEES:
                return Outcome("who_sees", turn.state, {"kept": turn.person.user_id is not None})
            case Wish.PARTING:
                return Outcome("parting", turn.state)
            case Wish.JOKING if turn.before.alarms:
                return Outcome("joking", turn.state)
            case _:
                values = {"insult": turn.meaning.insult, "text": turn.meaning.text, "first": turn.before.turn == 0}
                return Outcome("general_chat", turn.state, values, replies=_menu(turn))


class Unknown:
    """Says honestly what the bot can do, with buttons; basic words in the other languages it knows."""

    async def __call__(self, turn: Turn) -> Outcome:
        """What I can do."""
        values = {"asked": turn.decision.value == "help", "language": turn.meaning.language}
        return Outcome("unknown", turn.state, values, replies=_menu(turn))


class Clarify:
    """One short question with buttons instead of a guess."""

    async def __call__(self, turn: Turn) -> Outcome:
        """Ask for the amount again, which of the places shown, or which of the likeliest things was meant."""
        if turn.decision.value == "amount":
            return Outcome("ask_amount", turn.state, {"said": turn.meaning.doubtful_amount}, question=Question.AMOUNT)
        if turn.decision.value == "shop":
            return Outcome("ask_shop", turn.state, question=Question.SHOP, replies=_one_of(turn.before.shown))
        if turn.decision.value == "coupon":
            return Outcome("ask_coupon", turn.state, replies=_one_coupon(turn))
        return Outcome("clarify", turn.state, question=Question.INTENT, replies=_likeliest(turn))


def _likeliest(turn: Turn) -> tuple[Reply, ...]:
    """What the message may have meant, the likeliest first, filled up with what most people want."""
    keys = [key for intent in turn.meaning.likely if (key := _ASKED_FOR.get(intent)) is not None]
    may = [key for key in keys if key not in _OWN] if turn.incoming.group else keys
    known = dict.fromkeys([*may, *(reply.key for reply in _menu(turn))])
    return tuple(map(Reply, known))[:_CHOICES]


def _one_coupon(turn: Turn) -> tuple[Reply, ...]:
    """A button for each coupon that was shown, that claims it."""
    return tuple(
        Reply("text", Action(ActionName.CLAIM, {"coupon": one}), {"text": name})
        for one, name in offered(turn.before)
        if one
    )


def _one_of(shown: tuple[Shown, ...]) -> tuple[Reply, ...]:
    """A button for each place, that chooses it."""
    return tuple(Reply("text", Action(ActionName.SELECT, {"shop": str(s.shop_id)}), {"text": s.name}) for s in shown)


class Safety:
    """A sign of danger: a number first in a crisis, one line with a number to call otherwise."""

    def __init__(self, helps: Helps) -> None:
        self._helps = helps

    async def __call__(self, turn: Turn) -> Outcome:
        """Short and kind, no judgement, no coupons, no joke; afterwards nobody asks for a birth year."""
        sign = str(turn.decision.value)
        values = {"sign": sign, "crisis": turn.meaning.crisis}
        state = replace(turn.state, asked=(*turn.state.asked, Question.BIRTH_YEAR))
        replies = () if turn.meaning.crisis else (Reply("hungry"),)
        helps = self._helps.for_sign(sign)
        outcome = Outcome("safety", state, values, helps=helps, replies=replies, question=Question.HELP)
        return replace(outcome, crisis=turn.meaning.crisis)
