"""One-use marks on buttons, so that a press that arrives twice is answered once (Kakao has no event id)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from uuid import UUID

from core.messages import Action, Answer, Button, Card


def sign_buttons(answer: Answer) -> Answer:
    """The answer with a token on every button that does something; the same turn always makes the same tokens."""
    cards = tuple(_card(card, answer.turn_id, place) for place, card in enumerate(answer.cards))
    replies = tuple(_button(button, answer.turn_id, f"r{place}") for place, button in enumerate(answer.replies))
    return replace(answer, cards=cards, replies=replies)


def _card(card: Card, turn_id: UUID, place: int) -> Card:
    buttons = tuple(_button(b, turn_id, f"c{place}.{index}") for index, b in enumerate(card.buttons))
    return replace(card, buttons=buttons)


def _button(button: Button, turn_id: UUID, place: str) -> Button:
    if button.action is None:
        return button
    token = hashlib.blake2b(f"{turn_id}/{place}".encode(), digest_size=12).hexdigest()
    action = Action(button.action.name, button.action.arguments, token)
    return Button(button.kind, button.label, button.value, action)
