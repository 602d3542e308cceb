"""An `Answer` as LINE messages: words, a carousel of Flex bubbles, a question with quick replies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from adapters.degrade import degrade
from adapters.line import limits
from adapters.links import phone_number, web_address
from adapters.templates import JsonTemplates
from core.messages import Action, ActionName, Answer, Button, ButtonKind, Card

_ESCAPES = str.maketrans({"%": "%25", "&": "%26", "=": "%3D", "+": "%2B", ";": "%3B"})


class LineRenderer:
    """Makes LINE's messages from the templates in `templates/line`, within `limits`.

    Help lines (`urgent`) stand in the first bubble with the words. Quick replies hang on the last message,
    the only place where LINE shows them, and the position can be asked for only there.
    """

    def __init__(self, templates: JsonTemplates) -> None:
        self._templates = templates

    def render(self, answer: Answer) -> list[dict[str, Any]]:
        """One to five messages, valid for reply and push alike."""
        shown = degrade(answer, limits.CAPABILITIES)
        messages = limits.fit([*self._parts(shown)]) or [self._templates.make("nothing")]
        pressed = _pressed_by_many(shown.replies) if answer.group else shown.replies
        replies = limits.fit_actions(_actions(pressed, in_quick_reply=True))[: limits.QUICK_REPLIES]
        if replies:
            messages[-1]["quickReply"] = {"items": [{"type": "action", "action": reply} for reply in replies]}
        return messages

    def _parts(self, answer: Answer) -> Iterable[dict[str, Any]]:
        preview = answer.preview.strip()
        if answer.urgent:
            yield self._templates.make("urgent", lines=answer.lines, actions=_actions(answer.urgent), preview=preview)
        else:
            yield self._templates.make("text", text="\n".join(answer.lines))
        cards = [_view(card) for card in answer.cards if card.title.strip()]
        if cards:
            yield self._templates.make("cards", cards=cards, preview=preview)
        yield self._templates.make("text", text=answer.question)


def _view(card: Card) -> dict[str, Any]:
    """What the card template shows. The choice itself ("여기로 할래") is the one button that stands out."""
    chosen = [button for button in card.buttons if button.action and button.action.name == ActionName.SELECT]
    others = [button for button in card.buttons if button not in chosen]
    return {"card": card, "chosen": _actions(chosen), "others": _actions(others)}


def _pressed_by_many(buttons: Iterable[Button]) -> list[Button]:
    """Words to say as presses: in a group said words do not address the bot, a press does."""
    return [
        replace(button, kind=ButtonKind.ACTION, action=Action(ActionName.SAY, {"text": button.value or button.label}))
        if button.kind is ButtonKind.SAY
        else button
        for button in buttons
        if button.kind is not ButtonKind.LOCATION  # where somebody is, is for nobody else to read
    ]


def _actions(buttons: Iterable[Button], *, in_quick_reply: bool = False) -> list[dict[str, Any]]:
    actions = (_action(button) for button in buttons if in_quick_reply or button.kind is not ButtonKind.LOCATION)
    return [action for action in actions if action is not None]


def _action(button: Button) -> dict[str, Any] | None:
    """LINE's action for a button, or None where its link, number or action is missing or unusable."""
    match button.kind:
        case ButtonKind.ACTION if button.action is not None:
            return {
                "type": "postback",
                "label": button.label,
                "data": postback_data(button.action),
                "displayText": button.value.strip() or button.label,
            }
        case ButtonKind.SAY:
            return {"type": "message", "label": button.label, "text": button.value.strip() or button.label}
        case ButtonKind.LINK if address := web_address(button.value):
            return {"type": "uri", "label": button.label, "uri": address}
        case ButtonKind.CALL if number := phone_number(button.value):
            return {"type": "uri", "label": button.label, "uri": f"tel:{number}"}
        case ButtonKind.LOCATION:
            return {"type": "location", "label": button.label}
        case _:
            return None


def postback_data(action: Action) -> str:
    """`v=1&a=<name>&<arguments>&t=<token>`. Hangul stays as it is: percent signs would treble its 300 units."""
    fields = {"v": "1", "a": action.name, **{k: v for k, v in action.arguments.items() if k not in {"v", "a", "t"}}}
    if action.token is not None:
        fields["t"] = action.token
    return "&".join(f"{key.translate(_ESCAPES)}={value.translate(_ESCAPES)}" for key, value in fields.items())
