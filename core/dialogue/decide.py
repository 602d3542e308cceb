"""From a meaning and a state to what to do. Pure: the same message in the same state always decides the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from core.codes import read_code
from core.dialogue.acts import NEAR, REPORT_KINDS, TOLD_BALANCE, VOUCHER, Decision, TalkAct
from core.dialogue.answers import answer_to_question
from core.dialogue.merge import merge
from core.dialogue.state import Alarm, Question, State
from core.dialogue.wishes import declined, pointed_at, wish
from core.meaning import CHAT, NOTHING_STATED, Intent, Meaning, Wish
from core.messages import Action, ActionName, Incoming
from core.privacy import mask

UNSURE = 0.5
"""Below this confidence a message that states nothing is asked about, not guessed (docs/evaluation/nlu.md)."""
_PIN = re.compile(r"\d{4,6}")
_LEAST_DIGITS = 9
_WHERE_I_AM = re.compile(
    r"(?:^|\s)(?:내|나|나한테|우리|제)\s|여기|지금\s?있|현재|(?<![가-힣])(?:우리\s?)?집(?=$|\s|앞|근처|에서|이)|(?<![가-힣])위치"
)
_NEWS = {Wish.NEWS, Wish.NO_NEWS, Wish.NIGHT_NEWS, Wish.NO_NIGHT_NEWS}
_LISTING = {Intent.FOOD_REQUEST, Intent.BUDGET_INQUIRY}
"""What shows places: 세 번째는? after it asks to see that one, not the list again."""


def decide(meaning: Meaning, state: State, incoming: Incoming, now: datetime) -> Decision:
    """Decide one turn. Slots follow `merge`; the open question is closed unless the act opens it again."""
    merged = _with_place(merge(state, meaning), meaning, incoming, state)
    day = meaning.day if meaning.day or meaning.entities.time_preference else state.day
    held = replace(merged, turn=state.turn + 1, last_at=now, question=None, day=day)
    if meaning.told_balance is not None:
        held = replace(held, pending={**held.pending, TOLD_BALANCE: str(meaning.told_balance)})
    if incoming.action is not None:
        return _pressed(incoming.action, meaning, held, state)
    if incoming.point is not None and not incoming.text.strip():
        return Decision(_running(state), held)
    if meaning.safety is not None:
        return Decision(
            TalkAct.SAFETY, _alarmed(held, meaning.safety, incoming, crisis=meaning.crisis), value=meaning.safety
        )
    if reads_as_pin(incoming.text, state) and (state.question is Question.PIN or not _is_a_sum(incoming.text)):
        # digits alone are the shop's number: they mean nothing else, and no slot takes them up
        return Decision(TalkAct.PIN, replace(held, slots=state.slots), value=incoming.text.strip())
    if (code := read_code(incoming.text)) is not None:
        return Decision(TalkAct.LINK, held, value=code)
    if (typed := _typed_number(meaning, incoming.text)) is not None:
        return Decision(TalkAct.ENROL_HOW, held, value=typed)
    if meaning.wish in _NEWS:  # refusing an advertisement works whatever was asked
        return Decision(TalkAct.NEWS, held, value=meaning.wish)
    answered = answer_to_question(meaning, state, held)
    return answered or wish(meaning, state, held) or declined(meaning, state, held) or _intent(meaning, state, held)


def reads_as_pin(text: str, state: State) -> bool:
    """Whether a message is a shop's number: digits that may be one, and nothing else was asked that they answer."""
    return state.question in {Question.PIN, None} and may_be_pin(text, state)


def may_be_pin(text: str, state: State) -> bool:
    """Whether nobody may keep a message: digits alone while a voucher is in the talk, or its number is asked for."""
    may_come = VOUCHER in state.pending and state.question is not Question.BIRTH_YEAR
    return (state.question is Question.PIN or may_come) and _PIN.fullmatch(text.strip()) is not None


def _is_a_sum(text: str) -> bool:
    """Whole hundreds of won: money as people say it, where the number was not what was asked for."""
    return text.strip().endswith("00")


def _alarmed(state: State, label: str, incoming: Incoming, *, crisis: bool) -> State:
    """A sign makes a case once in a session, and again only where a concern becomes a crisis."""
    if any(alarm.label == label and (alarm.crisis or not crisis) for alarm in state.alarms):
        return state
    return replace(state, alarms=(*state.alarms, Alarm(label, crisis, incoming.turn_id)))


