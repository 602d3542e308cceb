"""The code on a voucher, another one every minute, so that a picture of it is soon worth nothing.

As in RFC 6238 (TOTP): HMAC of the number of the minute under the voucher's own secret, cut to six digits by RFC 4226's
dynamic truncation. Real time, whatever the setting `CLOCK` says: how long a code lives is a time limit.
"""

from __future__ import annotations

import hmac
import secrets
import time

STEP_SECONDS = 60
DIGITS = 6
_SECRET_BYTES = 20


def new_secret() -> bytes:
    """What the codes of one voucher are made of."""
    return secrets.token_bytes(_SECRET_BYTES)


def code_at(secret: bytes, at: float) -> str:
    """The code at `at`, in seconds of the Unix epoch."""
    return _code(secret, int(at) // STEP_SECONDS)


def seconds_left(at: float) -> int:
    """In how many seconds, 1 to 60, the code that holds at `at` is renewed."""
    return STEP_SECONDS - int(at) % STEP_SECONDS


def holds(secret: bytes, code: str, at: float) -> bool:
    """Whether `code` holds at `at`, or did in the minute before: reading and pressing take time."""
    step = int(at) // STEP_SECONDS
    return any(hmac.compare_digest(_code(secret, earlier), code) for earlier in (step, step - 1))


def _code(secret: bytes, step: int) -> str:
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha256")
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def clock() -> float:
    """Real time in seconds of the Unix epoch, to which codes are bound."""
    return time.time()
