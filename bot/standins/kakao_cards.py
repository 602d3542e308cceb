"""What makes Kakao refuse a card or a button."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

_NEEDS = {"message": "messageText", "webLink": "webLinkUrl", "phone": "phoneNumber", "block": "blockId"}
_NEEDS_NOTHING = {"share", "operator"}
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_PHONE = re.compile(r"[0-9+*#-]{3,20}")

Card = dict[str, Any]


def length(where: str, text: object, least: int, most: int) -> Iterator[str]:
    """A text of `least` to `most` units that says something and can be shown."""
    if not isinstance(text, str) or (least and not text.strip()):
        yield f"{where}: must be a text"
        return
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > most:
        yield f"{where}: at most {most}"
    if _CONTROLS.search(text) or any("\ud800" <= unit <= "\udfff" for unit in text):
        yield f"{where}: cannot be shown"


def presses(where: str, pressed: Card, allowed: set[str]) -> Iterator[str]:
    """What pressing does, with what it needs."""
    action = str(pressed.get("action"))
    if action not in allowed:
        yield f"{where}.action: {action} is not allowed here"
    elif action in _NEEDS:
        target = pressed.get(_NEEDS[action])
        yield from length(f"{where}.{_NEEDS[action]}", target, 1, 1000)
        if action == "webLink" and not str(target).startswith(("http://", "https://")):
            yield f"{where}.webLinkUrl: must be an address"
        if action == "phone" and not _PHONE.fullmatch(str(target)):
            yield f"{where}.phoneNumber: must be a number"
    if not isinstance(pressed.get("extra", {}), dict):
        yield f"{where}.extra: must be an object"


def _buttons(card: Card, most: int, least: int = 0) -> Iterator[str]:
    buttons = card.get("buttons", [])
    if not least <= len(buttons) <= most:
        yield f"buttons: {least} to {most}"
    across = card.get("buttonLayout") == "horizontal"
    if across and len(buttons) > 2:
        yield "buttons: at most 2 side by side"
    for button in buttons:
        yield from length("buttons.label", button.get("label"), 1, 8 if across and len(buttons) == 2 else 14)
        yield from presses("buttons", button, {*_NEEDS, *_NEEDS_NOTHING})


def _picture(where: str, picture: object) -> Iterator[str]:
    match picture:
        case {"imageUrl": str(url)} if url.startswith(("http://", "https://")):
            return
        case _:
            yield f"{where}: needs imageUrl"


def _text_card(card: Card, in_carousel: bool) -> Iterator[str]:
    title, description = card.get("title", ""), card.get("description", "")
    yield from length("textCard.title", title, 0, 50)
    yield from length("textCard", title + description, 1, 128 if in_carousel else 400)
    yield from length("textCard.description", description, 0, 400)
    yield from _buttons(card, 3)


def _basic_card(card: Card, in_carousel: bool) -> Iterator[str]:
    yield from length("basicCard.title", card.get("title", ""), 0, 50)
    yield from length("basicCard.description", card.get("description", ""), 0, 76 if in_carousel else 230)
    yield from _picture("basicCard.thumbnail", card.get("thumbnail"))
    yield from _buttons(card, 3)


def _commerce_card(card: Card, _in_carousel: bool) -> Iterator[str]:
    price, thumbnails = card.get("price"), card.get("thumbnails", [])
    if not isinstance(price, int) or isinstance(price, bool) or card.get("currency") != "won":
        yield "commerceCard: a price in whole won"
    if len(thumbnails) != 1:
        yield "commerceCard.thumbnails: exactly 1"
    for thumbnail in thumbnails:
        yield from _picture("commerceCard.thumbnails", thumbnail)
    yield from length("commerceCard.title", card.get("title", ""), 0, 30)
    yield from length("commerceCard.description", card.get("description", ""), 0, 76)
    yield from _buttons(card, 3, least=1)


def _list_card(card: Card, in_carousel: bool) -> Iterator[str]:
    items, most = card.get("items", []), 4 if in_carousel else 5
    yield from length("listCard.header.title", card.get("header", {}).get("title"), 1, 30)
    if not 1 <= len(items) <= most:
        yield f"listCard.items: 1 to {most}"
    for item in items:
        yield from length("listCard.items.title", item.get("title"), 1, 36)
        yield from length("listCard.items.description", item.get("description", ""), 0, 40)
        if "action" in item:
            yield from presses("listCard.items", item, {"message", "block"})
    yield from _buttons(card, 2)


def _item_card(card: Card, in_carousel: bool) -> Iterator[str]:
    pairs = card.get("itemList", [])
    if not 1 <= len(pairs) <= 5:
        yield "itemCard.itemList: 1 to 5"
    for pair in pairs:
        yield from length("itemCard.itemList.title", pair.get("title"), 1, 6)
        yield from length("itemCard.itemList.description", pair.get("description"), 1, 24)
    if "head" in card and "profile" in card:
        yield "itemCard: head or profile, not both"
    if "description" in card and "title" not in card:
        yield "itemCard: a description needs a title"
    for part in ("head", "profile"):
        if part in card:
            yield from length(f"itemCard.{part}.title", card[part].get("title"), 1, 15)
    yield from length("itemCard.title", card.get("title", ""), 0, 50)
    yield from length("itemCard.description", card.get("description", ""), 0, 230)
    yield from _buttons(card, 2 if in_carousel else 3)


CARDS: dict[str, Callable[[Card, bool], Iterator[str]]] = {
    "textCard": _text_card,
    "basicCard": _basic_card,
    "commerceCard": _commerce_card,
    "listCard": _list_card,
    "itemCard": _item_card,
}
