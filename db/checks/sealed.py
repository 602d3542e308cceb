"""Sealed columns hold sealed values, under the key in use."""

from __future__ import annotations

from db.checks.check import Check
from db.keys import SEALED, SealedColumn

_LEAST_BYTES = 1 + 4 + 12 + 16
"""Version, key id, nonce, tag: what sealing adds to a value (`db.crypto`)."""


def sealed_under(key_id: bytes) -> tuple[Check, ...]:
    """A check for each sealed column; `key_id` is that of the configured `DATA_KEY`."""
    return tuple(_check(sealed, key_id) for sealed in SEALED)


def _check(sealed: SealedColumn, key_id: bytes) -> Check:
    keys = ", ".join(f"{key}::text" for key in sealed.keys)
    return Check(
        f"unsealed_{sealed.name.partition('.')[2].replace('.', '_')}",
        f"Every {sealed.name} is sealed, under the configured DATA_KEY ({key_id.hex()}); else see rotate-key.",
        f"""
        SELECT concat_ws(' ', {keys}) AS id FROM {sealed.table}
        WHERE octet_length({sealed.column}) < {_LEAST_BYTES}
           OR substring({sealed.column} FROM 1 FOR 5) <> '\\x01{key_id.hex()}'
        """,
    )
