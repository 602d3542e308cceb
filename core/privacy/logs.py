"""What the program's log may hold of an event: a structlog processor."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from core.privacy.masking import mask

# Keys whose values are raw words, raw platform ids or secrets, which no mask makes fit for a log.
_RAW = frozenset({
    "text", "body", "payload", "utterance", "input_text", "external_id", "external_user_id", "account", "token",
    "access_token", "reply_token", "authorization", "signature", "x-line-signature", "x-naviyam-key", "password",
    "secret", "cookie", "callback_url",
})  # fmt: skip
_HARMLESS = (bool, int, float, Decimal, datetime, date, time, timedelta, UUID, type(None))

_REQUEST_ID = "request_id"  # our own, in every line: not worth a search

_SHORT = 40

_masked = lru_cache(maxsize=512)(mask)
"""For the names of events, routes and methods, the same in every line."""


def redact(logger: object, method: str, event_dict: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ARG001
    """Drop raw values and mask every other string, at any depth; an object that may hold anything shows its type only.

    It stands behind the processor that turns `exc_info` into text, so that tracebacks are masked as well. A numeric
    `user_id` is the database's own and stays, a string is a platform's and goes.
    """
    return {
        key: value if key == _REQUEST_ID else _fit(value)
        for key, value in event_dict.items()
        if not _is_raw(key, value)
    }


def _is_raw(key: str, value: object) -> bool:
    name = key.casefold()
    return name in _RAW or (name == "user_id" and isinstance(value, str))


def _fit(value: object) -> object:
    if isinstance(value, str):
        return _masked(value) if len(value) <= _SHORT else mask(value)
    if isinstance(value, _HARMLESS):
        return value
    if isinstance(value, Mapping):
        return {key: _fit(item) for key, item in value.items() if not _is_raw(str(key), item)}
    if isinstance(value, list | tuple | set | frozenset):
        return [_fit(item) for item in value]
    if isinstance(value, BaseException):
        return f"{type(value).__name__}: {mask(str(value))}"
    return f"<{type(value).__name__}>"
