"""Tokens of the HTTP API: who a caller speaks for (contracts.md, the row `token`).

Expiry is real time, whatever the setting `CLOCK` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import jwt

from bot.problems import Kind, Problem
from core.messages import Account

AUDIENCE = "naviyam"
PLATFORMS = ("web", "mobile_app", "kakao", "line", "facebook", "test")
"""The guide's (3.3)."""

_ALGORITHM = "HS256"
_LONGEST_ID = 200
_SCHEME = "bearer"


class Role(StrEnum):
    """What the bearer may do: speak for a person, or operate."""

    USER = "user"
    VIEWER = "viewer"
    MARKETER = "marketer"
    ADMIN = "admin"

    @property
    def operates(self) -> bool:
        """Whether this is an operator's role."""
        return self is not Role.USER


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom a valid token names. Its signer vouches for the person's age and consent."""

    account: Account
    role: Role


def parse_account(text: str) -> Account:
    """Read PLATFORM:ID; an ID may itself hold colons.

    Raises:
        ValueError: another platform, or an ID that is not 1 to 200 printable characters.
    """
    platform, _, external_id = text.partition(":")
    if platform not in PLATFORMS:
        raise ValueError(f"must be PLATFORM:ID with one of {', '.join(PLATFORMS)}")
    if not 0 < len(external_id) <= _LONGEST_ID or not external_id.isprintable():
        raise ValueError(f"must have an ID of 1 to {_LONGEST_ID} printable characters")
    return Account(platform, external_id)


def issue(secret: str, caller: Caller, *, issued_at: int, ttl: int) -> str:
    """Sign a token for `caller`, valid for `ttl` seconds from `issued_at` (seconds of the Unix epoch)."""
    claims = {
        "sub": str(caller.account),
        "role": caller.role.value,
        "iat": issued_at,
        "exp": issued_at + ttl,
        "aud": AUDIENCE,
    }
    return jwt.encode(claims, secret, algorithm=_ALGORITHM)


class TokenVerifier:
    """Reads the header `Authorization` of a request."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def verify(self, authorization: str | None) -> Caller:
        """Whom the header names.

        Raises:
            Problem: 401, and why: no token, an unreadable or forged one, expired, for another audience, or
                naming nobody whom we could know.
        """
        if not authorization:
            raise Problem(Kind.TOKEN_MISSING)
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != _SCHEME:
            raise Problem(Kind.TOKEN_MISSING)
        if not token.isascii():
            raise Problem(Kind.TOKEN_MALFORMED)
        return _read(self._claims(token.strip()))

    def _claims(self, token: str) -> dict[str, object]:
        try:
            return jwt.decode(
                token,
                self._secret,
                algorithms=[_ALGORITHM],
                audience=AUDIENCE,
                # iat only informs: a signer whose clock is a second ahead of ours is no forger
                options={"require": ["sub", "role", "exp", "aud"], "verify_iat": False},
            )
        except jwt.ExpiredSignatureError as error:
            raise Problem(Kind.TOKEN_EXPIRED) from error
        except jwt.InvalidAudienceError as error:
            raise Problem(Kind.TOKEN_AUDIENCE) from error
        except (jwt.InvalidTokenError, RecursionError) as error:  # a header may nest JSON deeper than Python reads
            raise Problem(Kind.TOKEN_MALFORMED) from error


def _read(claims: dict[str, object]) -> Caller:
    try:
        role = Role(str(claims["role"]))
    except ValueError as error:
        raise Problem(Kind.TOKEN_MALFORMED) from error
    try:
        return Caller(parse_account(str(claims["sub"])), role)
    except ValueError as error:
        raise Problem(Kind.TOKEN_PLATFORM) from error
