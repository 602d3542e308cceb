"""From a meaning and a state to what to do. Pure: the same message in the same state always decides the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from core.codes import read_code
from core.dialogue.merge import merge
from core.dialogue.state import Alarm, Question, State
from core.meaning import Entities, Intent, Meaning, Wish
from core.messages import Action, ActionName, Incoming
from core.privacy import mask

UNSURE = 0.5
"""Below this confidence a message that states nothing is asked about, not guessed (docs/evaluation/nlu.md)."""
REPORT_KINDS = ("closed", "card_refused", "price")
"""What can be wrong at a shop."""
_PIN = re.compile(r"\d{4,6}")
TOLD_BALANCE, TASTE, CARRIED_WISH, VOUCHER, NEAR = "told_balance", "taste", "wish", "voucher", "near"
"""What `State.pending` keeps: won said to be on the card; the taste asked for; the wish that waits for a place; the
order whose voucher was shown; the place of the talk where only 가까운 데 was said since.
"""
_LEAST_DIGITS = 9
_LIKING = re.compile(r"좋아|조아|좋은|최고|사랑|즐겨|자주|보통|평소")
_REQUEST = re.compile(
    r"(?:로|은|는|도)[\s!.~?]*$|먹(?:고|을|자)|묵(?:고|을|자)|싶|줘|주세|찾|추천|있[어나음는]|없[어나음는]|땡|당기|어때|밖에|남았"
)
_WHERE_I_AM = re.compile(r"(?:^|\s)(?:내|나|나한테|우리|제)\s|여기|지금\s?있|현재|집|위치")
_NEWS = {Wish.NEWS, Wish.NO_NEWS, Wish.NIGHT_NEWS, Wish.NO_NIGHT_NEWS}
_CHAT = {Intent.GENERAL_CHAT, Intent.UNKNOWN}
_LISTING = {Intent.FOOD_REQUEST, Intent.BUDGET_INQUIRY}
"""What shows places: 세 번째는? after it asks to see that one, not the list again."""


class TalkAct(StrEnum):
    """What the bot does beside answering an intent: it speaks of the talk itself, or of what was shown."""

    SAFETY = "safety"
    REFINE = "refine"
    REPORT = "report"
    SELECT = "select"
    RATE = "rate"
    AGE = "age"
    CONSENT = "consent"
    CLAIM = "claim"
    USE = "use"
    VOUCHER = "voucher"
    CANCEL = "cancel"
    PIN = "pin"
    CLARIFY = "clarify"
    PLAN = "plan"
    LINK = "link"
    ENROL_HOW = "enrol_how"
    ACCOUNT_CODE = "account_code"
    MY_DATA = "my_data"
    LEAVE = "leave"
    TASTE = "taste"
    BOOK = "book"
    UNBOOK = "unbook"
    NEWS = "news"
    TAKES_CARD = "takes_card"


Act: TypeAlias = Intent | TalkAct
"""What the bot does in a turn."""

BETWEEN_TWO: frozenset[Act] = frozenset(
    {
        *(Intent.BALANCE_CHECK, Intent.BALANCE_CHARGE, Intent.COUPON_INQUIRY),
        *(TalkAct.CLAIM, TalkAct.USE, TalkAct.VOUCHER, TalkAct.CANCEL, TalkAct.PIN, TalkAct.PLAN),
        *(TalkAct.LINK, TalkAct.ENROL_HOW, TalkAct.ACCOUNT_CODE),  # others would see a code and could use it first
        *(TalkAct.AGE, TalkAct.CONSENT, TalkAct.TASTE, TalkAct.MY_DATA, TalkAct.LEAVE, TalkAct.NEWS),
    }
)
"""What is neither said nor done where others read along."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, with the state after the message; `shop_id` is what 거기, 두 번째 or a button points at."""

    act: Act
    state: State
    shop_id: int | None = None
    value: str | None = None


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
    answered = _answer_to_question(meaning, state, held)
    return answered or _wish(meaning, state, held) or _declined(meaning, state, held) or _intent(meaning, state, held)


def reads_as_pin(text: str, state: State) -> bool:
    """Whether a message may be a shop's number: digits alone, asked for, or after a voucher was shown in the talk."""
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


def pointed_at(meaning: Meaning, state: State) -> int | None:
    """The shop among those shown that the message points at or names, None where there is none."""
    if isinstance(meaning.reference, int) and 0 < meaning.reference <= len(state.shown):
        return state.shown[meaning.reference - 1].shop_id
    if meaning.reference == "last":
        return state.focus or (state.shown[0].shop_id if state.shown else None)
    named = (meaning.entities.shop or "").replace(" ", "")
    return next((one.shop_id for one in state.shown if named and named in one.name.replace(" ", "")), None)


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


