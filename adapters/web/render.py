"""An `Answer` for the page: both platforms' own JSON, of which it draws the chosen one, and how it came about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from pydantic import TypeAdapter

from core.messages import Answer, Trace

Render: TypeAlias = Callable[[Answer], Any]

_TRACE = TypeAdapter(Trace)


class WebRenderer:
    """Makes the answer of `POST /web/messages` from what the renderers of Kakao and LINE make."""

    def __init__(self, kakao: Render, line: Render) -> None:
        self._kakao = kakao
        self._line = line

    def render(self, answer: Answer) -> dict[str, Any]:
        """`{"turn_id", "text", "kakao", "line", "trace"}`; `trace` is null where the turn left none."""
        return {
            "turn_id": str(answer.turn_id),
            "text": answer.text,
            "kakao": self._kakao(answer),
            "line": self._line(answer),
            "trace": None if answer.trace is None else _TRACE.dump_python(answer.trace, mode="json"),
        }
