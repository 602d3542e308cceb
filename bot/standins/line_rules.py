"""What LINE refuses about messages: its limits, written apart from the adapter's so that one can judge the other.

Lengths in UTF-16 units, except labels and spoken texts, which LINE counts in grapheme clusters.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import regex

_SIZES = {"nano", "micro", "deca", "hecto", "kilo", "mega", "giga"}
_LAYOUTS = {"horizontal", "vertical", "baseline"}
_SPOKEN = {"message": ("text",), "postback": ("displayText",)}
_LABEL_LIMIT = 20
_SCHEMES = ("https://", "http://", "tel:", "line://")


def message_problems(messages: object) -> list[str]:
    """Everything that is wrong with the `messages` of a reply or push, as "property: message"."""
    if not isinstance(messages, list) or not 1 <= len(messages) <= 5:
        return ["messages: Size must be between 1 and 5"]
    return [
        f"messages[{place}]{where}"
        for place, message in enumerate(messages)
        for where in (_message(message) if isinstance(message, dict) else [": must be an object"])
    ]


def _message(message: dict[str, Any]) -> Iterator[str]:
    match message.get("type"):
        case "text":
            yield from _length(".text", message.get("text"), 5000)
        case "flex":
            yield from _length(".altText", message.get("altText"), 1500)
            yield from _container(message.get("contents"))
        case kind:
            yield f".type: {kind} is not played here"
    items = message.get("quickReply", {}).get("items", [{}])
    if not 1 <= len(items) <= 13:
        yield ".quickReply.items: Size must be between 1 and 13"
    for place, item in enumerate(items if "quickReply" in message else []):
        yield from _action(f".quickReply.items[{place}]", item.get("action"), quick=True)


def _container(container: object) -> Iterator[str]:
    if not isinstance(container, dict) or container.get("type") not in {"bubble", "carousel"}:
        yield ".contents: must be a bubble or a carousel"
        return
    bubbles = container.get("contents", []) if container["type"] == "carousel" else [container]
    if not 1 <= len(bubbles) <= 12:
        yield ".contents.contents: Size must be between 1 and 12"
    if len({bubble.get("size", "mega") for bubble in bubbles}) > 1:
        yield ".contents.contents: bubbles must have the same size"
    if _bytes(container) > 50_000:
        yield ".contents: larger than 50 KB"
    for place, bubble in enumerate(bubbles):
        yield from _bubble(f".contents.contents[{place}]", bubble)


def _bubble(where: str, bubble: dict[str, Any]) -> Iterator[str]:
    if _bytes(bubble) > 30_000:
        yield f"{where}: larger than 30 KB"
    if bubble.get("type") != "bubble" or bubble.get("size", "mega") not in _SIZES:
        yield f"{where}: not a bubble"
    blocks = [block for block in ("header", "body", "footer") if block in bubble]
    if not blocks:
        yield f"{where}: At least one block must be specified"
    for block in blocks:
        yield from _component(f"{where}.{block}", bubble[block])


def _component(where: str, component: dict[str, Any]) -> Iterator[str]:
    match component.get("type"):
        case "box":
            if component.get("layout") not in _LAYOUTS or not isinstance(component.get("contents"), list):
                yield f"{where}: a box needs a layout and contents"
            for place, part in enumerate(component.get("contents", [])):
                yield from _component(f"{where}.contents[{place}]", part)
        case "text":
            yield from _length(f"{where}.text", component.get("text"), 2000)
        case "button":
            yield from _action(where, component.get("action"), quick=False)
        case "separator" | "filler":
            return
        case kind:
            yield f"{where}: {kind} is not played here"


def _action(where: str, action: object, *, quick: bool) -> Iterator[str]:
    if not isinstance(action, dict):
        yield f"{where}.action: must be specified"
        return
    kind = str(action.get("type"))
    yield from _clusters(f"{where}.label", action.get("label"), _LABEL_LIMIT)
    for name in _SPOKEN.get(kind, ()):
        yield from _clusters(f"{where}.{name}", action.get(name), 300)
    match kind:
        case "postback":
            yield from _length(f"{where}.data", action.get("data"), 300)
        case "uri":
            yield from _length(f"{where}.uri", action.get("uri"), 1000)
            uri = str(action.get("uri"))
            if not uri.startswith(_SCHEMES) or not uri.isascii() or regex.search(r"\s", uri):
                yield f"{where}.uri: invalid uri scheme"
        case "location" if not quick:
            yield f"{where}: a location action stands in quick replies only"
        case "message" | "location":
            return
        case _:
            yield f"{where}.type: {kind} is not played here"


def _length(where: str, text: object, limit: int) -> Iterator[str]:
    if not isinstance(text, str) or not text.strip():
        yield f"{where}: May not be empty"
    elif len(text.encode("utf-16-le", "surrogatepass")) // 2 > limit:
        yield f"{where}: Length must be between 1 and {limit}"


def _clusters(where: str, text: object, limit: int) -> Iterator[str]:
    if not isinstance(text, str) or not text.strip():
        yield f"{where}: May not be empty"
    elif len(regex.findall(r"\X", text)) > limit:
        yield f"{where}: Length must be between 1 and {limit}"


def _bytes(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
