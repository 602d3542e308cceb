"""What is typed behind a command, read the same way by all that take it."""

from __future__ import annotations

import argparse

_LARGEST_ID = 2**31 - 1


def row_id(text: str) -> int:
    """The number of a row (shop, batch, campaign).

    Raises:
        argparse.ArgumentTypeError: no row can have it.
    """
    if (
        not text.isascii()
        or not text.isdigit()
        or len(text) > len(str(_LARGEST_ID))
        or not 0 < int(text) <= _LARGEST_ID
    ):
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {_LARGEST_ID}")
    return int(text)
