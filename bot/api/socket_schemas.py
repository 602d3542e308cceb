"""The messages of the WebSocket: what a caller sends, what it hears (contracts.md, `GET /api/v1/ws`)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, Field, StrictStr

from bot.api.person_schemas import Taken
from bot.api.schemas import ButtonView, CardView, ChatAnswer, ChatRequest
from core.messages import Answer


class Hello(Taken):
    """The first message of a connection."""

    type: Literal["token"] = "token"
    token: StrictStr


class SocketMessage(ChatRequest):
    """One message, as `/chat` takes it, with `text` for `message`; a pressed button may come without words."""

    type: Literal["message"]
    message: Annotated[StrictStr, Field(validation_alias=AliasChoices("text", "message"))] = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """The token is good: messages may follow."""

    type: Literal["ready"] = "ready"


@dataclass(frozen=True, slots=True)
class SocketAnswer(ChatAnswer):
    """The answer to a message, in the order of messages: as `/chat` gives it."""

    type: Literal["answer"] = "answer"

    @classmethod
    def of(cls, answer: Answer, request_id: str) -> SocketAnswer:
        """The core's answer in this form."""
        told = ChatAnswer.of(answer, request_id)
        return cls(**{field.name: getattr(told, field.name) for field in fields(told)})


@dataclass(frozen=True, slots=True)
class Notice:
    """What the bot says by itself. `preview` names no card, balance or need: anybody may look at the screen."""

    preview: str
    response: str
    cards: tuple[CardView, ...]
    quick_replies: tuple[ButtonView, ...]
    type: Literal["notice"] = "notice"

    @classmethod
    def of(cls, answer: Answer) -> Notice:
        """The core's notice in this form."""
        told = ChatAnswer.of(answer, str(answer.turn_id))
        return cls(answer.preview, told.response, told.cards, told.quick_replies)


@dataclass(frozen=True, slots=True)
class SocketProblem:
    """What is wrong with a message; the connection goes on, but for a wrong token, which ends it with code 4401.

    `problem` is a problem document as other doors answer with (RFC 9457).
    """

    problem: dict[str, Any]
    type: Literal["error"] = "error"
