"""What the doctor says of KakaoTalk: key, bot id, blocks, REST key, and a call at our own webhook."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from bot.config import Settings
from bot.doctor.asking import ask
from bot.doctor.finding import Finding

_SHORTEST_KEY = 16
_GUIDE = "docs/channels/kakao.md"
_QUESTION = {"isInSlotFilling": False, "utterance": "5천원", "value": {"origin": "5천원"}}
"""A parameter check: the door answers it, and keeps nothing of it."""


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything that the real KakaoTalk needs."""
    yield _key(settings)
    yield _bot(settings)
    yield _blocks(settings)
    yield _rest_key(settings)
    yield _webhook(settings)


def _key(settings: Settings) -> Finding:
    part, key = "KakaoTalk key", settings.kakao_skill_key.get_secret_value()
    if not key:
        return Finding(part, "none, so every call is refused", f"set NAVIYAM_KAKAO_SKILL_KEY ({_GUIDE} 3)")
    if len(key) < _SHORTEST_KEY:
        return Finding(part, f"only {len(key)} characters", "take a long random one: openssl rand -hex 32")
    if settings.kakao_skill_key_previous.get_secret_value():
        return Finding(
            part,
            "two are accepted",
            "empty NAVIYAM_KAKAO_SKILL_KEY_PREVIOUS once the new one stands in the admin centre",
        )
    return Finding(part, "set")


def _bot(settings: Settings) -> Finding:
    part, bot_id = "KakaoTalk bot", settings.kakao_bot_id
    if not bot_id:
        return Finding(
            part, "no id, so any bot that knows the key is answered", f"set NAVIYAM_KAKAO_BOT_ID ({_GUIDE} 2)"
        )
    if bot_id.endswith("!"):
        return Finding(
            part,
            "its id ends with !, which is the test channel's",
            "write it without !; the test channel is answered as well",
        )
    return Finding(part, f"{bot_id}, and its test channel")


def _blocks(settings: Settings) -> Finding:
    known = ", ".join(settings.kakao_block_ids) or "none has a purpose"
    if "location" in settings.kakao_block_ids:
        return Finding("KakaoTalk blocks", known)
    return Finding("KakaoTalk blocks", f"{known}; people name the place in words, as there is no location plugin")


def _rest_key(settings: Settings) -> Finding:
    part, key = "KakaoTalk events", settings.kakao_rest_key.get_secret_value()
    missing = [
        name for name, given in (("KAKAO_REST_KEY", key), ("KAKAO_EVENT_NAME", settings.kakao_event_name)) if not given
    ]
    if missing:
        names = ", ".join(f"NAVIYAM_{name}" for name in missing)
        return Finding(part, "the bot cannot speak first", f"set {names} ({_GUIDE} 7), or leave it so")
    # a task that nobody has started: a key that is known is told 404, another 401
    status, _ = ask("GET", f"{settings.kakao_api_url}/v1/tasks/naviyam-doctor", {"Authorization": f"KakaoAK {key}"})
    if status is None:
        return Finding(part, f"{settings.kakao_api_url} does not answer", "check the network of this machine")
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return Finding(part, "Kakao does not know the REST key", "copy it again from Kakao Developers, 앱 키")
    return Finding(part, f"Kakao knows the REST key; event {settings.kakao_event_name}")


def _webhook(settings: Settings) -> Finding:
    part = "KakaoTalk webhook"
    if not settings.public_url:
        return Finding(part, "not tried: nothing says where we are reached", "set NAVIYAM_PUBLIC_URL")
    url = f"{settings.public_url}/webhooks/kakao"
    body = _QUESTION | ({"bot": {"id": settings.kakao_bot_id}} if settings.kakao_bot_id else {})
    status, answer = ask("POST", url, {"X-Naviyam-Key": settings.kakao_skill_key.get_secret_value()}, body)
    if status is None:
        return Finding(part, f"{url} does not answer", "start ./naviyam up; check name, certificate and firewall")
    if status == HTTPStatus.UNAUTHORIZED:
        return Finding(part, f"{url} has another key", "restart it, so that it reads the same NAVIYAM_KAKAO_SKILL_KEY")
    if answer.get("status") != "SUCCESS":
        return Finding(
            part, f"{url} answers {status}, but not as we do", "something else listens there: check the proxy"
        )
    if not url.startswith("https://"):
        return Finding(part, f"{url} answers", "Kakao calls https only: put a certificate before it")
    return Finding(part, f"{url} answers")
