"""What makes Kakao refuse a skill response: its limits, written apart from the adapter's so that one can judge the
other. Lengths in UTF-16 units; where sources differ, the smaller number (platforms.md 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_NEEDS = {
    "message": "messageText",
    "webLink": "webLinkUrl",
    "phone": "phoneNumber",
    "block": "blockId",
}


def response_problems(response: object) -> list[str]:
    """Everything that would make Kakao refuse `response`, as "path: reason"."""
    match response:
        case {"version": "2.0", "template": {"outputs": list(outputs), **rest}}:
            return [*_template(outputs, {str(name): value for name, value in rest.items()})]
        case {"version": "2.0", "useCallback": True}:
            return []
        case _:
            return ["response: not a skill response 2.0"]


def _template(outputs: list[Any], rest: dict[str, Any]) -> Iterator[str]:
    if not 1 <= len(outputs) <= 3:
        yield "outputs: 1 to 3"
    for place, output in enumerate(outputs):
        for problem in _output(output):
            yield f"outputs[{place}].{problem}"
    replies = rest.pop("quickReplies", [])
    if len(replies) > 10:
        yield "quickReplies: at most 10"
    for reply in replies:
        if reply.get("action") not in {"message", "block"}:
            yield "quickReplies: message or block only"
        yield from _button("quickReplies", reply)
    if set(rest) - {"context", "data"}:
        yield f"template: unknown {sorted(rest)}"


def _output(output: object) -> Iterator[str]:
    match output:
        case {"simpleText": {"text": text}, **other} if not other:
            yield from _length("simpleText.text", text, 1, 1000)
        case {"textCard": dict(card), **other} if not other:
            yield from _text_card(card, 400)
        case {"carousel": {"type": "textCard", "items": list(items)}, **other} if not other:
            if not 1 <= len(items) <= 10:
                yield "carousel.items: 1 to 10"
            for item in items:
                yield from _text_card(item, 128)
        case {"listCard": dict(card), **other} if not other:
            yield from _list_card(card)
        case _:
            yield f"unknown output {output!r:.60}"


def _text_card(card: dict[str, Any], limit: int) -> Iterator[str]:
    title, description = card.get("title", ""), card.get("description", "")
    yield from _length("textCard.title", title, 0, 50)
    yield from _length("textCard", title + description, 1, limit)
    yield from _buttons(card.get("buttons", []), 3)


def _list_card(card: dict[str, Any]) -> Iterator[str]:
    yield from _length("listCard.header.title", card.get("header", {}).get("title"), 1, 30)
    items = card.get("items", [])
    if not 1 <= len(items) <= 5:
        yield "listCard.items: 1 to 5"
    for item in items:
        yield from _length("listCard.items.title", item.get("title"), 1, 36)
        yield from _length("listCard.items.description", item.get("description", ""), 0, 40)
        if "action" in item:
            yield from _press("listCard.items", item, {"message", "block"})
    yield from _buttons(card.get("buttons", []), 2)


def _buttons(buttons: list[dict[str, Any]], most: int) -> Iterator[str]:
    if len(buttons) > most:
        yield f"buttons: at most {most}"
    for button in buttons:
        yield from _button("buttons", button)


def _button(where: str, button: dict[str, Any]) -> Iterator[str]:
    yield from _length(f"{where}.label", button.get("label"), 1, 14)
    yield from _press(where, button, set(_NEEDS))


def _press(where: str, pressed: dict[str, Any], allowed: set[str]) -> Iterator[str]:
    action = str(pressed.get("action"))
    if action not in allowed:
        yield f"{where}.action: {action} is not allowed here"
    else:
        yield from _length(f"{where}.{_NEEDS[action]}", pressed.get(_NEEDS[action]), 1, 1000)
    if not isinstance(pressed.get("extra", {}), dict):
        yield f"{where}.extra: must be an object"


def _length(where: str, text: object, least: int, most: int) -> Iterator[str]:
    if not isinstance(text, str) or (least and not text.strip()):
        yield f"{where}: must be a text"
    elif len(text.encode("utf-16-le", "surrogatepass")) // 2 > most:
        yield f"{where}: at most {most}"
