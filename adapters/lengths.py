"""How platforms count text, and cutting text to such a length without breaking a character (platforms.md 1, 2)."""

from __future__ import annotations

import regex

_CLUSTER = regex.compile(r"\X")
_MARK = "…"


def utf16_units(text: str) -> int:
    """Length in UTF-16 code units: 🍎 counts two. LINE's unit for most texts, our careful one for Kakao."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def cut(text: str, limit: int) -> str:
    """`text` in at most `limit` UTF-16 units, shortened at the end of a whole grapheme cluster with "…".

    A cluster has at least one unit, so what fits in units fits in clusters too (LINE's count of labels).
    """
    if 2 * len(text) <= limit or utf16_units(text) <= limit:
        return text
    kept, room = [], limit - len(_MARK)
    for match in _CLUSTER.finditer(text):
        room -= utf16_units(match[0])
        if room < 0:
            break
        kept.append(match[0])
    return "".join(kept).rstrip() + _MARK
