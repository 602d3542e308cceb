"""JSON in and out of the API's doors, and numbers in their paths."""

from __future__ import annotations

from http import HTTPStatus
from typing import TypeVar

import orjson
from aiohttp import web
from pydantic import BaseModel, ValidationError

from bot.problems import FieldError, Kind, Problem

JSON = "application/json"

_LARGEST_ID = 10**18 - 1

_Body = TypeVar("_Body", bound=BaseModel)


async def read(request: web.Request, shape: type[_Body]) -> _Body:
    """The request's body as `shape`; its size is limited by the application's `client_max_size`.

    Raises:
        Problem: 415 another media type, 400 not whole, not JSON or a field of another type or range.
        web.HTTPRequestEntityTooLarge: over the limit.
    """
    if request.content_type != JSON:
        raise Problem(Kind.UNSUPPORTED_MEDIA_TYPE)
    try:
        body = await request.read()
    except (web.RequestPayloadError, ConnectionError) as error:  # it does not unpack, or broke off
        raise Problem(Kind.MALFORMED) from error
    try:
        return shape.model_validate_json(body)
    except ValidationError as error:
        raise _problem(error) from error


def query(request: web.Request, shape: type[_Body]) -> _Body:
    """The request's query as `shape`; Problem (400) where a name is missing or of another type or range."""
    try:
        return shape.model_validate(dict(request.query))
    except ValidationError as error:
        raise _problem(error) from error


def wrong_field(field: str, reason: str) -> Problem:
    """A field that is of the right type and still cannot be meant."""
    return Problem(Kind.INVALID_FIELD, errors=(FieldError(field, reason),), words={"field": field})


def answer(value: object, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """A JSON response of `value`: dataclasses, mappings and lists of plain values, dates and UUIDs."""
    return web.Response(body=orjson.dumps(value), status=status, content_type=JSON)


def id_in_path(request: web.Request, largest: int = _LARGEST_ID, *, code: str | None = None) -> int:
    """The `{id}` of a path, at most `largest`; Problem (404, with `code`) where it can name nothing."""
    text = request.match_info["id"]
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_LARGEST_ID)) and int(text) <= largest):
        raise Problem(Kind.NOT_FOUND, code=code)
    return int(text)


def _problem(error: ValidationError) -> Problem:
    errors = tuple(
        FieldError(".".join(map(str, found["loc"])), found["msg"])
        for found in error.errors(include_url=False, include_context=False, include_input=False)
    )
    if not errors[0].field:  # the body as a whole
        return Problem(Kind.MALFORMED)
    return Problem(Kind.INVALID_FIELD, errors=errors, words={"field": errors[0].field})
