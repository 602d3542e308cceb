"""Trims a skill response to Kakao's limits: too long is cut, too many is dropped, what is empty or lacks a needed part
is left out or becomes a plainer card. What comes out is never refused.
"""

from __future__ import annotations

import re
from typing import Any

from adapters.kakao import limits
from adapters.lengths import cut, utf16_units
from adapters.links import web_address

Json = dict[str, Any]

_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
"""What no text needs: control characters, and marks that turn the direction of the text around them."""

_ODD = re.compile(rf"[\ud800-\udfff]|\{{\{{|{_CONTROLS.pattern}")

_PLACEHOLDER = re.compile(r"\{\{(?=\s*#)")
"""How a text calls for one of Kakao's own values (`{{#mentions.…}}`): never what a person wrote."""

_NEEDED = {"webLink": "webLinkUrl", "message": "messageText", "phone": "phoneNumber", "block": "blockId"}
_NEED_NOTHING = {"share", "operator"}
_QUICK = {"message", "block"}
_PHONE = re.compile(r"[+*#]?[0-9*#-]{3,20}")


def words(given: object, limit: int) -> str:
    """A text in at most `limit` units that Kakao shows as it is; empty if it is none."""
    if not isinstance(given, str):
        return ""
    return cut(_shown(given).strip(), limit)


def _shown(given: str) -> str:
    if not _ODD.search(given):
        return given
    whole = given.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _PLACEHOLDER.sub("{ {", _CONTROLS.sub("", whole))


def whole_lines(given: object, limit: int) -> str:
    """The first lines of a text that fit whole, or its first line cut."""
    kept = ""
    for line in filter(None, (line.strip() for line in words(given, 10 * limits.SIMPLE_TEXT).splitlines())):
        longer = f"{kept}\n{line}" if kept else line
        if utf16_units(longer) > limit:
            return kept or cut(line, limit)
        kept = longer
    return kept


def picture(given: object) -> Json | None:
    """An image with an address that Kakao fetches, or None."""
    image = given if isinstance(given, dict) else {}
    address = web_address(str(image.get("imageUrl", "")))
    if address is None:
        return None
    alt = words(image.get("altText"), limits.ALT_TEXT)
    fitted = {"imageUrl": address, **({"altText": alt} if alt else {})}
    return {**fitted, "fixedRatio": True} if image.get("fixedRatio") is True else fitted


def quick_replies(given: list[Json]) -> list[Json]:
    """Those of `given` that can be quick replies."""
    return [made for reply in given if reply.get("action") in _QUICK and (made := _button(reply, limits.LABEL))][
        : limits.QUICK_REPLIES
    ]


def buttons(card: Json, most: int) -> Json:
    """`buttons` and their layout as parts of a card; nothing where no button can be pressed. Side by side stand two at
    most, with shorter labels.
    """
    pressable = [made for button in card.get("buttons", []) if (made := _button(button, limits.LABEL))][:most]
    if not pressable:
        return {}
    across = card.get("buttonLayout") == "horizontal" and len(pressable) <= 2
    room = limits.LABEL_SIDE_BY_SIDE if across else limits.LABEL
    short = [{**button, "label": cut(button["label"], room)} for button in pressable]
    return {"buttons": short, "buttonLayout": "horizontal" if across else "vertical"}


def press(given: Json, allowed: set[str]) -> Json:
    """What pressing does, as parts of a button or list item; nothing where it cannot be done."""
    action = given.get("action")
    if action not in allowed:
        return {}
    needed = _NEEDED.get(str(action))
    target = {"webLinkUrl": web_address, "phoneNumber": _dialled}.get(needed or "", _spoken)
    value = target(given.get(needed, "")) if needed else ""
    if needed and not value:
        return {}
    extra = given.get("extra")
    said = words(given.get("messageText"), limits.SPOKEN)
    return {
        "action": action,
        **({needed: value} if needed else {}),
        **({"messageText": said} if action == "block" and said else {}),
        **({"extra": extra} if isinstance(extra, dict) else {}),
    }


def _button(given: Json, room: int) -> Json | None:
    label = words(given.get("label"), room)
    does = press(given, {*_NEEDED, *_NEED_NOTHING})
    return {"label": label, **does} if label and does else None


def _spoken(given: object) -> str:
    return words(given, limits.SPOKEN)


def _dialled(given: object) -> str:
    return given if isinstance(given, str) and _PHONE.fullmatch(given) else ""
