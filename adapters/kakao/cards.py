"""Each kind of card within its limits. A card that lacks what its kind needs becomes a text card with its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adapters.kakao import limits
from adapters.kakao.fit import buttons, picture, press, quick_replies, whole_lines, words
from adapters.lengths import utf16_units

Json = dict[str, Any]
Fit = Callable[[Json, bool], Json | None]
"""A card within its limits, in a carousel or alone; None where nothing can be shown."""


def template(outputs: list[Json], replies: list[Json]) -> Json:
    """The `template` of a response: at most three outputs, and quick replies."""
    fitted = [output for given in outputs if (output := _output(given)) is not None]
    made: Json = {"outputs": fitted[: limits.OUTPUTS]}
    quick = quick_replies(replies)
    return {**made, "quickReplies": quick} if quick else made


def _output(output: Json) -> Json | None:
    ((kind, given),) = output.items()
    match kind:
        case "simpleText":
            text = words(given.get("text"), limits.SIMPLE_TEXT)
            return {"simpleText": {"text": text}} if text else None
        case "simpleImage":
            image = picture(given)
            return {"simpleImage": {**image, "altText": image.get("altText", "그림")}} if image else None
        case "carousel":
            return _carousel(given)
        case _:
            return _card(kind, given, in_carousel=False)


def _carousel(given: Json) -> Json | None:
    """Cards of one kind; where some cannot be of the kind that is asked for, all are text cards."""
    kind = given["type"]
    most = limits.CAROUSEL_LISTS if kind == "listCard" else limits.CAROUSEL_CARDS
    cards = [card for item in given["items"] if (card := _card(kind, item, in_carousel=True)) is not None][:most]
    if len({name for card in cards for name in card}) > 1 or not _same_ratio(cards):
        cards = [card for item in given["items"] if (card := _card("textCard", item, in_carousel=True))][:most]
    if not cards:
        return None
    return {"carousel": {"type": next(iter(cards[0])), "items": [next(iter(card.values())) for card in cards]}}


def _card(kind: str, given: Json, *, in_carousel: bool) -> Json | None:
    """`{kind: card}`, else its words as a text card, else None."""
    fitted = _KINDS[kind](given, in_carousel)
    if fitted is not None:
        return {kind: fitted}
    plain = _text_card(given, in_carousel)
    return {"textCard": plain} if plain else None


def _text_card(given: Json, in_carousel: bool) -> Json | None:
    limit = limits.CARD_IN_CAROUSEL if in_carousel else limits.CARD
    title = words(given.get("title"), limits.TITLE)
    description = whole_lines(given.get("description"), limit - utf16_units(title))
    shown = {name: text for name, text in (("title", title), ("description", description)) if text}
    return {**shown, **buttons(given, limits.BUTTONS)} if shown else None


def _basic_card(given: Json, in_carousel: bool) -> Json | None:
    image = picture(given.get("thumbnail"))
    room = limits.BASIC_DESCRIPTION_IN_CAROUSEL if in_carousel else limits.BASIC_DESCRIPTION
    title, description = words(given.get("title"), limits.TITLE), whole_lines(given.get("description"), room)
    shown = {name: text for name, text in (("title", title), ("description", description)) if text}
    return {**shown, "thumbnail": image, **buttons(given, limits.BUTTONS)} if image else None


def _commerce_card(given: Json, _in_carousel: bool) -> Json | None:
    """A price in won, one picture and one to three buttons, or nothing."""
    image = next(filter(None, map(picture, given.get("thumbnails", []))), None)
    price, pressed = given.get("price"), buttons(given, limits.BUTTONS)
    if image is None or not _is_won(price) or not pressed:
        return None
    title = words(given.get("title"), limits.COMMERCE_TITLE)
    description = whole_lines(given.get("description"), limits.COMMERCE_DESCRIPTION)
    shown = {name: text for name, text in (("title", title), ("description", description)) if text}
    reduced = {name: given[name] for name in ("discount", "discountedPrice") if _is_won(given.get(name))}
    return {**shown, "price": price, "currency": "won", **reduced, "thumbnails": [image], **pressed}


def _list_card(given: Json, in_carousel: bool) -> Json | None:
    most = limits.LIST_ITEMS_IN_CAROUSEL if in_carousel else limits.LIST_ITEMS
    items = [item for one in given["items"] if (item := _list_item(one)) is not None][:most]
    header = words(given["header"].get("title"), limits.LIST_HEADER)
    if not items or not header:
        return None
    return {"header": {"title": header}, "items": items, **buttons(given, limits.LIST_BUTTONS)}


def _list_item(given: Json) -> Json | None:
    title = words(given.get("title"), limits.LIST_TITLE)
    description = whole_lines(given.get("description"), limits.LIST_DESCRIPTION)
    image = picture(given)
    shown = {"title": title, **({"description": description} if description else {})}
    pictured = {"imageUrl": image["imageUrl"]} if image else {}
    return {**shown, **pictured, **press(given, {"message", "block"})} if title else None


def _item_card(given: Json, in_carousel: bool) -> Json | None:
    """Pairs of a short name and its value; a head or a profile, not both; words under them only with a title."""
    pairs = [pair for item in given.get("itemList", []) if (pair := _pair(item)) is not None][: limits.ITEMS]
    if not pairs:
        return None
    head = words(given.get("head", {}).get("title"), limits.ITEM_HEAD)
    profile = words(given.get("profile", {}).get("title"), limits.ITEM_HEAD)
    title = words(given.get("title"), limits.TITLE)
    description = whole_lines(given.get("description"), limits.BASIC_DESCRIPTION) if title else ""
    most = limits.ITEM_BUTTONS_IN_CAROUSEL if in_carousel else limits.BUTTONS
    return {
        **({"head": {"title": head}} if head else {"profile": {"title": profile}} if profile else {}),
        "itemList": pairs,
        **({"title": title} if title else {}),
        **({"description": description} if description else {}),
        **buttons(given, most),
    }


def _pair(given: Json) -> Json | None:
    title, description = (
        words(given.get("title"), limits.ITEM_TITLE),
        words(given.get("description"), limits.ITEM_DESCRIPTION),
    )
    return {"title": title, "description": description} if title and description else None


def _same_ratio(cards: list[Json]) -> bool:
    pictures = [
        part
        for card in cards
        for content in card.values()
        for part in (content.get("thumbnail"), *content.get("thumbnails", []))
        if part
    ]
    return len({part.get("fixedRatio", False) for part in pictures}) <= 1


def _is_won(amount: object) -> bool:
    return isinstance(amount, int) and not isinstance(amount, bool) and amount >= 0


_KINDS: dict[str, Fit] = {
    "textCard": _text_card,
    "basicCard": _basic_card,
    "commerceCard": _commerce_card,
    "listCard": _list_card,
    "itemCard": _item_card,
}
