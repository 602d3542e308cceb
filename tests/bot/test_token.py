from __future__ import annotations

import json
import time
from pathlib import Path

import jwt
import pytest

from bot.__main__ import main


def _token(capsys: pytest.CaptureFixture[str], data_dir: Path, *words: str) -> str:
    assert main(["token", "--data-dir", str(data_dir), *words]) == 0
    return capsys.readouterr().out.strip()


def test_the_claims_are_as_agreed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    token = _token(capsys, tmp_path, "--user", "test:child-7", "--role", "viewer", "--ttl", "60")
    key = json.loads((tmp_path / "secrets.json").read_text())["jwt_secret"]
    claims = jwt.decode(token, key, algorithms=["HS256"], audience="naviyam")
    assert {name: claims[name] for name in ("sub", "role", "aud")} == {
        "sub": "test:child-7",
        "role": "viewer",
        "aud": "naviyam",
    }
    assert claims["exp"] - claims["iat"] == 60
    assert abs(claims["iat"] - time.time()) < 10


def test_a_configured_secret_signs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "한글도-되는-충분히-긴-비밀-문자열"
    monkeypatch.setenv("NAVIYAM_JWT_SECRET", secret)
    token = _token(capsys, tmp_path, "--user", "web:a:b")
    claims = jwt.decode(token, secret.encode(), algorithms=["HS256"], audience="naviyam")
    assert (claims["sub"], claims["role"], claims["exp"] - claims["iat"]) == ("web:a:b", "user", 3600)


@pytest.mark.parametrize(
    "words",
    [["--user", "nobody"], ["--user", "telegram:1"], ["--user", "test:"], ["--user", "test:1", "--ttl", "0"], []],
)
def test_nonsense_is_refused(words: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["token", "--data-dir", str(tmp_path), *words])
    assert caught.value.code == 2
    assert capsys.readouterr().out == ""