def _answer_to_question(meaning: Meaning, state: State, held: State) -> Decision | None:
    """What the message says to the question that was open."""
    match state.question:
        case Question.BIRTH_YEAR if meaning.birth_year is not None:
            return Decision(TalkAct.AGE, held, value=str(meaning.birth_year))
        case Question.CONSENT if meaning.affirms is not None:
            return Decision(TalkAct.CONSENT, held, value="yes" if meaning.affirms else "no")
        case Question.LEAVE if meaning.affirms is not None:
            return Decision(TalkAct.LEAVE, held, value="yes" if meaning.affirms else "no")
        case Question.NEWS if meaning.affirms is not None:
            return Decision(TalkAct.NEWS, held, value="yes" if meaning.affirms else "no")
        case Question.TASTE if (liked := _liking(meaning, state)) is not None:
            return Decision(TalkAct.TASTE, held, value=liked)
        case Question.RATING if meaning.affirms is not None:
            return Decision(TalkAct.RATE, held, value="up" if meaning.affirms else "down")
        case Question.PLACE | Question.WHICH_PLACE if state.pending.get(CARRIED_WISH) == Wish.PLAN and (
            meaning.entities.location or held.point
        ):
            return Decision(TalkAct.PLAN, held)
        case Question.PLACE | Question.WHICH_PLACE if meaning.entities.location or held.point:
            running = state.intent if state.intent not in _CHAT else None
            return Decision(running or Intent.FOOD_REQUEST, replace(held, intent=running or Intent.FOOD_REQUEST))
        case _:
            return None


def _typed_number(meaning: Meaning, text: str) -> str | None:
    """What kind of number a message is ("card", "phone") that asks for nothing to eat (domain.md 9)."""
    if sum(map(str.isdigit, text)) < _LEAST_DIGITS or meaning.entities.food_type or meaning.entities.location:
        return None
    masked = mask(text)
    return next((kind for token, kind in (("[CARD]", "card"), ("[PHONE]", "phone")) if token in masked), None)


def _asks_for_a_meal(said: Entities) -> bool:
    """Whether a message says where, for how many or when, or more than one thing to look by: then it is a request."""
    known = (said.location, said.near_me, said.shop, said.people, said.time_preference, said.budget_per_person)
    return any(known) or (bool(said.food_type) and said.budget is not None)


def _liking(meaning: Meaning, state: State) -> str | None:
    """What a bare answer says to the taste that was asked for, in the question's own terms."""
    if (
        meaning.adds_food
        or meaning.reference is not None
        or meaning.intent is Intent.MENU_OPTION
        or _asks_for_a_meal(meaning.entities)
        or (_REQUEST.search(meaning.text) is not None and _LIKING.search(meaning.text) is None)
    ):
        return None  # a question about a place shown is no answer, and what is wished now is no taste
    match state.pending.get(TASTE):
        case "categories" if meaning.entities.food_type:
            return "|".join(meaning.entities.food_type)
        case "budget" if meaning.entities.budget is not None:
            return str(meaning.entities.budget)
        case "spice" if meaning.affirms is not None:
            return "3" if meaning.affirms else "0"
        case _:
            return None


def _wish(meaning: Meaning, state: State, held: State) -> Decision | None:
    """What is said of the places shown, or of the talk itself."""
    if (of_places := _of_places(meaning, state, held)) is not None:
        return of_places
    match meaning.wish:
        case Wish.RESTART if meaning.entities == Entities():
            return Decision(Intent.GENERAL_CHAT, replace(held, shown=(), focus=None), value="restart")
        case Wish.ANY | Wish.DISCREET | Wish.BEST_RATED:
            return Decision(Intent.FOOD_REQUEST, held, value=meaning.wish)
        case Wish.WHO_SEES | Wish.PARTING | Wish.JOKING:
            return Decision(Intent.GENERAL_CHAT, held, value=meaning.wish)
        case Wish.HELP:
            return Decision(Intent.UNKNOWN, held, value="help")
        case _:
            return _own_wish(meaning, held)


