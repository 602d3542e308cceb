"""What Kakao has approved, and which of it a text is. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from adapters.alimtalk import limits
from adapters.lengths import utf16_units

_VARIABLE = re.compile(r"#\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Approved:
    """A template: its code and body as they were approved, and how a text is known that it can make."""

    code: str
    body: str
    variables: tuple[str, ...]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Message:
    """A template's code with its variables' values."""

    code: str
    values: Mapping[str, str]


def load(path: Path) -> tuple[Approved, ...]:
    """Read templates.

    Raises:
        ValueError: one is larger than AlimTalk takes.
    """
    return tuple(_approved(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8")))


def lay_over(templates: Sequence[Approved], text: str) -> Message | None:
    """The text as one of the templates makes it; None where nothing that was approved says it."""
    if utf16_units(text) > limits.BODY:
        return None
    for template in templates:
        if found := template.pattern.fullmatch(text):
            return Message(template.code, dict(zip(template.variables, found.groups(), strict=True)))
    return None


def _approved(code: str, body: str) -> Approved:
    parts = _VARIABLE.split(body)  # words and names by turns
    names = tuple(dict.fromkeys(parts[1::2]))
    if len(code) > limits.CODE or utf16_units(body) > limits.BODY or len(names) > limits.VARIABLES:
        raise ValueError(f"{code} is more than AlimTalk takes")
    pattern = re.escape(parts[0])
    seen: set[str] = set()
    for name, words in zip(parts[1::2], parts[2::2], strict=True):
        value = f"(?P=v{names.index(name)})" if name in seen else f"(?P<v{names.index(name)}>[^\n]+?)"
        pattern += value + re.escape(words)
        seen.add(name)
    return Approved(code, body, names, re.compile(pattern))
