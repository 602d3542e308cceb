"""What `./naviyam doctor` finds: each part of an installation, whether it is well, and how to mend it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import redis

from bot.config import SECRETS, Settings, is_loopback, unknown_variables
from bot.doctor import alimtalk, kakao, line
from bot.doctor.finding import Finding
from bot.embedding import chosen
from core.recommend.embed import SHIPPED
from db.migrate import pending

__all__ = ["Finding", "examine"]

_LEAST_DISK = 500 * 2**20
_SECONDS = 3


def examine(given: Settings, complete: Settings) -> Iterator[Finding]:
    """Look at everything: `given` is what was configured, `complete` what that became with servers running."""
    yield _disk(given)
    yield _secrets(given)
    yield from (Finding("settings", f"{name} is no setting", "see .env.example") for name in unknown_variables())
    yield from _database(complete)
    yield _redis(complete)
    yield _channel(
        "LINE", given.line_api_url, complete.line_api_url, ("line_channel_secret", "line_access_token"), given
    )
    if not is_loopback(urlsplit(complete.line_api_url).hostname or "") or given.line_api_url:
        yield from line.examine(complete)
    yield _channel("KakaoTalk", given.kakao_api_url, complete.kakao_api_url, ("kakao_skill_key", "kakao_bot_id"), given)
    if not is_loopback(urlsplit(complete.kakao_api_url).hostname or "") or given.kakao_api_url:
        yield from kakao.examine(complete)
    if given.alimtalk_url:
        yield from alimtalk.examine(complete)
    else:
        yield _outside("AlimTalk", "", "ALIMTALK_URL")
    yield _outside("meal-card system", given.foodcard_provider == "http" and given.foodcard_url, "FOODCARD_PROVIDER")
    yield _outside("reservations", given.reservation_url, "RESERVATION_URL")
    yield _outside("LLM", given.llm_url, "LLM_URL")
    yield _embedding(given)
    yield _browser()


def _disk(settings: Settings) -> Finding:
    folder = settings.data_dir
    free = shutil.disk_usage(folder).free
    if not os.access(folder, os.W_OK):
        return Finding("data dir", f"{folder} cannot be written", "give its owner's rights back", needed=True)
    if free < _LEAST_DISK:
        return Finding("data dir", f"{folder} has {free // 2**20} MB left", "free some space", needed=True)
    return Finding("data dir", f"{folder}, {free // 2**30} GB free")


def _secrets(given: Settings) -> Finding:
    made = [f"NAVIYAM_{name.upper()}" for name in SECRETS if not getattr(given, name)]
    if not made:
        return Finding("secrets", "all configured")
    return Finding("secrets", f"made by ourselves in {given.data_dir / 'secrets.json'}: {', '.join(made)}")


def _database(settings: Settings) -> Iterator[Finding]:
    part = "PostgreSQL"
    kind = "embedded" if settings.embedded else "configured"
    try:
        with psycopg.connect(settings.database_url.get_secret_value(), connect_timeout=_SECONDS) as connection:
            version = connection.info.server_version
            yield Finding(part, f"{kind}, version {version // 10_000}.{version % 10_000}, reachable")
            missing = pending(connection)
            if missing:
                yield Finding("schema", f"lacks {', '.join(missing)}", "run ./naviyam migrate", needed=True)
                return
            yield Finding("schema", "at its newest migration")
            yield _shops(connection)
    except psycopg.Error as error:
        reason = str(error).strip().split("\n", 1)[0]
        yield Finding(
            part, f"{kind}, not reachable ({reason})", "check NAVIYAM_DATABASE_URL and the server", needed=True
        )


def _shops(connection: psycopg.Connection) -> Finding:
    row = connection.execute("SELECT count(*) FROM chatbot.shops").fetchone()
    count = row[0] if row else 0
    mend = "" if count else "run ./naviyam up for the sample, or import a list of shops"
    return Finding("catalogue", f"{count} shops", mend)


def _redis(settings: Settings) -> Finding:
    client = redis.Redis.from_url(
        settings.redis_url.get_secret_value(), socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS
    )
    try:
        version = client.info("server").get("redis_version")
    except redis.RedisError as error:
        return Finding("Redis", f"not reachable ({error})", "check NAVIYAM_REDIS_URL and the server", needed=True)
    finally:
        client.close()
    return Finding("Redis", f"reachable, version {version}")


def _channel(name: str, given_url: str, url: str, wanted: tuple[str, ...], given: Settings) -> Finding:
    missing = [f"NAVIYAM_{field.upper()}" for field in wanted if not getattr(given, field)]
    if is_loopback(urlsplit(url).hostname or ""):
        played = "configured on this machine" if given_url else "played by a stand-in"
        return Finding(name, f"{played}; for the real one set {', '.join(missing) or 'the API URL'}")
    if missing:
        return Finding(name, f"the real one at {url}, without {', '.join(missing)}", "set them to be reached")
    return Finding(name, f"the real one at {url}")


def _outside(name: str, url: str | bool, variable: str) -> Finding:
    return Finding(name, str(url) if url else f"none (NAVIYAM_{variable} says where)")


def _embedding(given: Settings) -> Finding:
    found = chosen(given)
    if not found.needs_encoder:
        served = f"the table in {found.folder}"
        unread = given.embedding_model and found.folder == SHIPPED
        return Finding("embedding", served, "run ./naviyam train embedding: its export is unreadable" if unread else "")
    where = given.encoder_url or "the encoder that ./naviyam up starts"
    return Finding("embedding", f"{given.embedding_model}, run by {where}; the shipped table until it is ready")


def _browser() -> Finding:
    if shutil.which("chromium") and shutil.which("chromedriver"):
        return Finding("Chromium", "here, for the browser test")
    return Finding("Chromium", "not here", "only the browser test needs it (Debian: apt-get install chromium-driver)")
