"""What a person can learn and do from one answer, read from each platform's own JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

Json = Mapping[str, Any]

_WON = re.compile(r"\d[\d,]*원")
_TIME = re.compile(r"\d{1,2}시(?: \d{1,2}분)?|\d{1,2}:\d{2}")
_NUMBER = re.compile(r"(?<!\d)\d{2,4}(?:-\d{3,4}){1,2}(?!\d)|(?<!\d)1\d{2,3}(?!\d)")


@dataclass(frozen=True, slots=True)
class Meaning:
    """`said` is every line that is shown, in order; `does` what can be pressed: what it does and its name, one for
    one. `numbers` can be called, by pressing or by typing what is written.
    """

    said: tuple[str, ...]
    does: frozenset[tuple[str, str]]

    @property
    def prices(self) -> tuple[str, ...]:
        return tuple(found for line in self.said for found in _WON.findall(line))

    @property
    def times(self) -> tuple[str, ...]:
        return tuple(found for line in self.said for found in _TIME.findall(line))

    @property
    def numbers(self) -> frozenset[str]:
        pressed = {does.removeprefix("tel:") for does, _ in self.does if does.startswith("tel:")}
        return frozenset(pressed | {found for line in self.said for found in _NUMBER.findall(line)})


def of_kakao(response: Json) -> Meaning:
    """A skill response."""
    template = response["template"]
    said = [line for output in template["outputs"] for line in _kakao_words(output)]
    buttons = [*_kakao_buttons(template["outputs"]), *template.get("quickReplies", ())]
    return Meaning(tuple(said), frozenset(map(_kakao_press, buttons)))


def of_line(messages: Sequence[Json]) -> Meaning:
    """The messages of a reply."""
    said = [line for message in messages for line in _line_words(message)]
    actions = [action for message in messages for action in _line_actions(message)]
    return Meaning(tuple(said), frozenset(map(_line_press, actions)))


def _kakao_words(part: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a response
    if isinstance(part, list):
        for child in part:
            yield from _kakao_words(child)
    if isinstance(part, dict):
        for name in ("title", "text", "description"):
            if isinstance(part.get(name), str):
                yield from part[name].split("\n")
        for name, child in part.items():
            if name not in {"buttons", "header"}:
                yield from _kakao_words(child)


def _kakao_buttons(part: Any) -> Iterator[Json]:  # noqa: ANN401 - any part of a response
    for child in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _kakao_buttons(child)
    if isinstance(part, dict) and "action" in part:
        yield part


def _kakao_press(button: Json) -> tuple[str, str]:
    label = str(button.get("label") or button.get("title"))
    match button:
        case {"action": "message", "extra": dict(extra)}:
            return _doing(extra["a"], {key: value for key, value in extra.items() if key not in {"a", "v"}}), label
        case {"action": "message", "messageText": words}:
            return f"say:{words}", label
        case {"action": "webLink", "webLinkUrl": url}:
            return f"open:{unquote(url)}", label
        case {"action": "phone", "phoneNumber": number}:
            return f"tel:{number}", label
        case _:
            return "position:", label


def _line_words(part: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a message
    if isinstance(part, list):
        for child in part:
            yield from _line_words(child)
    if isinstance(part, dict):
        if part.get("type") == "text":
            yield from part["text"].split("\n")
        for name, child in part.items():
            if name not in {"action", "quickReply"}:
                yield from _line_words(child)


def _line_actions(part: Any) -> Iterator[Json]:  # noqa: ANN401 - any part of a message
    for name, child in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        if name == "action" and isinstance(child, dict):
            yield child
        else:
            yield from _line_actions(child)


def _line_press(action: Json) -> tuple[str, str]:
    label = str(action["label"])
    match action:
        case {"type": "postback", "data": data}:
            fields = dict(parse_qsl(data, keep_blank_values=True))
            return _doing(fields.pop("a"), {key: value for key, value in fields.items() if key != "v"}), label
        case {"type": "message", "text": words}:
            return f"say:{words}", label
        case {"type": "uri", "uri": uri} if uri.startswith("tel:"):
            return str(uri), label
        case {"type": "uri", "uri": uri}:
            return f"open:{unquote(uri)}", label
        case _:
            return "position:", label


def _doing(name: str, fields: Mapping[str, object]) -> str:
    return f"do:{name} {sorted((key, str(value)) for key, value in fields.items())}"
