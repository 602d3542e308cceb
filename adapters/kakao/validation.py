"""Parameter-validation calls: Kakao asks whether a value is good while it fills the slots of a block."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.kakao.payload import TEXT_LIMIT, is_for
from adapters.reading import mapping, text
from adapters.templates import JsonTemplates

_VALUE = {"origin", "resolved"}


def is_validation(payload: Mapping[str, Any]) -> bool:
    """Whether Kakao asks us to check one parameter of a block, instead of calling the skill."""
    return bool(_call(payload))


def verdict(payload: Mapping[str, Any], bot_id: str, templates: JsonTemplates) -> dict[str, Any]:
    """The answer to such a call. Any words are good: our own reading of them is better than a refusal.

    SUCCESS with the words, FAIL with what to say where there are none, ERROR where the call itself makes no
    sense, IGNORE where it is about another bot.
    """
    call = _call(payload)
    if "bot" in payload and not is_for(payload, bot_id):
        return {"status": "IGNORE"}
    if not isinstance(call.get("value"), dict | str):
        return {"status": "ERROR"}
    value = mapping(call["value"])
    words = (text(call["value"]) or text(value.get("origin")) or text(value.get("resolved"))).strip()[:TEXT_LIMIT]
    return {"status": "SUCCESS", "value": words} if words else templates.make("say_again")


def _call(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of a validation call that tells of the value, seen on the top and in `userRequest`; empty in a skill
    call, which has neither the flag nor a value.
    """
    for part in (payload, mapping(payload.get("userRequest"))):
        if "isInSlotFilling" in part or _VALUE & mapping(part.get("value")).keys():
            return part
    return {}
