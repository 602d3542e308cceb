"""Whom we talk to outside: what is configured, else the platform itself, else a stand-in of our own."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from adapters import alimtalk
from bot import sample
from bot.config import ROOT, Settings
from bot.embedded.files import write_atomically

if TYPE_CHECKING:
    from bot.standins.server import StandIn

_THEMSELVES = {"line_api_url": "https://api.line.me", "kakao_api_url": "https://bot-api.kakao.com"}
_NOBODY = "http://127.0.0.1:9"  # refuses at once
_SENDER_KEY = "0" * 40  # any that has the form of one


_PROVIDER = "foodcard_provider"


def without_url(settings: Settings) -> list[str]:
    """The platforms that `up` has to play: in the embedded mode, those that are not configured."""
    if not settings.embedded:
        return []
    return [name for name in (*_THEMSELVES, *_outside(settings)) if not getattr(settings, name)]


def _outside(settings: Settings) -> list[str]:
    """Other systems that are played where nobody said what to use instead."""
    other_cards = _PROVIDER in settings.model_fields_set and settings.foodcard_provider != "http"
    return ["reservation_url", "alimtalk_url", *([] if other_cards else ["foodcard_url"])]


@asynccontextmanager
async def played(data_dir: Path, names: Sequence[str]) -> AsyncIterator[None]:
    """Play the platforms `names`, and let every command on this data dir find them."""
    from bot.standins.alimtalk import AlimtalkStandIn, Template  # noqa: PLC0415 - only `up` needs them
    from bot.standins.foodcard import Card, FoodcardStandIn  # noqa: PLC0415
    from bot.standins.kakao import KakaoStandIn  # noqa: PLC0415
    from bot.standins.line import LineStandIn  # noqa: PLC0415
    from bot.standins.reservation import ReservationStandIn  # noqa: PLC0415

    players: dict[str, type[StandIn]] = {
        "line_api_url": LineStandIn,
        "kakao_api_url": KakaoStandIn,
        "foodcard_url": FoodcardStandIn,
        "reservation_url": ReservationStandIn,
        "alimtalk_url": AlimtalkStandIn,
    }
    async with AsyncExitStack() as stack:
        urls = {}
        for name in names:
            stand_in = await players[name].start()
            stack.push_async_callback(stand_in.stop)
            urls[name] = stand_in.service_url
            if isinstance(stand_in, FoodcardStandIn):
                for card in sample.read_cards(ROOT / "data"):
                    stand_in.issue(Card(**dict(card)))
            if isinstance(stand_in, AlimtalkStandIn):
                stand_in.templates = {each.code: Template(each.body) for each in alimtalk.load(alimtalk.TEMPLATES_FILE)}
        write_atomically(_record(data_dir), json.dumps(urls))
        yield


def fill(settings: Settings) -> Settings:
    """Give each platform without a URL one; a stand-in that does not run is nobody, never the real platform."""
    played_here = _read(settings.data_dir)
    urls = {
        name: played_here.get(name, _NOBODY) if settings.embedded else itself
        for name, itself in _THEMSELVES.items()
        if not getattr(settings, name)
    }
    if settings.embedded:
        unset = [name for name in _outside(settings) if not getattr(settings, name)]
        urls |= {name: played_here.get(name, _NOBODY) for name in unset}
        urls |= {_PROVIDER: "http"} if "foodcard_url" in urls else {}
        urls |= {"alimtalk_sender_key": _SENDER_KEY} if "alimtalk_url" in urls else {}
    return settings.model_copy(update=urls)


def _read(data_dir: Path) -> dict[str, str]:
    try:
        urls: dict[str, str] = json.loads(_record(data_dir).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return urls


def _record(data_dir: Path) -> Path:
    return data_dir / "run" / "standins.json"
