"""Reading what strangers post: bodies of bounded size, JSON of any shape, never an exception for a wrong type."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from aiohttp.client_exceptions import ClientError

BODY_LIMIT = 1024 * 1024
"""Bytes of a webhook's body that are read (contracts.md, HTTP)."""

_BROKEN_TEXT = {**dict.fromkeys(range(0x20), None), 0x7F: None, ord("\n"): "\n", ord("\t"): "\t"}


class BodyTooLargeError(Exception):
    """The body has more than `BODY_LIMIT` bytes."""


class UnreadableBodyError(Exception):
    """The body did not arrive whole, or is not JSON."""


async def read_body(request: web.Request) -> bytes:
    """The raw body, however it is framed.

    Raises:
        BodyTooLargeError: more than `BODY_LIMIT` bytes, announced or sent.
        UnreadableBodyError: it broke off, or its content encoding is wrong.
    """
    if (request.content_length or 0) > BODY_LIMIT:
        raise BodyTooLargeError
    body = bytearray()
    try:
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > BODY_LIMIT:
                raise BodyTooLargeError
    except (ClientError, web.RequestPayloadError) as error:
        raise UnreadableBodyError(type(error).__name__) from error
    return bytes(body)


def parse_json(body: bytes) -> object:
    """The JSON value of a body. The standard parser, because it keeps a lone surrogate in one string from
    costing the whole body.

    Raises:
        UnreadableBodyError: not JSON, not text, or nested beyond reason.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableBodyError(type(error).__name__) from error


def mapping(value: object) -> Mapping[str, Any]:
    """`value` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def text(value: object) -> str:
    """`value` if it is a string, else empty; without control characters and halves of surrogate pairs."""
    if not isinstance(value, str):
        return ""
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.translate(_BROKEN_TEXT)


def number(value: object) -> float | None:
    """`value` as a finite number if it is one or spells one, else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        read = float(value)
    except (ValueError, OverflowError):
        return None
    return read if math.isfinite(read) else None
