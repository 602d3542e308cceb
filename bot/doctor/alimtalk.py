"""What the doctor says of AlimTalk: its keys, and whether each template is approved as it stands here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from adapters import alimtalk
from adapters.reading import mapping
from bot.config import Settings
from bot.doctor.asking import ask
from bot.doctor.finding import Finding

_GUIDE = "docs/channels/alimtalk.md"
_STANDS = {"TSC01": "asked for, not looked at yet", "TSC02": "being looked at", "TSC04": "refused"}
_APPROVED = "TSC03"


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything that AlimTalk needs to carry a message."""
    missing = [name for name in ("alimtalk_key", "alimtalk_sender_key") if not getattr(settings, name)]
    if missing:
        names = ", ".join(f"NAVIYAM_{name.upper()}" for name in missing)
        yield Finding("AlimTalk", f"the provider at {_host(settings)}, without {names}", f"set them ({_GUIDE} 2)")
        return
    path = f"/senders/{settings.alimtalk_sender_key}/templates?pageSize=1000"
    headers = {"X-Secret-Key": settings.alimtalk_key.get_secret_value()}
    status, answer = ask("GET", settings.alimtalk_url + path, headers)
    if status is None:
        yield Finding("AlimTalk", f"{_host(settings)} does not answer", "check the network of this machine")
        return
    header = mapping(answer.get("header"))
    if header.get("isSuccessful") is not True:
        said = f"the provider refuses: {header.get('resultMessage') or status}"
        yield Finding("AlimTalk", said, f"copy app key, secret key and sender key again ({_GUIDE} 2)")
        return
    yield Finding("AlimTalk", f"the provider at {_host(settings)} knows us")
    yield from _templates(mapping(answer.get("templateListResponse")))


def _templates(listed: Mapping[str, Any]) -> Iterator[Finding]:
    theirs = {each["templateCode"]: each for each in listed.get("templates", [])}
    for ours in alimtalk.load(alimtalk.TEMPLATES_FILE):
        part, known = f"AlimTalk {ours.code}", theirs.get(ours.code)
        if known is None:
            yield Finding(part, "not handed in", f"hand it in word for word ({_GUIDE} 3)")
        elif known.get("status") != _APPROVED:
            yield Finding(part, _STANDS.get(str(known.get("status")), "not approved"), f"see the console ({_GUIDE} 3)")
        elif known.get("templateContent") != ours.body:
            yield Finding(part, "approved with other words", f"hand it in under a new code ({_GUIDE} 3)")
        else:
            yield Finding(part, "approved")


def _host(settings: Settings) -> str:
    return settings.alimtalk_url.partition("/appkeys/")[0]
