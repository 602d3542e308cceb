"""An `Answer` as a Kakao skill response 2.0, from the templates in `templates/kakao` and within `limits`.

Cards that need several buttons become a carousel of text cards (a basic card would need a picture); two to
five cards that need one press each become a list card, whose items are pressed themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from adapters.kakao import limits
from adapters.links import phone_number, web_address
from adapters.templates import JsonTemplates
from core.messages import Action, ActionName, Answer, Button, ButtonKind, Card, Incoming

_SPOKEN = {ButtonKind.ACTION, ButtonKind.SAY}


class KakaoRenderer:
    """Makes skill responses: three outputs at most, so words, cards, and the question with what it offers."""

    def __init__(self, templates: JsonTemplates) -> None:
        self._templates = templates

    def render(self, answer: Answer) -> dict[str, Any]:
        """A response that Kakao accepts whole."""
        spoken = [reply for reply in answer.replies if reply.kind in _SPOKEN]
        template = limits.fit([*self._outputs(answer)], _buttons(spoken))
        if not template["outputs"]:
            template["outputs"] = [self._templates.make("nothing")]
        return {"version": "2.0", "template": template}

    def _outputs(self, answer: Answer) -> Iterable[dict[str, Any]]:
        if answer.urgent:
            yield self._templates.make("urgent", **_urgent(answer))
        else:
            yield self._templates.make("text", text="\n".join(answer.lines))
        cards = [card for card in answer.cards if card.title.strip()]
        if 1 < len(cards) <= limits.LIST_ITEMS and all(_is_pressed_itself(card) for card in cards):
            yield self._templates.make("list", items=[_item(card) for card in cards])
        elif len(cards) == 1:
            yield self._templates.make("card", view=_view(cards[0]))
        elif cards:
            yield self._templates.make("carousel", views=[_view(card) for card in cards])
        offers = _buttons(reply for reply in answer.replies if reply.kind not in _SPOKEN)
        yield self._templates.make("question", question=answer.question, offers=offers)


def _urgent(answer: Answer) -> dict[str, Any]:
    """Words and numbers: as many as a card has buttons can be pressed, the others are written out."""
    pressed, written = answer.urgent[: limits.BUTTONS], answer.urgent[limits.BUTTONS :]
    numbers = [f"{button.label} {button.value}" for button in written]
    return {"lines": [*answer.lines, *numbers], "buttons": _buttons(pressed)}


def _view(card: Card) -> dict[str, Any]:
    """A card with the choice itself ("여기로 할래") as its first button."""
    ordered = sorted(card.buttons, key=lambda b: b.action is None or b.action.name != ActionName.SELECT)
    return {"card": card, "buttons": _buttons(ordered)}


def _is_pressed_itself(card: Card) -> bool:
    return len(card.buttons) <= 1 and all(button.kind in _SPOKEN for button in card.buttons)


def _item(card: Card) -> dict[str, Any]:
    """A list item: pressing it does what the card's only button would do."""
    press = [{k: v for k, v in button.items() if k != "label"} for button in _buttons(card.buttons)]
    return {"card": card, "press": press[0] if press else {}}


def _buttons(buttons: Iterable[Button]) -> list[dict[str, Any]]:
    return [made for button in buttons if (made := _button(button)) is not None]


def _button(button: Button) -> dict[str, Any] | None:
    """Kakao's button, or None where its link, number or action is missing, or Kakao cannot do it (position)."""
    said = button.value.strip() or button.label
    match button.kind:
        case ButtonKind.ACTION if button.action is not None:
            return {"label": button.label, "action": "message", "messageText": said, "extra": extra(button.action)}
        case ButtonKind.SAY:
            return {"label": button.label, "action": "message", "messageText": said}
        case ButtonKind.LINK if address := web_address(button.value):
            return {"label": button.label, "action": "webLink", "webLinkUrl": address}
        case ButtonKind.CALL if number := phone_number(button.value):
            return {"label": button.label, "action": "phone", "phoneNumber": number}
        case _:
            return None


def extra(action: Action) -> dict[str, str | int]:
    """What comes back as `clientExtra` when the button is pressed."""
    token = {} if action.token is None else {"t": action.token}
    return {**action.arguments, "v": 1, "a": action.name, **token}


def say_again(incoming: Incoming) -> dict[str, Any]:
    """A quick reply that repeats what the person just said or pressed, its one-use token included."""
    pressed = {} if incoming.action is None else {"extra": extra(incoming.action)}
    return {"label": incoming.text, "action": "message", "messageText": incoming.text, **pressed}


class KakaoNotices:
    """What the door itself has to say, without a turn: `templates/kakao/notices`."""

    def __init__(self, templates: JsonTemplates) -> None:
        self._templates = templates

    def make(self, name: str, **values: object) -> dict[str, Any]:
        """A response with the words of notice `name`, and what it offers to press."""
        said = self._templates.make(f"notices/{name}", **values)
        return {"version": "2.0", "template": limits.fit([said["output"]], said["quick_replies"])}
