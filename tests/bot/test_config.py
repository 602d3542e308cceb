from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.config import PREFIX, ROOT, SECRETS, ConfigurationError, Settings, is_loopback, load

WRONG = {
    "DATABASE_URL": ("mysql://localhost/x", "must begin with postgresql://"),
    "REDIS_URL": ("localhost:6379", "must begin with redis://"),
    "LINE_API_URL": ("api.line.me", "must be a http:// or https:// address"),
    "KAKAO_BLOCKS": ("start=6501a1,menu=6501a2", "must be like start=<id>,location=<id>"),
    "PUBLIC_URL": ("ftp://example.org", "must be a http:// or https:// address"),
    "DATA_KEY": ("abc", "must be 32 bytes as 64 hexadecimal digits or base64"),
    "FOODCARD_PROVIDER": ("https", "should be 'http', 'file' or 'self'"),
    "RATE_LIMIT_PER_MINUTE": ("0", "greater than or equal to 1"),
    "TIMEZONE": ("Asia/Pyongyangg", "is not a time zone"),
    "CLOCK": ("tomorrow", "isoformat"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_refused_with_its_name_and_the_reason(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value, reason = WRONG[name]
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(ConfigurationError) as caught:
        load()
    assert str(caught.value).startswith(PREFIX + name)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_blocks_are_named_by_their_purpose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAVIYAM_KAKAO_BLOCKS", "start=6501a1, location=6501a3")
    assert load().kakao_block_ids == {"start": "6501a1", "location": "6501a3"}


def test_a_wrong_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAVIYAM_DATA_KEY", "hunter2")
    with pytest.raises(ConfigurationError) as caught:
        load()
    assert "hunter2" not in str(caught.value)


def test_all_wrong_values_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAVIYAM_DATA_KEY", "x")
    monkeypatch.setenv("NAVIYAM_TIMEZONE", "x")
    with pytest.raises(ConfigurationError, match=r"NAVIYAM_DATA_KEY .*; NAVIYAM_TIMEZONE "):
        load()


def test_an_empty_value_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAVIYAM_LOG_DIR", "")
    monkeypatch.setenv("NAVIYAM_RATE_LIMIT_PER_MINUTE", "")
    settings = load()
    assert settings.log_dir is None
    assert settings.rate_limit_per_minute == 60


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAVIYAM_CORS_ORIGINS", "https://a.example, https://b.example,")
    assert load().cors_origins == ("https://a.example", "https://b.example")


def test_the_command_line_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NAVIYAM_DATA_DIR", str(tmp_path / "a"))
    assert load().data_dir == tmp_path / "a"
    assert load(tmp_path / "b").data_dir == tmp_path / "b"


def test_the_database_stays_ours_after_its_url_is_known(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    filled = settings.model_copy(update={"database_url": SecretStr("postgresql://127.0.0.1/x")})
    assert settings.embedded
    assert filled.embedded
    assert not Settings(database_url=SecretStr("postgresql://127.0.0.1/x")).embedded


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.7", "::", "naviyam.example"])  # noqa: S104 - that is the question
def test_off_loopback_the_missing_secrets_are_named(host: str) -> None:
    settings = Settings(jwt_secret=SecretStr("x" * 32))
    with pytest.raises(ConfigurationError) as caught:
        settings.check_exposed(host)
    named = {name for name in SECRETS if PREFIX + name.upper() in str(caught.value)}
    assert named == set(SECRETS) - {"jwt_secret"}


def test_a_database_elsewhere_counts_as_off_loopback() -> None:
    settings = Settings(database_url=SecretStr("postgresql://u:p@db.example/naviyam"))
    with pytest.raises(ConfigurationError):
        settings.check_exposed("127.0.0.1")


def test_a_data_key_may_be_written_in_base64(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAVIYAM_DATA_KEY", "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=")
    assert load().data_key.get_secret_value() == "ab" * 32


def test_a_short_token_secret_is_for_this_machine_only() -> None:
    long = dict.fromkeys(SECRETS, SecretStr("ab" * 32))
    settings = Settings().model_copy(update=long | {"jwt_secret": SecretStr("short")})
    assert settings.check_exposed("127.0.0.1") is settings
    with pytest.raises(ConfigurationError, match="NAVIYAM_JWT_SECRET must have 32 bytes"):
        settings.check_exposed("0.0.0.0")  # noqa: S104


def test_with_its_secrets_it_may_be_exposed() -> None:
    given_all = Settings().model_copy(update={name: SecretStr("0123456789abcdef" * 4) for name in SECRETS})
    assert given_all.check_exposed("0.0.0.0") is given_all  # noqa: S104


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_on_loopback_nothing_is_asked_for(host: str) -> None:
    assert is_loopback(host)
    assert Settings().check_exposed(host).embedded


@given(st.ip_addresses().filter(lambda address: not address.is_loopback))
def test_no_other_address_is_loopback(address: object) -> None:
    assert not is_loopback(str(address))


def test_secrets_do_not_show() -> None:
    settings = Settings(data_key=SecretStr("ab" * 32), database_url=SecretStr("postgresql://u:hunter2@127.0.0.1/x"))
    assert "ab" * 32 not in repr(settings)
    assert "hunter2" not in repr(settings)


def test_the_example_names_every_setting_and_no_other() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = {line.split("=", 1)[0] for line in lines if line and not line.startswith("#")}
    assert named == {PREFIX + name.upper() for name in Settings.model_fields}
