"""What a turn leaves behind: rows for the database and the trace for panels, through the privacy gate and masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import reduce
from typing import Any, cast
from uuid import UUID

import orjson

from core.actions.turn import Outcome, Turn
from core.codes import hide_codes
from core.consent import Field, keepable_entities
from core.dialogue.decide import may_be_pin
from core.dialogue.state import Question, State
from core.meaning import Intent, Wish
from core.messages import Answer, Trace
from core.privacy import mask, mask_value
from core.recommend.geometry import cell, walk_minutes
from core.recommend.request import Offer
from core.stopwatch import Stopwatch
from db.safety_cases import NewCase
from db.turns import ContextRow, ConversationRow, RecommendationRow, Selection, TurnRecord

_COMPLETE = 0.5
PIN_TOKEN = "[PIN]"  # noqa: S105 - a mark in a text
PLACE_TOKEN = "[PLACE]"  # noqa: S105 - a mark in a text


def strategy(turn: Turn) -> str:
    """The guide's user strategy of this turn (domain.md 4)."""
    if turn.meaning.intent is Intent.EMERGENCY_FOOD or turn.meaning.entities.urgency:
        return "URGENT"
    if turn.person.user_id is None or turn.state.question in {Question.BIRTH_YEAR, Question.CONSENT}:
        return "ONBOARDING"
    return "DATA_BUILDING" if turn.person.completeness < _COMPLETE else "NORMAL"


def trace(turn: Turn, outcome: Outcome, watch: Stopwatch) -> Trace:
    """What was understood, why each place, how long each stage took: for the panel and the API, never stored."""
    return Trace(
        intent=turn.meaning.intent,
        confidence=round(turn.meaning.confidence, 3),
        entities=turn.meaning.entities.to_dict(),
        state=outcome.state.slots.to_dict(),
        reference=turn.meaning.reference,
        safety=turn.meaning.safety,
        strategy=strategy(turn),
        method=outcome.method if outcome.found else None,
        recommendations=tuple(_item(rank, offer) for rank, offer in enumerate(outcome.offers, 1)),
        stages=watch.stages,
    )


def record(turn: Turn, outcome: Outcome, answer: Answer, watch: Stopwatch) -> TurnRecord:
    """The rows of this turn. Of somebody who may not be kept: no user, no place, a session id that names nobody."""
    user_id = turn.person.user_id if turn.person.may_keep(Field.TURN, turn.now) else None
    is_pin = may_be_pin(turn.incoming.text, turn.before)  # a password, or not to be told from one
    said = {} if is_pin else turn.meaning.entities.to_dict()
    entities = keepable_entities(said, turn.person.standing, turn.now.date())
    conversation = ConversationRow(
        turn_id=turn.incoming.turn_id,
        user_id=user_id,
        session_id=answer.session_id,
        platform=turn.incoming.account.platform,
        platform_message_id=turn.incoming.message_id if user_id is not None else None,
        input_text=PIN_TOKEN if is_pin else _storable(turn.incoming.text, turn),
        response_text=_storable(answer.text, turn),
        timestamp=turn.now,
        intent=turn.meaning.intent,
        confidence=turn.meaning.confidence,
        entities=entities,
        turn=answer.turn,
        previous_intent=turn.before.intent,
        strategy=strategy(turn),
        processing_ms=round(watch.milliseconds),
        nlu_ms=watch.of("understand"),
        rag_ms=watch.of("act"),
        response_ms=watch.of("compose"),
        shop_ids=tuple(offer.shop.id for offer in outcome.offers),
        selected_shop_id=outcome.chosen.shop_id if outcome.chosen and outcome.chosen.rating is None else None,
        coupon_ids=tuple(sorted({c.coupon_id for o in outcome.offers if o.applied for c in o.applied.coupons})),
    )
    return TurnRecord(
        conversation=conversation,
        recommendation=_recommendation(turn, outcome, answer, user_id, entities),
        context=_context(turn, outcome, user_id),
        selection=_selection(turn, outcome),
        report=outcome.report,
        case=_case(turn, user_id),
        taken_back=tuple(alarm.turn_id for alarm in turn.before.alarms) if turn.meaning.wish is Wish.JOKING else (),
        bottleneck=watch.slowest,
    )


def _case(turn: Turn, user_id: int | None) -> NewCase | None:
    """The case of a turn that raised an alarm; of somebody who may not be kept only the masked words."""
    alarm = next((one for one in turn.state.alarms if one.turn_id == turn.incoming.turn_id), None)
    if alarm is None:
        return None
    return NewCase(
        turn_id=alarm.turn_id,
        user_id=user_id,
        region_id=turn.person.card.rule.id if user_id is not None and turn.person.card else None,
        label=alarm.label,
        level="crisis" if alarm.crisis else "concern",
        masked_text=_storable(turn.incoming.text, turn),
        at=turn.now,
    )


