"""The one seam for secrets at rest: AES-256-GCM with a key id, and keyed hashes for look-ups.

A sealed value is `version (1 byte) | key id (4 bytes) | nonce (12 bytes) | ciphertext and tag`. The key id is
taken from the key itself, so a wrong `DATA_KEY` is named instead of failing as a broken ciphertext.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

_VERSION = 1
_ID_BYTES = 4
_NONCE_BYTES = 12
_HEADER_BYTES = 1 + _ID_BYTES


class WrongKeyError(Exception):
    """A value was sealed under another `DATA_KEY` than the one configured."""


class DamagedValueError(Exception):
    """A sealed value was altered, cut or is bound to another place than it was read from."""


class Cipher:
    """Seals and opens values under one data key; `context` binds a value to where it stands."""

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError("a data key has 32 bytes")
        self._aead = AESGCM(_derive(key, b"seal"))
        self._hash_key = _derive(key, b"hash")
        self.key_id = hashlib.sha256(_derive(key, b"id")).digest()[:_ID_BYTES]

    @classmethod
    def from_hex(cls, text: str) -> Self:
        """Read the 64 hexadecimal digits of `DATA_KEY`."""
        return cls(bytes.fromhex(text))

    def seal(self, plain: bytes, context: str) -> bytes:
        """Encrypt `plain`; it opens only under the same `context`."""
        nonce = os.urandom(_NONCE_BYTES)
        header = bytes([_VERSION]) + self.key_id
        return header + nonce + self._aead.encrypt(nonce, plain, header + context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """Decrypt what `seal` made.

        Raises:
            WrongKeyError: sealed under another key.
            DamagedValueError: not a sealed value, altered, or of another context.
        """
        header, body = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES:]
        if len(header) < _HEADER_BYTES or header[0] != _VERSION:
            raise DamagedValueError(context)
        if header[1:] != self.key_id:
            raise WrongKeyError(f"sealed with key {header[1:].hex()}, configured is {self.key_id.hex()}")
        try:
            return self._aead.decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], header + context.encode())
        except (InvalidTag, ValueError) as error:
            raise DamagedValueError(context) from error

    def keyed_hash(self, value: str, purpose: str) -> bytes:
        """32 bytes that stand for `value` in look-ups of one `purpose`, useless without the key."""
        return hmac.digest(self._hash_key, f"{purpose}\x00{value}".encode(), "sha256")


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDFExpand(SHA256(), 32, b"naviyam " + purpose).derive(key)
