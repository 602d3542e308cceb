"""An `Answer` as a Kakao skill response 2.0, from the templates in `templates/kakao` and within `limits`.

Cards that need several buttons become a carousel of text cards (a basic card would need a picture); two to
five cards that are one line and one press each become a list card, whose items are pressed themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from adapters.degrade import degrade
from adapters.kakao import contexts, limits
from adapters.kakao.cards import template
from adapters.lengths import cut, utf16_units
from adapters.templates import JsonTemplates
from core.messages import Action, Answer, Button, ButtonKind, Card

_SPOKEN = {ButtonKind.ACTION, ButtonKind.SAY}
_MENTION = "{{#mentions.asker}}"


class KakaoRenderer:
    """Makes skill responses: three outputs at most, so words, cards, and the question with what it offers.

    `location_block` is the block whose plugin asks for the position; empty where there is none.
    """

    def __init__(self, templates: JsonTemplates, *, location_block: str = "") -> None:
        self._templates = templates
        self._location_block = location_block
        can = limits.CAPABILITIES
        self._can = replace(can, replies_do=can.replies_do | {ButtonKind.LOCATION}) if location_block else can

    def render(self, answer: Answer) -> dict[str, Any]:
        """A response that Kakao accepts whole; one that asks for a place opens the context that says so."""
        shown = degrade(answer, self._can)
        quick = [reply for reply in shown.replies if reply.kind in self._can.replies_do]
        made = template([*self._outputs(shown)], self._buttons(quick))
        if not made["outputs"]:
            made["outputs"] = [self._templates.make("nothing")]
        response = {"version": "2.0", "template": made}
        if any(reply.kind is ButtonKind.LOCATION for reply in answer.replies):
            response["context"] = {"values": [contexts.awaiting_place()]}
        return response

    def _outputs(self, answer: Answer) -> Iterable[dict[str, Any]]:
        if answer.urgent:
            yield self._templates.make("urgent", lines=answer.lines, buttons=self._buttons(answer.urgent))
        else:
            yield self._templates.make("text", text="\n".join(answer.lines))
        cards = answer.cards
        if 1 < len(cards) <= limits.LIST_ITEMS and all(map(_is_a_line, cards)):
            yield self._templates.make("list", items=[self._item(card) for card in cards])
        elif len(cards) == 1:
            yield self._templates.make("card", view=self._view(cards[0]))
        elif cards:
            yield self._templates.make("carousel", views=[self._view(card) for card in cards])
        offers = self._buttons(reply for reply in answer.replies if reply.kind not in self._can.replies_do)
        if answer.question or offers:
            yield self._templates.make("question", question=answer.question, offers=offers)

    def _view(self, card: Card) -> dict[str, Any]:
        return {"card": card, "buttons": self._buttons(card.buttons)}

    def _item(self, card: Card) -> dict[str, Any]:
        """A list item: pressing it does what the card's only button would do."""
        press = [{k: v for k, v in button.items() if k != "label"} for button in self._buttons(card.buttons)]
        return {"card": card, "press": press[0] if press else {}}

    def _buttons(self, buttons: Iterable[Button]) -> list[dict[str, Any]]:
        return [made for button in buttons if (made := self._button(button)) is not None]

    def _button(self, button: Button) -> dict[str, Any] | None:
        """Kakao's button, or None for a position that cannot be sent."""
        match button.kind:
            case ButtonKind.ACTION if button.action is not None:
                return {**_saying(button), "extra": extra(button.action)}
            case ButtonKind.LINK:
                return {"label": button.label, "action": "webLink", "webLinkUrl": button.value}
            case ButtonKind.CALL:
                return {"label": button.label, "action": "phone", "phoneNumber": button.value}
            case ButtonKind.LOCATION if self._location_block:
                return {"label": button.label, "action": "block", "blockId": self._location_block}
            case ButtonKind.LOCATION:
                return None
            case _:
                return _saying(button)


def _saying(button: Button) -> dict[str, Any]:
    return {"label": button.label, "action": "message", "messageText": button.value}


def _is_a_line(card: Card) -> bool:
    """Whether a list item shows all of the card and does all that it does."""
    words = " · ".join(filter(None, (card.price, card.subtitle)))
    return (
        len(card.buttons) <= 1
        and all(button.kind in _SPOKEN for button in card.buttons)
        and not card.lines
        and not card.badges
        and utf16_units(card.title) <= limits.LIST_TITLE
        and utf16_units(words) <= limits.LIST_DESCRIPTION
    )


def extra(action: Action) -> dict[str, str | int]:
    """What comes back as `clientExtra` when the button is pressed."""
    token = {} if action.token is None else {"t": action.token}
    return {**action.arguments, "v": 1, "a": action.name, **token}


def addressed(response: Mapping[str, Any], person: str) -> dict[str, Any]:
    """A response in a group chat that names whom it answers (a bot user key), where it begins with words."""
    first, *others = response["template"]["outputs"]
    if "simpleText" not in first:
        return dict(response)
    text = cut(f"{_MENTION} {first['simpleText']['text']}", limits.SIMPLE_TEXT)
    outputs = [{"simpleText": {"text": text}}, *others]
    mentions = {"asker": {"type": "botUserKey", "id": person}}
    return {
        **response,
        "template": {**response["template"], "outputs": outputs},
        "extra": {"mentions": mentions},
    }


class KakaoNotices:
    """What the door itself has to say, without a turn: `templates/kakao/notices`."""

    def __init__(self, templates: JsonTemplates) -> None:
        self._templates = templates

    def make(self, name: str, **values: object) -> dict[str, Any]:
        """A response with the words of notice `name`, and what it offers to press."""
        said = self._templates.make(f"notices/{name}", **values)
        return {"version": "2.0", "template": template([said["output"]], said["quick_replies"])}
