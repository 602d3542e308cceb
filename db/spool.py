"""Sealed records on disk, for while the database is away: each a file of its own, durable before `put` returns."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable
from pathlib import Path

from db.crypto import Cipher, DamagedValueError, WrongKeyError

_SUFFIX = ".sealed"
_CONTEXT = "spool"


class Spool:
    """A folder of records that any process of this machine may take out again, oldest first. Blocks on the disk."""

    def __init__(self, folder: Path, cipher: Cipher) -> None:
        self._folder = folder
        self._cipher = cipher

    def put(self, record: bytes) -> None:
        """Keep a record; it survives the process and the machine's power.

        Raises:
            OSError: the disk does not take it.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
        unfinished = self._folder / f".{name}"
        with unfinished.open("wb") as file:
            file.write(self._cipher.seal(record, _CONTEXT))
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self._folder / f"{name}{_SUFFIX}")
        _sync(self._folder)

    def waiting(self) -> list[Path]:
        """The records, oldest first."""
        return sorted(self._folder.glob(f"*{_SUFFIX}"))

    def read(self, path: Path) -> bytes | None:
        """What a record holds; None where another process has taken it out, or our key does not open it."""
        try:
            return self._cipher.open(path.read_bytes(), _CONTEXT)
        except (FileNotFoundError, WrongKeyError):
            return None
        except DamagedValueError:
            self.set_aside(path)
            return None

    def drop(self, paths: Iterable[Path]) -> None:
        """The records stand where they belong."""
        for path in paths:
            path.unlink(missing_ok=True)

    def set_aside(self, path: Path) -> None:
        """Keep a record that nobody can use out of the way of the others."""
        if path.exists():
            path.rename(path.with_suffix(".unusable"))


def _sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
