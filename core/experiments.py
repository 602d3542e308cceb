"""Who gets which variant: one stable assignment for every experiment (domain.md 8). Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

HELD_OUT = "held_out"
"""The variant, in exposures and lists, of those who are left as they are."""

_WHOLE = 10_000


def assign(experiment: str, person: int, shares: Mapping[str, int]) -> str:
    """The variant of a person, the same whenever and wherever it is asked; what is missing to 100 percent is held out.

    Different experiments assign independently of each other, because the name is part of what is hashed.
    """
    digest = hashlib.sha256(f"{experiment}:{person}".encode()).digest()
    place = int.from_bytes(digest[:8], "big") * _WHOLE >> 64
    upto = 0
    for variant, percent in sorted(shares.items()):
        upto += percent * (_WHOLE // 100)
        if place < upto:
            return variant
    return HELD_OUT


def even_shares(variants: Sequence[str], hold_out_percent: int) -> dict[str, int]:
    """What is not held out, in percent, as evenly over the variants as whole numbers allow."""
    each, left = divmod(100 - hold_out_percent, len(variants))
    return {variant: each + (place < left) for place, variant in enumerate(sorted(variants))}
