"""One-use codes that people type: short, no letters that look alike, and one letter that proves the rest. Pure."""

from __future__ import annotations

import re
import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
HIDDEN = "[CODE]"

_GAP = r"[\s\-‐–—·]?"
_CODE = rf"[{ALPHABET}]{{4}}{_GAP}[{ALPHABET}]{{4}}"
_ALONE = re.compile(rf"\W*(?:코드\s*:?\s*)?(?P<code>{_CODE})\W*", re.IGNORECASE)
_INSIDE = re.compile(rf"(?<![A-Za-z0-9]){_CODE}(?![A-Za-z0-9])", re.IGNORECASE)


def new_code() -> str:
    """A code as it is printed: `7K3M-Q9TF`; 27 billion of them."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    code = body + _check_letter(body)
    return f"{code[:4]}-{code[4:]}"


def read_code(text: str) -> str | None:
    """The code that a message consists of, without its gap; None where it is none or cannot be one."""
    match = _ALONE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return _checked(match["code"]) if match else None


def hide_codes(text: str) -> str:
    """The text with every code in it hidden, used or not: an unused one is worth a card."""
    return _INSIDE.sub(lambda match: HIDDEN if _checked(match[0]) else match[0], text)


def _checked(text: str) -> str | None:
    code = re.sub(_GAP.removesuffix("?"), "", text).upper()
    return code if _check_letter(code[:-1]) == code[-1] else None


def _check_letter(body: str) -> str:
    """Finds every single wrong letter and every swap of neighbours: weights are coprime to the prime 31."""
    total = sum((place + 2) * ALPHABET.index(letter) for place, letter in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]
