"""JSON lines on stdin and stdout: one answer for each line, in order, flushed line by line, whatever stands in it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any


def read() -> Iterator[dict[str, Any]]:
    """What each line of stdin holds; an empty object for a line that is no JSON object, told on stderr."""
    for number, line in enumerate(iter(sys.stdin.buffer.readline, b""), start=1):
        yield _object(line, number)


def write(row: dict[str, Any]) -> None:
    """One line on stdout; halves of surrogate pairs, which UTF-8 cannot hold, become question marks."""
    sys.stdout.buffer.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def text_of(row: dict[str, Any], key: str) -> str:
    """The text under `key`, fit for any reader; empty where there is none."""
    value = row.get(key)
    return value.encode("utf-8", "ignore").decode() if isinstance(value, str) else ""


def _object(line: bytes, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        row = None
    if isinstance(row, dict):
        return row
    sys.stderr.write(f"line {number} is no JSON object\n")
    return {}
