"""Addresses and numbers behind buttons, in the form that both platforms accept."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_URL_LIMIT = 1000
_NUMBER = re.compile(r"[+*#]?[0-9*#-]{3,20}")


def web_address(value: str) -> str | None:
    """`value` as an https address in ASCII of at most 1,000 characters (LINE's limit, platforms.md 1), or None."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    if parts.scheme != "https" or not parts.hostname or not parts.netloc.isascii():
        return None
    address = quote(value, safe=":/?#[]@!$&'()*+,;=%-._~")
    return address if len(address) <= _URL_LIMIT else None


def phone_number(value: str) -> str | None:
    """`value` as a number that can be dialled (digits, hyphens, + * #), or None."""
    dialled = re.sub(r"[\s().]", "", value)
    return dialled if _NUMBER.fullmatch(dialled) else None