def _of_places(meaning: Meaning, state: State, held: State) -> Decision | None:
    """What is said of places shown or named: something is wrong there, it is chosen, others are wished."""
    shop_id = pointed_at(meaning, state)
    match meaning.wish:
        case Wish.CLOSED | Wish.CARD_REFUSED | Wish.PRICE_ROSE if shop_id or state.shown or meaning.entities.shop:
            in_talk = state.focus or (state.shown[0].shop_id if state.shown else None)
            return Decision(TalkAct.REPORT, held, shop_id or in_talk, meaning.wish)
        case Wish.CHOOSE if meaning.reference == "last" and state.focus is None and len(state.shown) > 1:
            return Decision(TalkAct.CLARIFY, held, value="shop")
        case Wish.CHOOSE if shop_id is not None:
            return Decision(TalkAct.SELECT, replace(held, focus=shop_id), shop_id)
        case Wish.CHOOSE if state.shown and meaning.reference is not None:  # the fourth of three
            return Decision(TalkAct.CLARIFY, held, value="shop")
        case Wish.TAKES_CARD if shop_id or state.shown or meaning.entities.shop:
            return Decision(TalkAct.TAKES_CARD, held, shop_id or _only_shown(state))
        case Wish.WAY if meaning.entities.location is None and meaning.entities.shop is None and state.shown:
            return _way(held, shop_id or _only_shown(state))
        case Wish.CHEAPER | Wish.NEARER | Wish.BEST_RATED | Wish.DIFFERENT if state.shown:
            return Decision(TalkAct.REFINE, held, value=meaning.wish)
        case _:
            return None


def _way(held: State, shop_id: int | None) -> Decision:
    if shop_id is None:
        return Decision(TalkAct.CLARIFY, held, value="shop")
    return Decision(Intent.LOCATION_INQUIRY, replace(held, focus=shop_id), shop_id)


def _only_shown(state: State) -> int | None:
    return state.focus or (state.shown[0].shop_id if len(state.shown) == 1 else None)


def _own_wish(meaning: Meaning, held: State) -> Decision | None:
    """What is said of one's own card, coupons, data and bookings."""
    match meaning.wish:
        case Wish.PLAN if meaning.plan_place is not None:
            slots = replace(held.slots, location=meaning.plan_place)
            return Decision(TalkAct.PLAN, replace(held, point=None, slots=slots))
        case Wish.AID:
            return Decision(Intent.EMERGENCY_FOOD, replace(held, intent=Intent.EMERGENCY_FOOD))
        case Wish.COUPON_HOW:
            return Decision(Intent.COUPON_INQUIRY, replace(held, intent=Intent.COUPON_INQUIRY), value=meaning.wish)
        case Wish.CANCEL_VOUCHER if VOUCHER in held.pending:
            return Decision(TalkAct.CANCEL, held)
        case Wish.PLAN | Wish.MY_DATA | Wish.LEAVE | Wish.ACCOUNT_CODE | Wish.ENROL_HOW | Wish.UNBOOK | Wish.VOUCHER:
            return Decision(TalkAct(meaning.wish.value), held)
        case _:
            return None


def _declined(meaning: Meaning, state: State, held: State) -> Decision | None:
    """A bare no to what was shown wants nothing more now."""
    is_bare = meaning.entities == Entities() and meaning.wish is None and state.question in {None, Question.TASTE}
    return Decision(Intent.GENERAL_CHAT, held, value="declined") if is_bare and meaning.affirms is False else None


def _intent(meaning: Meaning, state: State, held: State) -> Decision:
    """The intent's own act, or a short question where it is not sure enough."""
    if meaning.doubtful_amount is not None:
        return Decision(TalkAct.CLARIFY, held, value="amount")
    if _is_guess(meaning, state):
        return Decision(TalkAct.CLARIFY, held, value="intent")
    shop_id = pointed_at(meaning, state)
    if shop_id is not None:
        held = replace(held, focus=shop_id)
    if meaning.intent not in _CHAT:
        held = replace(held, intent=meaning.intent)
    asks_of_one = shop_id is not None and meaning.intent in _LISTING and meaning.entities == Entities()
    return Decision(Intent.LOCATION_INQUIRY if asks_of_one else meaning.intent, held, shop_id, meaning.wish)


def _running(state: State) -> Intent:
    """What somebody who sends only where they are goes on with."""
    return state.intent if state.intent is not None and state.intent not in _CHAT else Intent.LOCATION_INQUIRY


def _is_guess(meaning: Meaning, state: State) -> bool:
    """Small talk is answered as such; what seems nothing of ours is asked about where something of ours is near."""
    nothing_else = meaning.entities == Entities() and meaning.reference is None and meaning.wish is None
    other = not _CHAT.issuperset(meaning.likely[:2]) and meaning.intent is not Intent.GENERAL_CHAT
    return meaning.confidence < UNSURE and nothing_else and other and state.question is None
