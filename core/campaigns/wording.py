"""Variables in a campaign's words: `{food|맛있는 것}` is what the person likes, or what stands after the bar. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

LONGEST = 300
"""Characters of a template: with its link and its label it stays below what Kakao shows unfolded (500)."""

_VARIABLE = re.compile(r"\{(?P<name>[a-z_]+)(?:\|(?P<otherwise>[^{}|]+))?\}")
_KNOWN = ("coupon", "food", "link", "until")
_LONGEST_VALUE = 60


def problem_of(text: str, *, has_coupon: bool, has_link: bool) -> str | None:
    """What is wrong with a template, in one sentence; None where everybody will get a whole message."""
    used = {match["name"]: match["otherwise"] for match in _VARIABLE.finditer(text)}
    if "{" in (rest := _VARIABLE.sub("", text)) or "}" in rest:
        return "a brace that belongs to no variable; write {name} or {name|otherwise}"
    if unknown := sorted(used.keys() - set(_KNOWN)):
        return f"no such variable: {', '.join(unknown)}; there are {', '.join(_KNOWN)}"
    if "food" in used and used["food"] is None:
        return "not everybody's taste is known: write {food|otherwise}"
    if not has_coupon and used.keys() & {"coupon", "until"}:
        return "{coupon} and {until} need a coupon"
    if has_link != ("link" in used):
        return "a link and {link} belong together"
    return None


def fill(text: str, values: Mapping[str, str]) -> str:
    """The words for one person; `values` by variable, of those that are known.

    Raises:
        KeyError: a variable has neither a value nor something to stand for it.
    """

    def value(match: re.Match[str]) -> str:
        known = values.get(match["name"])
        if known is not None:
            return known if match["name"] == "link" else known[:_LONGEST_VALUE]
        if match["otherwise"] is None:
            raise KeyError(match["name"])
        return match["otherwise"]

    return _VARIABLE.sub(value, text)
