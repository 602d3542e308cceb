"""Who sits before the page: a random id in a cookie, and the two people that one visitor can play."""

from __future__ import annotations

import re
import secrets
from enum import StrEnum

from aiohttp import web

from core.messages import Account

PLATFORM = "web"

_COOKIE = "naviyam_visitor"
_ID = re.compile(r"[0-9a-f]{32}")


class Person(StrEnum):
    """`FIRST` comes for the first time and nothing is kept; `MEMBER` is an adult who agreed, with card and coupons."""

    FIRST = "first"
    MEMBER = "member"


_MARKS = {Person.FIRST: "f", Person.MEMBER: "m"}


def account_of(visitor: str, person: Person) -> Account:
    """The account of a visitor in one of the two parts (`web:sim-f-…`, `web:sim-m-…`)."""
    return Account(PLATFORM, f"sim-{_MARKS[person]}-{visitor}")


def is_visitor(value: str) -> bool:
    """Whether `value` is an id of our making."""
    return _ID.fullmatch(value) is not None


def new_visitor() -> str:
    """An id that nobody can guess."""
    return secrets.token_hex(16)


def visitor_of(request: web.Request) -> str | None:
    """The id in the request's cookie, or None where there is none of our making."""
    given = request.cookies.get(_COOKIE, "")
    return given if is_visitor(given) else None


def remember(response: web.Response, visitor: str, *, secure: bool) -> None:
    """Let the browser keep the id until it closes, unseen by scripts and by other sites."""
    response.set_cookie(_COOKIE, visitor, path="/", httponly=True, samesite="Strict", secure=secure)
