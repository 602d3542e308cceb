"""Telephone numbers that an office writes down: Korean mobile numbers in the one form that is kept (sealed). Pure."""

from __future__ import annotations

import re

_MOBILE = re.compile(r"01[016-9]\d{7,8}")
_GAPS = re.compile(r"[\s().-]")


def read_phone(text: str) -> str | None:
    """The digits of a Korean mobile number, "+82 10-1234-5678" too; None where it is none."""
    digits = _GAPS.sub("", text)
    if digits.startswith(("+82", "82")):
        digits = "0" + digits.removeprefix("+").removeprefix("82").removeprefix("0")
    return digits if _MOBILE.fullmatch(digits) else None
