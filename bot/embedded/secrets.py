"""Secrets that the embedded mode makes once, keeps in `<data-dir>/secrets.json` (mode 0600) and finds again."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import SecretStr

from bot.config import SECRETS, Settings
from bot.embedded.files import exclusive, prepare, write_atomically
from bot.failure import Failure

FILE = "secrets.json"

_MAKERS: Mapping[str, Callable[[], str]] = {
    "line_channel_secret": lambda: secrets.token_hex(16),
    "line_access_token": lambda: secrets.token_urlsafe(64),
    "kakao_skill_key": lambda: secrets.token_urlsafe(32),
    "jwt_secret": lambda: secrets.token_urlsafe(48),
    "data_key": lambda: secrets.token_hex(32),
    "postgres_password": lambda: secrets.token_urlsafe(24),
    "valkey_password": lambda: secrets.token_urlsafe(24),
}


class SecretsError(Failure):
    """The secrets of a data dir are lost or damaged; the message says what to do."""


def fill(settings: Settings) -> Settings:
    """Take the secrets that are not configured from the data dir, which is made if it is not there."""
    own = load(settings.data_dir)
    missing = {name: SecretStr(own[name]) for name in SECRETS if not getattr(settings, name)}
    return settings.model_copy(update=missing)


def load(data_dir: Path) -> dict[str, str]:
    """Read the secrets of `data_dir`, making those that it has not yet.

    Raises:
        SecretsError: the file is damaged, or gone while data made with it is still there.
    """
    path = data_dir / FILE
    prepare(data_dir)
    with exclusive(data_dir / "run" / "secrets.lock"):
        known = _read(path)
        if not known and (data_dir / "postgres").exists():
            raise SecretsError(f"{path} is gone but the data made with it is not: put it back or remove {data_dir}")
        made = {name: make() for name, make in _MAKERS.items() if name not in known}
        if made:
            known |= made
            write_atomically(path, json.dumps(known, indent=1), mode=0o600)
        path.chmod(0o600)
    return known


def _read(path: Path) -> dict[str, str]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise SecretsError(f"{path} is damaged: put back a copy of it or remove the whole data dir") from error
    if not isinstance(content, dict):
        raise SecretsError(f"{path} is damaged: put back a copy of it or remove the whole data dir")
    return {str(name): str(value) for name, value in content.items()}
