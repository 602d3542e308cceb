"""Kakao's numbers (platforms.md 2, "Response") and how a skill response is trimmed to them.

Kakao refuses a response whole when any one limit is passed, and does not say how it counts: we count UTF-16
units, the largest of the candidates. Where sources differ the smaller number stands.
"""

from __future__ import annotations

from typing import Any

from adapters.lengths import cut, utf16_units

OUTPUTS = 3
QUICK_REPLIES = 10
BUTTONS = 3
LABEL = 14
SPOKEN = 1000
SIMPLE_TEXT = 1000
TITLE = 50
CARD = 400
"""Title and description of a text card together."""
CARD_IN_CAROUSEL = 128
CAROUSEL_ITEMS = 10
LIST_ITEMS = 5
LIST_BUTTONS = 2
LIST_HEADER = 30
LIST_TITLE = 36
LIST_DESCRIPTION = 40

Json = dict[str, Any]


def fit(outputs: list[Json], quick_replies: list[Json]) -> Json:
    """The `template` of a response: too long is cut, too many is dropped, what is empty is left out."""
    fitted = [output for given in outputs if (output := _output(given)) is not None]
    template: Json = {"outputs": fitted[:OUTPUTS]}
    replies = fit_buttons(quick_replies, QUICK_REPLIES)
    if replies:
        template["quickReplies"] = replies
    return template


def fit_buttons(buttons: list[Json], most: int) -> list[Json]:
    """The first `most` of `buttons` that have a label and, where they speak, words."""
    fitted = []
    for button in buttons:
        words = {"messageText": cut(button["messageText"], SPOKEN)} if "messageText" in button else {}
        trimmed = {**button, **words, "label": cut(button["label"], LABEL)}
        if trimmed["label"].strip() and all(text.strip() for text in words.values()):
            fitted.append(trimmed)
    return fitted[:most]


def _output(output: Json) -> Json | None:
    match output:
        case {"simpleText": {"text": text}}:
            shown = cut(text, SIMPLE_TEXT)
            return {"simpleText": {"text": shown}} if shown.strip() else None
        case {"textCard": card}:
            fitted = _card(card, CARD)
            return {"textCard": fitted} if fitted is not None else None
        case {"carousel": {"items": items}}:
            cards = [card for item in items if (card := _card(item, CARD_IN_CAROUSEL)) is not None]
            return {"carousel": {"type": "textCard", "items": cards[:CAROUSEL_ITEMS]}} if cards else None
        case {"listCard": card}:
            return _list(card)
        case _:
            raise ValueError(f"no rule for {', '.join(output)}")


def _card(card: Json, limit: int) -> Json | None:
    """A text card whose title and description have at most `limit` units together; None without words."""
    title = cut(card.get("title", "").strip(), TITLE)
    description = _whole_lines(card.get("description", ""), limit - utf16_units(title))
    words = {"title": title, "description": description}
    fitted: Json = {name: text for name, text in words.items() if text}
    if not fitted:
        return None
    buttons = fit_buttons(card.get("buttons", []), BUTTONS)
    return {**fitted, "buttons": buttons, "buttonLayout": "vertical"} if buttons else fitted


def _list(card: Json) -> Json | None:
    """A list card with its items; None without any."""
    items = []
    for item in card["items"]:
        words = {
            "title": cut(item["title"].strip(), LIST_TITLE),
            "description": _whole_lines(item.get("description", ""), LIST_DESCRIPTION),
        }
        if words["title"]:
            spoken = {"messageText": cut(item["messageText"], SPOKEN)} if "messageText" in item else {}
            items.append({**item, **spoken, **words})
    if not items:
        return None
    fitted: Json = {"header": {"title": cut(card["header"]["title"], LIST_HEADER)}, "items": items[:LIST_ITEMS]}
    buttons = fit_buttons(card.get("buttons", []), LIST_BUTTONS)
    return {"listCard": {**fitted, "buttons": buttons} if buttons else fitted}


def _whole_lines(text: str, limit: int) -> str:
    """The first lines of `text` that fit whole, or its first line cut."""
    kept: list[str] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if utf16_units("\n".join([*kept, line])) > limit:
            return "\n".join(kept) or cut(line, limit)
        kept.append(line)
    return "\n".join(kept)
