"""A text without personal data, before its first write."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.privacy.addresses import ADDRESSES
from core.privacy.foreign import FOREIGN_NAMES
from core.privacy.names import NAMES
from core.privacy.numbers import LOOSE_NUMBERS, NUMBERS
from core.privacy.plain import plain_form, visible, with_digits
from core.privacy.rules import HIDDEN, KEPT, Chapter
from core.privacy.schools import SCHOOLS, SCHOOLS_OF_PERSONS
from core.privacy.secrets import EMAIL, IDS, PASSPORT, PASSWORD

TOKENS = (
    "[NAME]", "[PHONE]", "[RRN]", "[PASSPORT]", "[CARD]", "[ACCOUNT]", "[EMAIL]", "[PASSWORD]", "[ADDRESS]",
    "[SCHOOL]", "[ID]",
)  # fmt: skip
_TOKEN = re.compile("|".join(map(re.escape, TOKENS)))
_CHAPTERS: tuple[Chapter, ...] = (
    EMAIL, PASSWORD, IDS, PASSPORT, NUMBERS, SCHOOLS, ADDRESSES, LOOSE_NUMBERS, NAMES, FOREIGN_NAMES,
    SCHOOLS_OF_PERSONS,
)  # fmt: skip


def mask(text: str) -> str:
    """Replace personal data by `TOKENS`; masking what is masked changes nothing.

    Amounts, times, counts, dates, coupon codes, emergency numbers, food, shops, and places down to the dong, the
    station or the road stay readable. Characters that nobody sees are dropped and the text is composed (NFC).
    """
    text = visible(text)
    while (masked := _masked_once(text)) != text:
        text = masked
    return text


def mask_value(value: object) -> object:
    """A JSON-like value with every string in it masked; mapping keys stay, tuples stay tuples."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {key: mask_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [mask_value(item) for item in value]
    if isinstance(value, tuple):
        return tuple(mask_value(item) for item in value)
    return value


def _masked_once(text: str) -> str:
    plain = plain_form(text)
    if "[" in plain:
        plain = _TOKEN.sub(lambda token: HIDDEN * len(token[0]), plain)
    found: list[tuple[int, int, str]] = []
    for chapter in _CHAPTERS:
        if chapter.gate.search(plain):
            plain = _apply(chapter, plain, found)
    spelled = with_digits(plain)
    if spelled != plain:
        _apply(LOOSE_NUMBERS, _apply(NUMBERS, spelled, found), found)
    for start, end, token in sorted(found, reverse=True):
        text = text[:start] + token + text[end:]
    return text


def _apply(chapter: Chapter, plain: str, found: list[tuple[int, int, str]]) -> str:
    """The plain form with this chapter's finds covered; what is to be replaced is added to `found`."""
    for rule in chapter.rules:
        for start, end in rule.spans(plain):
            if rule.token is not None:
                found.append((start, end, rule.token))
            cover = KEPT if rule.token is None else HIDDEN
            plain = plain[:start] + cover * (end - start) + plain[end:]
    return plain
