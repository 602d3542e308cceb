"""A rich answer within what a channel can show, with the same meaning: what cannot be shown or pressed is written,
what has no room is left out, the least important first. Pure.

What an answer says must not hang on the channel, so the room of its words is one for all, the narrowest channel's:
Kakao's text cards (platforms.md 2) and what fits on a LINE bubble. Lengths in UTF-16 units.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from adapters.lengths import cut, utf16_units
from adapters.links import phone_number, web_address
from core.channel import Capabilities
from core.messages import Action, ActionName, Answer, Button, ButtonKind, Card

WORDS = 1000
"""Above the cards."""

WORDS_ON_A_CARD = 400
"""On a card that stands alone, or below the cards."""

WORDS_AMONG_CARDS = 128
TITLE = 50
LINE = 200
"""One line on a card or beside urgent buttons."""

PRESSED = 3
"""Buttons that stand beside each other everywhere: numbers and links behind further ones are written everywhere."""

LINES = 6
BADGES = 3
LABEL = 14
SPOKEN = 300
LINK = 400
ACTION = 300
"""The data behind a LINE button."""

_TREBLED = frozenset("%&=+;")
"""What takes three characters in the data of a LINE button."""


def degrade(answer: Answer, can: Capabilities) -> Answer:
    """The answer as a channel that `can` so much shows it."""
    named = [_usable_card(card) for card in answer.cards if card.title.strip()]
    shown, surplus = named[: can.cards], named[can.cards :]
    room = WORDS_ON_A_CARD if len(shown) == 1 else WORDS_AMONG_CARDS
    cards = tuple(_card(card, can.buttons, room) for card in shown)
    urgent = _usable(answer.urgent)
    asked = [*_usable(answer.replies), *(reply for card in shown for reply in _spoken(card, can.buttons))]
    replies, unpressed = _replies(asked, can)
    above = [*answer.lines, *map(_written, urgent[PRESSED:])]
    if urgent and not any(line.strip() for line in above):  # buttons need words to stand beside
        above = [*map(_written, urgent)]
    below = [answer.question, *map(_headline, surplus), *map(_written, unpressed)]
    return replace(
        answer,
        lines=_whole(above, WORDS_ON_A_CARD, LINE) if urgent else _whole(above, WORDS, WORDS),
        cards=cards,
        question="\n".join(_whole(below, WORDS_ON_A_CARD, LINE)),
        replies=replies,
        urgent=urgent[: can.urgent],
    )


def _usable_card(card: Card) -> Card:
    """The card with its name in one line and the choice itself as its first button."""
    ordered = sorted(_usable(card.buttons), key=lambda b: b.action is None or b.action.name != ActionName.SELECT)
    return replace(card, title=cut(" ".join(card.title.split()), TITLE), buttons=tuple(ordered))


def _card(card: Card, buttons: int, room: int) -> Card:
    """What fits of a card: name, price, category, marks, then line by line; numbers to call before other lines."""
    numbers = [_written(button) for button in card.buttons[PRESSED:] if button.kind not in _SPOKEN_KINDS]
    badges = tuple(filter(None, (" ".join(badge.split()) for badge in card.badges)))[:BADGES]
    left = room - utf16_units(card.title)
    kept: list[str] = []
    for words in (card.price, card.subtitle, " · ".join(badges), *numbers, *card.lines):
        line = " ".join(words.split())
        fits = bool(line) and utf16_units(line) < min(left, LINE)  # the line break before it counts
        if not fits and line and not kept:
            line, fits = cut(line, min(left, LINE) - 1), True
        kept.append(line if fits else "")
        left -= utf16_units(line) + 1 if fits else 0
    price, subtitle, marks, *lines = kept
    return replace(
        card,
        price=price,
        subtitle=subtitle,
        badges=badges if marks else (),
        lines=tuple(filter(None, lines))[:LINES],
        buttons=card.buttons[:buttons],
    )


def _spoken(card: Card, buttons: int) -> Iterable[Button]:
    """What a card has no room to press, as words that name the place."""
    for button in card.buttons[buttons:]:
        if button.kind in _SPOKEN_KINDS:
            yield Button(ButtonKind.SAY, button.label, cut(f"{card.title} {button.label}", SPOKEN))


def _replies(asked: Iterable[Button], can: Capabilities) -> tuple[tuple[Button, ...], list[Button]]:
    """Quick replies and offers as many as there is room for, and what is left; a position only where it can be sent."""
    pressed: list[Button] = []
    left: list[Button] = []
    room = {True: can.replies, False: can.offers}
    for reply in asked:
        is_quick = reply.kind in can.replies_do
        if room[is_quick] > 0 and (is_quick or reply.kind is not ButtonKind.LOCATION):
            room[is_quick] -= 1
            pressed.append(reply)
        elif reply.kind is not ButtonKind.LOCATION:
            left.append(reply)
    return tuple(pressed), left


def _usable(buttons: Iterable[Button]) -> tuple[Button, ...]:
    return tuple(made for button in buttons if (made := _button(button)) is not None)


def _button(button: Button) -> Button | None:
    """The button with words that fit, or None where it leads nowhere. An action too long to carry is said instead."""
    label = cut(" ".join(button.label.split()), LABEL)
    said = cut(" ".join(button.value.split()), SPOKEN) or label
    if not label:
        return None
    match button.kind:
        case ButtonKind.ACTION if button.action is not None and _size(button.action) <= ACTION:
            return Button(button.kind, label, said, button.action)
        case ButtonKind.ACTION | ButtonKind.SAY:
            return Button(ButtonKind.SAY, label, said)
        case ButtonKind.LINK if (address := web_address(button.value)) and len(address) <= LINK:
            return Button(button.kind, label, address)
        case ButtonKind.CALL if number := phone_number(button.value):
            return Button(button.kind, label, number)
        case ButtonKind.LOCATION:
            return Button(button.kind, label)
        case _:
            return None


def _size(action: Action) -> int:
    """How long the action is as the data of a LINE button; of a short one not exactly."""
    fields = {"v": "1", "a": action.name, **action.arguments, **({"t": action.token} if action.token else {})}
    pairs = "&".join(f"{key}={value}" for key, value in fields.items())
    if 3 * len(pairs) <= ACTION:
        return len(pairs)
    return utf16_units(pairs) + 2 * sum(char in _TREBLED for field in fields.items() for char in "".join(field))


def _written(button: Button) -> str:
    """A button as words: the number or link with its name, else what can be said instead of pressing."""
    return button.value if button.kind in _SPOKEN_KINDS else f"{button.label} {button.value}"


def _headline(card: Card) -> str:
    return cut(" ".join(f"{card.title} {card.price}".split()), LINE)


def _whole(lines: Iterable[str], room: int, longest: int) -> tuple[str, ...]:
    """The first lines that fit in `room`, each cut to its `longest`."""
    kept: list[str] = []
    for line in filter(None, (line.strip() for part in lines for line in part.splitlines())):
        shown = cut(line, longest)
        if utf16_units("\n".join([*kept, shown])) > room:
            break
        kept.append(shown)
    return tuple(kept)


_SPOKEN_KINDS = frozenset({ButtonKind.ACTION, ButtonKind.SAY})
