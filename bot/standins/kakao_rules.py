"""What makes Kakao refuse a skill response: its limits, written apart from the adapter's so that one can judge the
other. Lengths in UTF-16 units; where sources differ, the smaller number (platforms.md 2).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from bot.standins.kakao_cards import CARDS, length, presses

_PLACEHOLDER = re.compile(r"\{\{\s*#\s*([\w.]+)")
_TEMPLATE_PARTS = {"outputs", "quickReplies"}
_RESPONSE_PARTS = {"version", "template", "context", "data", "extra", "useCallback"}


def response_problems(response: object) -> list[str]:
    """Everything that would make Kakao refuse `response`, as "path: reason"."""
    given: dict[str, Any] = response if isinstance(response, dict) else {}
    match given:
        case {"version": "2.0", "template": dict(template)}:
            return [*_unknown("response", given, _RESPONSE_PARTS), *_template(template), *_beside(given)]
        case {"version": "2.0", "useCallback": True}:
            return [*_unknown("response", given, _RESPONSE_PARTS), *_beside(given)]
        case _:
            return ["response: not a skill response 2.0"]


def verdict_problems(answer: object) -> list[str]:
    """Everything that is wrong with the answer to a parameter-validation call."""
    match answer:
        case {"status": "SUCCESS" | "FAIL" | "ERROR" | "IGNORE", **rest}:
            return [*_unknown("validation", rest, {"value", "data", "message"})]
        case _:
            return ["validation: status must be SUCCESS, FAIL, ERROR or IGNORE"]


def _beside(response: dict[str, Any]) -> Iterator[str]:
    """What stands beside the template: contexts, data, and the people whom its words name."""
    for context in response.get("context", {}).get("values", []):
        yield from length("context.name", context.get("name"), 1, 50)
        if not isinstance(context.get("lifeSpan"), int) or not 0 <= context["lifeSpan"] <= 100:
            yield "context.lifeSpan: 0 to 100"
        if not 0 <= context.get("ttl", 0) <= 86_400:
            yield "context.ttl: 0 to 86400"
        if not all(isinstance(value, str) for value in context.get("params", {}).values()):
            yield "context.params: texts only"
    if not isinstance(response.get("data", {}), dict):
        yield "data: must be an object"
    mentions = response.get("extra", {}).get("mentions", {})
    for name in _PLACEHOLDER.findall(" ".join(_texts(response.get("template")))):
        if name.removeprefix("mentions.") not in mentions:
            yield f"template: nothing is called {name}"


def _template(template: dict[str, Any]) -> Iterator[str]:
    yield from _unknown("template", template, _TEMPLATE_PARTS)
    outputs, replies = template.get("outputs"), template.get("quickReplies", [])
    if not isinstance(outputs, list) or not 1 <= len(outputs) <= 3:
        yield "outputs: 1 to 3"
        return
    for place, output in enumerate(outputs):
        for problem in _output(output):
            yield f"outputs[{place}].{problem}"
    if len(replies) > 10:
        yield "quickReplies: at most 10"
    for reply in replies:
        yield from length("quickReplies.label", reply.get("label"), 1, 14)
        yield from presses("quickReplies", reply, {"message", "block"})


def _output(output: object) -> Iterator[str]:
    match output:
        case {"simpleText": {"text": text, **more}, **other} if not other and not more:
            yield from length("simpleText.text", text, 1, 1000)
        case {"simpleImage": {"imageUrl": str(url), "altText": alt, **more}, **other} if not other:
            yield from _unknown("simpleImage", more, {"fixedRatio"})
            yield from length("simpleImage.altText", alt, 1, 1000)
            if not url.startswith(("http://", "https://")):
                yield "simpleImage.imageUrl: must be an address"
        case {"carousel": {"type": kind, "items": list(items), **more}, **other} if not other and kind in CARDS:
            yield from _unknown("carousel", more, set())
            yield from _carousel(kind, items)
        case dict() if len(output) == 1 and next(iter(output)) in CARDS:
            ((kind, card),) = output.items()
            yield from CARDS[kind](card, False)
        case _:
            yield f"unknown output {output!r:.60}"


def _carousel(kind: str, items: list[Any]) -> Iterator[str]:
    most = 5 if kind == "listCard" else 10
    if not 1 <= len(items) <= most:
        yield f"carousel.items: 1 to {most}"
    check: Callable[[dict[str, Any], bool], Iterator[str]] = CARDS[kind]
    for item in items:
        yield from check(item, True)
    ratios = {
        picture.get("fixedRatio", False)
        for item in items
        for picture in (item.get("thumbnail"), *item.get("thumbnails", []))
        if picture
    }
    if len(ratios) > 1:
        yield "carousel.items: pictures of different ratios"


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for child in part.values() if isinstance(part, dict) else part:
            yield from _texts(child)


def _unknown(where: str, given: object, known: set[str]) -> Iterator[str]:
    strange = set(given if isinstance(given, dict) else {}) - known
    if strange:
        yield f"{where}: unknown {sorted(strange)}"
