"""What the program's log may hold of an event: a structlog processor."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from core.privacy.masking import mask_value

# Keys whose values are raw words, raw platform ids or secrets, which no mask makes fit for a log.
_RAW = frozenset({
    "text", "body", "payload", "utterance", "message", "input_text", "answer_text", "external_id", "external_user_id",
    "account", "token", "access_token", "reply_token", "authorization", "signature", "password", "secret", "cookie",
    "headers", "callback_url",
})  # fmt: skip


def redact(logger: object, method: str, event_dict: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ARG001
    """Drop what is raw and mask every other string, at any depth. A numeric `user_id` is ours and stays."""
    return {key: _fit(value) for key, value in event_dict.items() if not _is_raw(key, value)}


def _is_raw(key: str, value: object) -> bool:
    name = key.casefold()
    return name in _RAW or (name == "user_id" and isinstance(value, str))


def _fit(value: object) -> object:
    if isinstance(value, dict):
        return {key: _fit(item) for key, item in value.items() if not _is_raw(str(key), item)}
    if isinstance(value, list | tuple):
        return [_fit(item) for item in value]
    return mask_value(value)