def _with_place(state: State, meaning: Meaning, incoming: Incoming, before: State) -> State:
    """A position sent by the platform is where the person is; a place named in words takes its place.

    제일 가까운 데 is near the place of the talk; of 내 근처 nobody has told us where that is.
    """
    if incoming.point is not None:
        slots = replace(state.slots, location=None, near_me=True)
        return replace(state, point=incoming.point, slots=slots, pending=_without(state.pending, NEAR))
    if meaning.entities.location is not None:
        return replace(state, point=None, pending=_without(state.pending, NEAR))
    if meaning.entities.near_me and _WHERE_I_AM.search(meaning.text):
        return replace(state, pending=_without(state.pending, NEAR))
    if meaning.entities.near_me and before.slots.location and state.point is None:
        return replace(state, pending={**state.pending, NEAR: before.slots.location})
    return state


def _without(pending: Mapping[str, str], key: str) -> dict[str, str]:
    return {name: value for name, value in pending.items() if name != key}


def _pressed(action: Action, meaning: Meaning, state: State, before: State) -> Decision:
    shop = action.arguments.get("shop", "")
    shop_id = int(shop) if shop.isdecimal() else None
    value = action.arguments.get("value") or action.arguments.get("kind")
    match action.name:
        case ActionName.SELECT | ActionName.BOOK if shop_id is not None:
            return Decision(TalkAct(action.name), replace(state, focus=shop_id), shop_id)
        case ActionName.MENU if shop_id is not None:
            return Decision(Intent.MENU_OPTION, replace(state, focus=shop_id), shop_id)
        case ActionName.OTHERS:
            return Decision(TalkAct.REFINE, state, value=Wish.DIFFERENT)
        case ActionName.LOCATION:
            return Decision(_running(before), state)
        case ActionName.REPORT if shop_id is not None and value in REPORT_KINDS:
            return Decision(TalkAct.REPORT, state, shop_id, value)
        case ActionName.RATE:
            return Decision(TalkAct.RATE, state, shop_id, value)
        case ActionName.LEAVE | ActionName.TASTE | ActionName.CONSENT | ActionName.NEWS:
            return Decision(TalkAct(action.name), state, value=value)
        case ActionName.START | ActionName.WORDLESS:  # neither answers a question: it stays open
            return Decision(Intent.GENERAL_CHAT, replace(state, question=before.question), value=action.name)
        case ActionName.HELP:
            return Decision(Intent.UNKNOWN, state, value="help")
        case _:
            return _coupon_pressed(action, state, shop_id) or _intent(meaning, before, state)


def _coupon_pressed(action: Action, state: State, shop_id: int | None) -> Decision | None:
    match action.name:
        case ActionName.USE if shop_id is not None:
            return Decision(TalkAct.USE, replace(state, focus=shop_id), shop_id)
        case ActionName.CLAIM:
            return Decision(TalkAct.CLAIM, state, value=action.arguments.get("coupon"))
        case ActionName.VOUCHER:
            return Decision(TalkAct.VOUCHER, state)
        case ActionName.CANCEL:
            return Decision(TalkAct.CANCEL, state)
        case _:
            return None


def _typed_number(meaning: Meaning, text: str) -> str | None:
    """What kind of number a message is ("card", "phone") that asks for nothing to eat (domain.md 9)."""
    if sum(map(str.isdigit, text)) < _LEAST_DIGITS or meaning.entities.food_type or meaning.entities.location:
        return None
    masked = mask(text)
    return next((kind for token, kind in (("[CARD]", "card"), ("[PHONE]", "phone")) if token in masked), None)


def _intent(meaning: Meaning, state: State, held: State) -> Decision:
    """The intent's own act, or a short question where it is not sure enough."""
    if meaning.doubtful_amount is not None:
        return Decision(TalkAct.CLARIFY, held, value="amount")
    if _is_guess(meaning, state):
        return Decision(TalkAct.CLARIFY, held, value="intent")
    shop_id = pointed_at(meaning, state)
    if shop_id is not None:
        held = replace(held, focus=shop_id)
    if meaning.intent not in CHAT:
        held = replace(held, intent=meaning.intent)
    asks_of_one = shop_id is not None and meaning.intent in _LISTING and meaning.entities == NOTHING_STATED
    return Decision(Intent.LOCATION_INQUIRY if asks_of_one else meaning.intent, held, shop_id, meaning.wish)


def _running(state: State) -> Intent:
    """What somebody who sends only where they are goes on with."""
    return state.intent if state.intent is not None and state.intent not in CHAT else Intent.LOCATION_INQUIRY


def _is_guess(meaning: Meaning, state: State) -> bool:
    """Small talk is answered as such; what seems nothing of ours is asked about where something of ours is near."""
    nothing_else = meaning.entities == NOTHING_STATED and meaning.reference is None and meaning.wish is None
    other = not CHAT.issuperset(meaning.likely[:2]) and meaning.intent is not Intent.GENERAL_CHAT
    return meaning.confidence < UNSURE and nothing_else and other and state.question is None
