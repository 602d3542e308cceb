"""Where people reach us: told by the settings, else by the `up` that runs on the data dir."""

from __future__ import annotations

from pathlib import Path

from bot.config import Settings
from bot.embedded.files import write_atomically

_USUAL = "http://127.0.0.1:8080"


def write(data_dir: Path, url: str) -> None:
    """Replace `run/address`; it stays when `up` ends, for the next one is mostly where the last was."""
    write_atomically(_file(data_dir), url + "\n")


def address_of(settings: Settings) -> str:
    """Without a slash at its end; empty where nobody said and it cannot be known.

    In the embedded mode it is where the last `up` on this data dir was, so that links that other commands make lead to
    a page; before the first one it is where `up` listens unless it is told otherwise.
    """
    if settings.public_url or not settings.embedded:
        return settings.public_url
    file = _file(settings.data_dir)
    return file.read_text().strip() if file.exists() else _USUAL


def _file(data_dir: Path) -> Path:
    return data_dir / "run" / "address"
