"""The settings: every `NAVIYAM_…` variable, read once from the environment or the repository's `.env`.

An unset text is empty. Secrets that are empty are filled from the data dir by `bot.embedded`.
"""

from __future__ import annotations

import ipaddress
import os
from base64 import b64decode
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, PrivateAttr, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.failure import Failure
from core.clock import Clock

ROOT = Path(__file__).resolve().parent.parent
"""The repository."""

PREFIX = "NAVIYAM_"

SECRETS = ("line_channel_secret", "line_access_token", "kakao_skill_key", "jwt_secret", "data_key")
"""What a start off loopback must be given, and what the embedded mode makes for itself."""

KAKAO_BLOCKS = ("start", "help", "location")
"""What a block of Kakao can be for beside handing on what was said."""

_EMPTY = SecretStr("")
_DATA_KEY_BYTES = 32
_JWT_SECRET_BYTES = 32

Names = Annotated[tuple[str, ...], NoDecode]
"""Values separated by commas."""


class ConfigurationError(Failure):
    """A setting is wrong or missing; the message names it and says why."""


class Settings(BaseSettings):
    """What the program is told from outside. Frozen; `model_copy(update=…)` makes a changed one."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ROOT / ".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    data_dir: Path = ROOT / ".naviyam"
    database_url: SecretStr = _EMPTY
    redis_url: SecretStr = _EMPTY

    line_channel_secret: SecretStr = _EMPTY
    line_access_token: SecretStr = _EMPTY
    line_bot_user_id: str = ""
    line_api_url: str = ""
    line_burst_ms: int = Field(default=700, ge=0, le=5000)

    kakao_skill_key: SecretStr = _EMPTY
    kakao_skill_key_previous: SecretStr = _EMPTY
    kakao_bot_id: str = ""
    kakao_rest_key: SecretStr = _EMPTY
    kakao_event_name: str = ""
    kakao_api_url: str = ""
    kakao_blocks: Names = ()
    kakao_callback_hosts: Names = ("bot-api.kakao.com", "dev-bot-api.kakao.com")

    alimtalk_url: str = ""
    alimtalk_key: SecretStr = _EMPTY
    alimtalk_sender_key: str = ""
    alimtalk_won: float = Field(default=0, ge=0)

    jwt_secret: SecretStr = _EMPTY
    data_key: SecretStr = _EMPTY

    foodcard_provider: Literal["http", "file", "self"] = "self"
    foodcard_url: str = ""
    foodcard_key: SecretStr = _EMPTY
    reservation_url: str = ""
    reservation_key: SecretStr = _EMPTY

    llm_url: str = ""
    llm_model: str = ""
    llm_key: SecretStr = _EMPTY
    embedding_model: str = ""
    encoder_url: str = ""

    s3_url: str = ""
    s3_bucket: str = ""
    s3_key: SecretStr = _EMPTY
    s3_secret: SecretStr = _EMPTY

    public_url: str = ""
    cors_origins: Names = ()
    rate_limit_per_minute: int = Field(default=60, ge=1)
    log_dir: Path | None = None
    timezone: str = "Asia/Seoul"
    clock: str = ""

    _embedded: bool = PrivateAttr(default=False)

    def model_post_init(self, context: Any) -> None:  # noqa: ANN401, ARG002 - pydantic's signature
        """Remember whether the database is ours, also after its URL is filled in."""
        self._embedded = not self.database_url

    @property
    def embedded(self) -> bool:
        """Whether PostgreSQL is the one we start ourselves in the data dir."""
        return self._embedded

    @property
    def zone(self) -> ZoneInfo:
        """The zone of business time."""
        return ZoneInfo(self.timezone)

    def business_clock(self) -> Clock:
        """The clock that `CLOCK` asks for."""
        return Clock.parse(self.clock, self.zone)

    def check_exposed(self, host: str) -> Self:
        """Return the settings, if listening on `host` with this database is safe with the secrets given.

        Raises:
            ConfigurationError: people outside this machine could reach it, and secrets are missing.
        """
        database = urlsplit(self.database_url.get_secret_value()).hostname
        if is_loopback(host) and (database is None or is_loopback(database)):
            return self
        missing = [_variable(name) for name in SECRETS if not getattr(self, name)]
        if missing:
            raise ConfigurationError(f"off loopback these secrets must be set: {', '.join(missing)}")
        if len(self.jwt_secret.get_secret_value().encode()) < _JWT_SECRET_BYTES:
            raise ConfigurationError("off loopback NAVIYAM_JWT_SECRET must have 32 bytes or more (RFC 7518, 3.2)")
        return self

    @property
    def kakao_block_ids(self) -> dict[str, str]:
        """The ids of the blocks that have a purpose, by purpose."""
        pairs = (block.partition("=") for block in self.kakao_blocks)
        return {purpose: block_id for purpose, _, block_id in pairs}

    @field_validator("kakao_callback_hosts", "kakao_blocks", "cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("kakao_blocks")
    @classmethod
    def _check_blocks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for block in value:
            purpose, _, block_id = block.partition("=")
            if purpose not in KAKAO_BLOCKS or not block_id:
                raise ValueError(f"must be like start=<id>,location=<id>, for {', '.join(KAKAO_BLOCKS)}")
        return value

    @field_validator("data_dir", "log_dir")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value and value.expanduser().absolute()

    @field_validator("database_url")
    @classmethod
    def _check_database(cls, value: SecretStr) -> SecretStr:
        return _check_scheme(value, ("postgresql", "postgres"))

    @field_validator("redis_url")
    @classmethod
    def _check_redis(cls, value: SecretStr) -> SecretStr:
        return _check_scheme(value, ("redis", "rediss", "unix"))

    @field_validator(
        "line_api_url",
        "kakao_api_url",
        "alimtalk_url",
        "foodcard_url",
        "reservation_url",
        "llm_url",
        "encoder_url",
        "s3_url",
        "public_url",
    )
    @classmethod
    def _check_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("must be a http:// or https:// address")
        return value.rstrip("/")

    @field_validator("data_key")
    @classmethod
    def _check_data_key(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        key = _key_bytes(text)
        if text and len(key) != _DATA_KEY_BYTES:
            raise ValueError("must be 32 bytes as 64 hexadecimal digits or base64 (openssl rand -hex 32)")
        return SecretStr(key.hex())

    @field_validator("timezone")
    @classmethod
    def _check_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError) as error:
            raise ValueError("is not a time zone such as Asia/Seoul") from error
        return value

    @field_validator("clock")
    @classmethod
    def _check_clock(cls, value: str) -> str:
        Clock.parse(value)
        return value


def load(data_dir: Path | None = None) -> Settings:
    """Read the settings; `data_dir` (from the command line) wins over `NAVIYAM_DATA_DIR`.

    Raises:
        ConfigurationError: names the variable and the reason.
    """
    given: dict[str, Any] = {} if data_dir is None else {"data_dir": data_dir}
    try:
        return Settings(**given)
    except ValidationError as error:
        reasons = (f"{_variable(str(e['loc'][0]))} {_plain(e['msg'])}" for e in error.errors())
        raise ConfigurationError("; ".join(reasons)) from error


def unknown_variables() -> list[str]:
    """Names in the environment that look like settings but are none."""
    known = {_variable(name) for name in Settings.model_fields}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _key_bytes(text: str) -> bytes:
    """The key that 64 hexadecimal digits or base64 stand for; empty where it is neither."""
    try:
        return bytes.fromhex(text) if len(text) == 2 * _DATA_KEY_BYTES else b64decode(text, validate=True)
    except ValueError:
        return b""


def _variable(field: str) -> str:
    return PREFIX + field.upper()


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").removeprefix("Input ")


def _check_scheme(value: SecretStr, schemes: tuple[str, ...]) -> SecretStr:
    text = value.get_secret_value()
    if text and urlsplit(text).scheme not in schemes:
        raise ValueError(f"must begin with {schemes[0]}://")
    return value
