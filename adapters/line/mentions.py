"""Mentions in LINE's texts. Their places count UTF-16 units, and what stands there is a person's display name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from adapters.reading import mapping, number, text

_MOST = 20
"""Mentions a message can hold (platforms.md 1)."""


def addresses_bot(message: Mapping[str, Any]) -> bool:
    """Whether the bot itself is mentioned. "@all" calls the group together, not the bot."""
    return any(one.get("isSelf") is True for one in _mentionees(message))


def without_mentions(message: Mapping[str, Any]) -> str:
    """The words of a text message without the names mentioned: the bot's says nothing, others' are personal."""
    given = message.get("text")
    if not isinstance(given, str):
        return ""
    units = given.encode("utf-16-le", "surrogatepass")
    kept, at = [], 0
    for start, end in sorted(_places(message, len(units) // 2)):
        if start >= at:
            kept.append(units[2 * at : 2 * start])
            at = end
    kept.append(units[2 * at :])
    words = (text(part.decode("utf-16-le", "surrogatepass")).strip() for part in kept)
    return " ".join(filter(None, words))


def _mentionees(message: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    named = mapping(message.get("mention")).get("mentionees")
    if isinstance(named, list):
        yield from map(mapping, named[:_MOST])


def _places(message: Mapping[str, Any], units: int) -> Iterator[tuple[int, int]]:
    """Where mentions begin and end, as far as they lie within the text."""
    for one in _mentionees(message):
        index, length = number(one.get("index")), number(one.get("length"))
        if index is not None and length is not None and 0 <= index < index + length <= units:
            yield int(index), int(index + length)
