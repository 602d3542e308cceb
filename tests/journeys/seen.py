"""What a person sees of an answer, read back from each platform's own JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias
from urllib.parse import unquote

Json: TypeAlias = Mapping[str, Any]

_WON = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)원")
_WALK = re.compile(r"걸어서 (\d+)분")


@dataclass(frozen=True, slots=True)
class Press:
    """A button or quick reply: its label, and what the platform posts when it is pressed (`words` at least)."""

    label: str
    words: str = ""
    payload: Mapping[str, Any] | str | None = None
    target: str = ""


@dataclass(frozen=True, slots=True)
class SeenCard:
    """One card: the name, every other text from top to bottom, the buttons."""

    title: str
    texts: tuple[str, ...]
    presses: tuple[Press, ...] = ()

    @property
    def text(self) -> str:
        """Everything written on the card."""
        return "\n".join((self.title, *self.texts))

    @property
    def to_pay(self) -> int | None:
        """Won on the price line: the last amount, which is the one after the coupon."""
        line = next((text for text in self.texts if _WON.search(text)), "")
        amounts = _WON.findall(re.sub(r"\(.*?\)", "", line))
        return int(amounts[-1].replace(",", "")) if amounts else None

    @property
    def walk(self) -> int | None:
        """Walking minutes, None where none are told."""
        told = _WALK.search(self.text)
        return int(told[1]) if told else None


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer: the words above the cards, the cards, the words below them, what can be pressed, numbers to call.

    `state` is what the bot says it holds, None on a channel that does not tell. `raw` is the platform's JSON.
    """

    words: str
    cards: tuple[SeenCard, ...] = ()
    below: str = ""
    replies: tuple[Press, ...] = ()
    calls: tuple[str, ...] = ()
    state: Mapping[str, Any] | None = None
    session: str | None = None
    raw: object = field(default=None, repr=False)

    @property
    def text(self) -> str:
        """Words above and below the cards."""
        return "\n".join(part for part in (self.words, self.below) if part)

    @property
    def labels(self) -> tuple[str, ...]:
        """What the quick replies are called."""
        return tuple(reply.label for reply in self.replies)

    def press(self, label: str) -> Press:
        """The first thing of that name that can be pressed: on a card, else a quick reply."""
        everything = [*(press for card in self.cards for press in card.presses), *self.replies]
        found = next((press for press in everything if press.label == label), None)
        assert found is not None, f"nothing called {label!r} can be pressed, only {[p.label for p in everything]}"
        return found


def kakao(response: Json, state: Mapping[str, Any] | None = None) -> Seen:
    """A skill response 2.0."""
    words: list[str] = []
    below: list[str] = []
    cards: list[SeenCard] = []
    calls: list[str] = []
    for output in response["template"]["outputs"]:
        if "simpleText" in output:
            (below if cards else words).append(output["simpleText"]["text"])
            continue
        if "listCard" in output:
            cards += [SeenCard(i["title"], (i.get("description", ""),)) for i in output["listCard"]["items"]]
            continue
        for item in output.get("carousel", {}).get("items", ()) or [output["textCard"]]:
            presses = tuple(map(_kakao_press, item.get("buttons", ())))
            if item.get("title"):
                cards.append(SeenCard(item["title"], tuple(item.get("description", "").split("\n")), presses))
            else:
                (below if cards else words).append(item["description"])
                calls += [press.target for press in presses if press.target]
    replies = tuple(map(_kakao_press, response["template"].get("quickReplies", ())))
    return Seen(_joined(words), tuple(cards), _joined(below), replies, tuple(calls), state, raw=response)


def line(messages: Sequence[Json]) -> Seen:
    """The messages of a reply or push."""
    words: list[str] = []
    below: list[str] = []
    cards: list[SeenCard] = []
    calls: list[str] = []
    for message in messages:
        if message["type"] == "text":
            (below if cards else words).append(message["text"])
            continue
        for bubble in message["contents"].get("contents") or [message["contents"]]:
            if not [*_line_presses(bubble["body"])]:
                cards.append(_bubble(bubble))
            else:  # help lines, which stand above the words
                words += _texts(bubble)
                calls += [press.target for press in _line_presses(bubble)]
    replies = tuple(_line_press(item["action"]) for item in messages[-1].get("quickReply", {}).get("items", ()))
    calls += [reply.target for reply in replies if reply.target]
    return Seen(_joined(words), tuple(cards), _joined(below), replies, tuple(calls), raw=messages)


def api(answer: Json) -> Seen:
    """The answer of `POST /api/v1/chat`."""
    cards = tuple(
        SeenCard(
            card["title"],
            tuple(
                text for text in (card["subtitle"], card["price"], " · ".join(card["badges"]), *card["lines"]) if text
            ),
            tuple(map(_api_press, card["buttons"])),
        )
        for card in answer["cards"]
    )
    replies = tuple(_api_press(reply) for reply in answer["quick_replies"])
    return Seen(
        words=answer["response"],
        cards=cards,
        replies=tuple(reply for reply in replies if not reply.target),
        calls=tuple(reply.target for reply in replies if reply.target),
        state=answer["state"],
        session=answer["session_id"],
        raw=answer,
    )


def web(answer: Json) -> Seen:
    """The answer of the web chat, seen as its Kakao side; the panel tells the state, `raw` holds both sides."""
    return replace(kakao(answer["kakao"], (answer["trace"] or {}).get("state")), raw=answer)


def _joined(parts: list[str]) -> str:
    return "\n".join(part for part in parts if part)


def _kakao_press(button: Json) -> Press:
    target = button.get("phoneNumber") or button.get("webLinkUrl") or ""
    return Press(button["label"], button.get("messageText", ""), button.get("extra"), target)


def _api_press(button: Json) -> Press:
    target = button["value"] if button["kind"] in {"call", "link"} else ""
    return Press(button["label"], button["value"], button["action"], target)


def _line_press(action: Json) -> Press:
    target = unquote(action.get("uri", "")).removeprefix("tel:")
    words = action.get("displayText") or action.get("text") or ""
    return Press(action["label"], words, action.get("data"), target)


def _bubble(bubble: Json) -> SeenCard:
    title, *texts = _texts(bubble["body"])
    return SeenCard(title, tuple(texts), tuple(_line_presses(bubble)))


def _texts(part: Json) -> list[str]:
    return [node["text"] for node in _nodes(part) if node.get("type") == "text"]


def _line_presses(part: Json) -> Iterator[Press]:
    return (_line_press(node["action"]) for node in _nodes(part) if node.get("type") == "button")


def _nodes(part: Json) -> Iterator[Json]:
    yield part
    for child in (part.get("header"), part.get("body"), part.get("footer"), *part.get("contents", ())):
        if child:
            yield from _nodes(child)