def _storable(text: str, turn: Turn) -> str:
    """Words without personal data; of somebody whose place may not be kept also without the places named."""
    masked = hide_codes(mask(text))
    if turn.person.may_keep(Field.PLACE, turn.now):
        return masked
    named = {turn.meaning.entities.location, turn.state.slots.location} - {None, ""}
    return reduce(lambda words, place: words.replace(str(place), PLACE_TOKEN), named, masked)


def _recommendation(
    turn: Turn, outcome: Outcome, answer: Answer, user_id: int | None, entities: Mapping[str, Any]
) -> RecommendationRow | None:
    if outcome.found is None or answer.recommendation_id is None:
        return None
    point = turn.incoming.point
    keeps_place = point is not None and turn.person.may_keep(Field.PLACE, turn.now)
    return RecommendationRow(
        recommendation_id=answer.recommendation_id,
        turn_id=turn.incoming.turn_id,
        user_id=user_id,
        session_id=answer.session_id,
        timestamp=turn.now,
        intent=turn.meaning.intent,
        entities=dict(entities),
        cell=cell(point) if point is not None and keeps_place else None,
        items=[dict(_item(rank, offer)) for rank, offer in enumerate(outcome.offers, 1)],
        method=outcome.method,
        confidence=turn.meaning.confidence,
        candidates=outcome.found.candidates,
        steps=dict(outcome.found.steps),
        ranking=dict(outcome.found.exposure) if outcome.found.exposure else None,
    )


def _context(turn: Turn, outcome: Outcome, user_id: int | None) -> ContextRow | None:
    """The state of a remembered person's session, but for a group's; the position itself is never written there."""
    if user_id is None or turn.incoming.group:
        return None
    slots = outcome.state.slots
    if not turn.person.may_keep(Field.PLACE, turn.now):
        slots = replace(slots, location=None)
    if not turn.person.may_keep(Field.ALLERGY, turn.now):
        slots = replace(slots, dietary=())
    kept = replace(outcome.state, point=None, slots=slots)
    return ContextRow(outcome.state.session_id, user_id, orjson.loads(kept.to_json()), turn.now)


def masked(state: State, before: State) -> State:
    """The state with personal data taken out of its slots; what it was `before` the message was masked then."""
    if state.slots == before.slots:
        return state
    changed = {
        slot.name: mask_value(value)
        for slot in fields(state.slots)
        if (value := getattr(state.slots, slot.name)) != getattr(before.slots, slot.name)
    }
    return replace(state, slots=replace(state.slots, **cast("dict[str, Any]", changed)))


def _selection(turn: Turn, outcome: Outcome) -> Selection | None:
    chosen = outcome.chosen
    if chosen is None:
        return None
    rated: UUID | None = None
    if chosen.rating is not None and (told := turn.before.pending.get("rate_recommendation")):
        rated = UUID(told)
    of = rated or turn.before.recommendation_id
    return Selection(of, chosen.shop_id, turn.now, chosen.rating) if of else None


def _item(rank: int, offer: Offer) -> Mapping[str, Any]:
    """One place in the guide's 4.3 shape; money in won, distance in metres."""
    applied = offer.applied
    return {
        "shop_id": offer.shop.id,
        "shop_name": offer.shop.name,
        "category": offer.shop.category,
        "score": round(offer.score, 3),
        "ranking": rank,
        "distance_meters": offer.distance,
        "walk_minutes": walk_minutes(offer.distance) if offer.distance is not None else None,
        "reason_codes": [reason.value for reason in offer.reasons],
        "menus": _menus(offer),
        "price": offer.price,
        "final_price": offer.to_pay,
        "foodcard_usable": {"Y": True, "P": True, "N": False}.get(offer.shop.card),
        "applicable_coupons": [coupon.coupon_id for coupon in applied.coupons] if applied else [],
    }


def _menus(offer: Offer) -> list[Mapping[str, Any]]:
    """The menus of an offer; the coupon's price stands on the first only where the order is that menu alone."""
    menus = tuple(part.menu for part in offer.basket or offer.picks)
    alone = offer.price == menus[0].price if menus else False
    final = {menus[0].id: offer.to_pay} if alone else {}
    return [
        {
            "menu_id": menu.id,
            "name": menu.name,
            "price": menu.price,
            "final_price": final.get(menu.id, menu.price),
            "is_available": True,
        }
        for menu in menus
    ]
