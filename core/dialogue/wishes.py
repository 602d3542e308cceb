"""What is said of the places shown, of one's own things, or of the talk itself. Pure."""

from __future__ import annotations

from dataclasses import replace

from core.dialogue.acts import OFFERED, VOUCHER, Decision, TalkAct
from core.dialogue.state import Question, State
from core.meaning import NOTHING_STATED, Entities, Intent, Meaning, Wish

_BARE = 6  # letters of a message that is no more than a place in the list


def pointed_at(meaning: Meaning, state: State) -> int | None:
    """The shop among those shown that the message points at or names, None where there is none."""
    if isinstance(meaning.reference, int) and 0 < meaning.reference <= len(state.shown):
        return state.shown[meaning.reference - 1].shop_id
    if meaning.reference == "last":
        return state.focus or (state.shown[0].shop_id if state.shown else None)
    named = (meaning.entities.shop or "").replace(" ", "")
    return next((one.shop_id for one in state.shown if named and named in one.name.replace(" ", "")), None)


def wish(meaning: Meaning, state: State, held: State) -> Decision | None:
    """What is said of the places shown, or of the talk itself."""
    if (of_coupons := _of_coupons(meaning, state, held)) is not None:
        return of_coupons
    if (of_places := _of_places(meaning, state, held)) is not None:
        return of_places
    match meaning.wish:
        case Wish.RESTART if meaning.entities == NOTHING_STATED:
            return Decision(Intent.GENERAL_CHAT, replace(held, shown=(), focus=None), value="restart")
        case Wish.ANY | Wish.DISCREET | Wish.BEST_RATED:
            return Decision(Intent.FOOD_REQUEST, held, value=meaning.wish)
        case Wish.WHO_SEES | Wish.PARTING | Wish.JOKING:
            return Decision(Intent.GENERAL_CHAT, held, value=meaning.wish)
        case Wish.HELP:
            return Decision(Intent.UNKNOWN, held, value="help")
        case _:
            return _own_wish(meaning, held)


def offered(state: State) -> tuple[tuple[str, str], ...]:
    """Id and name of the coupons shown, in their order; both are empty of one that is held already."""
    return tuple(
        (line.partition("\t")[0], line.partition("\t")[2]) for line in state.pending.get(OFFERED, "").splitlines()
    )


def _of_coupons(meaning: Meaning, state: State, held: State) -> Decision | None:
    """받을게, 두 번째 거 받을래: one of the coupons just shown is asked for."""
    coupons = offered(state)
    if not coupons or not (meaning.wish is Wish.CLAIM or _points_only(meaning, state)):
        return None
    only = [coupon_id for coupon_id, _ in coupons if coupon_id]
    said = (meaning.entities.coupon or "").replace(" ", "").removesuffix("쿠폰")
    named = next((coupon_id for coupon_id, name in coupons if said and said in name.replace(" ", "")), None)
    place = meaning.reference if isinstance(meaning.reference, int) else 0
    pointed = coupons[place - 1][0] if 0 < place <= len(coupons) else only[0] if len(only) == 1 and not place else None
    coupon = named or pointed or None
    act, value = (TalkAct.CLARIFY, "coupon") if coupon is None else (TalkAct.CLAIM, coupon)
    return Decision(act, held, value=value)


def _points_only(meaning: Meaning, state: State) -> bool:
    """A bare 2번 right after the coupons, with no places shown."""
    bare = (
        not state.shown
        and meaning.entities == NOTHING_STATED
        and isinstance(meaning.reference, int)
        and len(meaning.text) <= _BARE
    )
    return bare and state.intent is Intent.COUPON_INQUIRY


def _of_places(meaning: Meaning, state: State, held: State) -> Decision | None:
    """What is said of places shown or named: something is wrong there, it is chosen, others are wished."""
    shop_id = pointed_at(meaning, state)
    match meaning.wish:
        case Wish.CLOSED | Wish.CARD_REFUSED | Wish.PRICE_ROSE if shop_id or state.shown or meaning.entities.shop:
            in_talk = state.focus or (state.shown[0].shop_id if state.shown else None)
            return Decision(TalkAct.REPORT, held, shop_id or in_talk, meaning.wish)
        case Wish.CHOOSE if meaning.reference == "last" and state.focus is None and len(state.shown) > 1:
            return Decision(TalkAct.CLARIFY, held, value="shop")
        case Wish.CHOOSE if chosen := shop_id or (_only_shown(state) if meaning.reference is None else None):
            return Decision(TalkAct.SELECT, replace(held, focus=chosen), chosen)
        case Wish.CHOOSE if state.shown and meaning.reference is not None:  # the fourth of three
            return Decision(TalkAct.CLARIFY, held, value="shop")
        case Wish.TAKES_CARD if shop_id or state.shown or meaning.entities.shop:
            return Decision(TalkAct.TAKES_CARD, held, shop_id or _only_shown(state))
        case Wish.WAY if meaning.entities in (Entities(), Entities(near_me=True)) and state.shown:
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


def declined(meaning: Meaning, state: State, held: State) -> Decision | None:
    """A bare no to what was shown wants nothing more now."""
    is_bare = meaning.entities == NOTHING_STATED and meaning.wish is None and state.question in {None, Question.TASTE}
    return Decision(Intent.GENERAL_CHAT, held, value="declined") if is_bare and meaning.affirms is False else None
