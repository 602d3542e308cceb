"""Values that a platform resolved itself (Kakao parameters), read after the text: words win over hints. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.meaning import Intent, Meaning

_NO_ENTITIES = {Intent.GENERAL_CHAT, Intent.UNKNOWN, Intent.BALANCE_CHECK, Intent.BALANCE_CHARGE}


def with_hints(meaning: Meaning, hints: Mapping[str, str]) -> Meaning:
    """The meaning with what the text left open taken from `hints` (day, location, budget, people)."""
    if not hints or meaning.safety is not None or meaning.intent in _NO_ENTITIES:
        return meaning
    entities = meaning.entities
    if entities.location is None and not entities.near_me and (place := hints.get("location")):
        entities = replace(entities, location=place)
    if entities.budget is None and entities.budget_per_person is None and hints.get("budget", "").isdecimal():
        entities = replace(entities, budget=int(hints["budget"]))
    if entities.people is None and hints.get("people", "").isdecimal():
        entities = replace(entities, people=max(1, int(hints["people"])))
    return replace(meaning, entities=entities, day=meaning.day or hints.get("day"))
