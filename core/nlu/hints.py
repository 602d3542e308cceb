"""Values that a platform resolved itself (Kakao parameters), read after the text: words win over hints. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from core.meaning import BALANCE, Entities, Intent, Meaning

_NO_ENTITIES = BALANCE | {Intent.GENERAL_CHAT}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def with_hints(meaning: Meaning, hints: Mapping[str, str]) -> Meaning:
    """The meaning with what the text left open taken from `hints`.

    Keys: location, budget and people (digits), food_type, time_preference (an ISO date, HH:MM or words).
    """
    if not hints or meaning.safety is not None or meaning.intent in _NO_ENTITIES:
        return meaning
    time = hints.get("time_preference")
    day = time if time and _DATE.fullmatch(time) else None
    entities = _filled(meaning.entities, hints, None if day else time)
    # a platform that resolved a day or a place heard a request, however bare ("내일 점심")
    intent = Intent.FOOD_REQUEST if meaning.intent is Intent.UNKNOWN else meaning.intent
    return replace(meaning, intent=intent, entities=entities, day=meaning.day or day)


def _filled(said: Entities, hints: Mapping[str, str], time: str | None) -> Entities:
    money = said.budget is not None or said.budget_per_person is not None
    place = said.location or hints.get("location")  # "근처" names none: a block that asked where that is was told
    return replace(
        said,
        location=place,
        near_me=said.near_me and place == said.location,
        budget=said.budget if money else _number(hints.get("budget")),
        people=said.people if said.people is not None else _number(hints.get("people")) or None,
        food_type=said.food_type or ((hints["food_type"],) if hints.get("food_type") else ()),
        time_preference=said.time_preference or time,
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
