"""LINE's numbers (platforms.md 1, "Message limits") and how messages are trimmed to them.

LINE counts UTF-16 units for texts and grapheme clusters for labels and spoken texts. `cut` counts units
throughout: a cluster has at least one unit, so what fits in units fits in clusters.
"""

from __future__ import annotations

from typing import Any

import orjson

from adapters.lengths import cut, utf16_units
from core.channel import Capabilities
from core.messages import ButtonKind

MESSAGES = 5
TEXT = 5000
ALT_TEXT = 1500
QUICK_REPLIES = 13
LABEL = 20
SPOKEN = 300
POSTBACK_DATA = 300
BUBBLES = 12
BUBBLE_BYTES = 30_000
CAROUSEL_BYTES = 50_000

_BUBBLE_TEXT = 200
"""UTF-16 units of one text in a bubble: LINE names no limit, a phone shows about ten lines of it."""

_BOX_PARTS = 12
"""Texts, marks or buttons in one box: more would make a bubble taller than a phone."""

CAPABILITIES = Capabilities(cards=10, buttons=4, urgent=4, replies=QUICK_REPLIES, replies_do=frozenset(ButtonKind))
"""Ten cards with four buttons each stay within `CAROUSEL_BYTES`."""

Json = dict[str, Any]


def fit(messages: list[Json]) -> list[Json]:
    """`messages` as LINE accepts them: too long is cut, too many is dropped, what is empty is left out."""
    fitted = [_flex(message) if message["type"] == "flex" else _text(message) for message in messages]
    return [message for message in fitted if message is not None][:MESSAGES]


def fit_actions(actions: list[Json]) -> list[Json]:
    """Those of `actions` that can be pressed, words cut. Postback data stays whole or goes: cut, it would lie."""
    fitted = []
    for action in actions:
        spoken: Json = {key: cut(action[key], SPOKEN) for key in ("text", "displayText") if key in action}
        trimmed = {**action, **spoken, "label": cut(action["label"], LABEL)}
        if (
            all(trimmed[key].strip() for key in ("label", *spoken))
            and utf16_units(action.get("data", "")) <= POSTBACK_DATA
        ):
            fitted.append(trimmed)
    return fitted


def size(value: object) -> int:
    """Bytes of `value` as JSON in UTF-8, as we send it."""
    return len(orjson.dumps(value))


def _text(message: Json) -> Json | None:
    shown = cut(message["text"], TEXT)
    return {**message, "text": shown} if shown.strip() else None


def _flex(message: Json) -> Json | None:
    """A flex message with as many bubbles, from the first, as count and size allow; None without any."""
    container = message["contents"]
    given = container["contents"] if container["type"] == "carousel" else [container]
    bubbles = [bubble for part in given if (bubble := _component(part)) is not None and size(bubble) <= BUBBLE_BYTES]
    del bubbles[BUBBLES:]
    while bubbles and size({"type": "carousel", "contents": bubbles}) > CAROUSEL_BYTES:
        bubbles.pop()
    if not bubbles:
        return None
    fitted = bubbles[0] if len(bubbles) == 1 else {"type": "carousel", "contents": bubbles}
    return {**message, "altText": cut(message["altText"], ALT_TEXT), "contents": fitted}


def _component(component: Json) -> Json | None:
    """A bubble or a part of one, without empty texts, empty boxes and buttons that lead nowhere."""
    match component["type"]:
        case "text":
            shown = cut(component["text"], _BUBBLE_TEXT)
            return {**component, "text": shown} if shown.strip() else None
        case "button":
            actions = fit_actions([component["action"]])
            return {**component, "action": actions[0]} if actions else None
        case "box":
            parts = [part for given in component["contents"] if (part := _component(given)) is not None]
            return {**component, "contents": parts[:_BOX_PARTS]} if parts else None
        case "bubble":
            blocks: dict[str, Json | None] = {
                name: _component(component[name]) for name in ("body", "footer") if name in component
            }
            kept: Json = {name: block for name, block in blocks.items() if block is not None}
            rest = {name: value for name, value in component.items() if name not in blocks}
            return {**rest, **kept} if "body" in kept else None
        case _:
            return component
