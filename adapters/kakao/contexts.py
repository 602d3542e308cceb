"""Contexts: how a block of the operator's learns what the bot waits for, and hands on what it was told.

When the bot asks for a place, its response opens `naviyam_place` for the next utterance. A block that is bound to this
context may catch that utterance with `sys_location` or a location plugin, or leave the value in the context itself.
What came in is read once: the response closes it, so that it never speaks against later words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from adapters.kakao.parameters import Parameter, of_context
from adapters.reading import mapping, number, text

_OURS = "naviyam_"
_PLACE = f"{_OURS}place"
_NAME_LIMIT = 50
_TURNS = 1
_SECONDS = 600

Json = dict[str, Any]


def awaiting_place() -> Json:
    """The context that says: the next words may be a place."""
    return {"name": _PLACE, "lifeSpan": _TURNS, "ttl": _SECONDS, "params": {}}


def given(payload: Mapping[str, Any]) -> list[Parameter]:
    """What blocks left for us in contexts that are still alive."""
    return [
        parameter
        for context in _ours(payload)
        if (number(context.get("lifeSpan")) or 0) > 0
        for parameter in of_context(mapping(context.get("params")))
    ]


def closing(payload: Mapping[str, Any]) -> list[Json]:
    """Our incoming contexts, to be ended by the response."""
    names = dict.fromkeys(text(context.get("name")) for context in _ours(payload))
    return [{"name": name, "lifeSpan": 0, "ttl": 0, "params": {}} for name in names]


def with_contexts(response: Mapping[str, Any], closed: list[Json]) -> Mapping[str, Any]:
    """The response that also ends the contexts `closed`, but for those that it opens again."""
    opened = response.get("context", {}).get("values", [])
    names = {context["name"] for context in opened}
    values = [*opened, *(context for context in closed if context["name"] not in names)]
    return {**response, "context": {"values": values}} if values else response


def _ours(payload: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    contexts = payload.get("contexts")
    for context in contexts if isinstance(contexts, list) else []:
        name = text(mapping(context).get("name"))
        if name.startswith(_OURS) and len(name) <= _NAME_LIMIT:
            yield context
