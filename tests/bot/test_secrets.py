from __future__ import annotations

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config import SECRETS, Settings
from bot.embedded import secrets
from bot.embedded.secrets import SecretsError
from db.crypto import Cipher


def test_they_are_made_once_for_their_owner_alone_and_found_again(tmp_path: Path) -> None:
    made = secrets.load(tmp_path)
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert secrets.load(tmp_path) == made
    assert secrets.load(tmp_path / "another") != made


def test_a_file_that_others_may_read_is_closed_again(tmp_path: Path) -> None:
    secrets.load(tmp_path)
    (tmp_path / "secrets.json").chmod(0o644)
    secrets.load(tmp_path)
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_they_fill_what_is_not_configured(tmp_path: Path) -> None:
    settings = secrets.fill(Settings(data_dir=tmp_path, kakao_skill_key=SecretStr("mine")))
    assert settings.kakao_skill_key.get_secret_value() == "mine"
    assert all(getattr(settings, name) for name in SECRETS)
    assert len(Cipher.from_hex(settings.data_key.get_secret_value()).key_id) == 4
    assert len(settings.jwt_secret.get_secret_value().encode()) >= 32


@pytest.mark.parametrize("damage", ["", "{", "[]", '"text"'])
def test_a_damaged_file_is_explained(tmp_path: Path, damage: str) -> None:
    secrets.load(tmp_path)
    (tmp_path / "secrets.json").write_text(damage)
    with pytest.raises(SecretsError, match=r"secrets\.json is damaged"):
        secrets.load(tmp_path)


def test_lost_secrets_are_not_replaced_while_their_data_is_there(tmp_path: Path) -> None:
    secrets.load(tmp_path)
    (tmp_path / "postgres").mkdir()
    (tmp_path / "secrets.json").unlink()
    with pytest.raises(SecretsError, match="put it back"):
        secrets.load(tmp_path)
    assert not (tmp_path / "secrets.json").exists()
