"""The rich menu: as LINE takes it, true to its picture, set up once however often and however interrupted."""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import ClientSession

from adapters.line.console import ConsoleError, LineConsole
from adapters.line.events import read_event
from adapters.line.menu import ALIAS, set_up, shipped
from bot.standins.line import LineStandIn
from bot.standins.server import Fault
from tests.adapters.line.kinds import event, text


@dataclass
class Office:
    """An operator's console, and the LINE it calls."""

    line: LineStandIn
    console: LineConsole


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    line = await LineStandIn.start()
    async with ClientSession() as session:
        yield Office(line, LineConsole(session, line.url, "token"))
    await line.stop()


async def test_everybody_sees_the_menu_and_doing_it_again_changes_nothing(office: Office) -> None:
    menu_id, done = await set_up(office.console, *shipped())
    assert done == ["made, with its picture", "named", "shown to everybody"]
    assert (office.line.menus.shown_to_all, office.line.menus.aliases) == (menu_id, {ALIAS: menu_id})
    before = len([call for call in office.line.calls if call.method != "GET"])
    assert await set_up(office.console, *shipped()) == (menu_id, [])
    assert len([call for call in office.line.calls if call.method != "GET"]) == before


async def test_a_changed_menu_takes_the_old_ones_place_and_leaves_the_operators_own(office: Office) -> None:
    menu, picture = shipped()
    own = (await office.console.post("/v2/bot/richmenu", {**menu, "name": "겨울 행사"}))["richMenuId"]
    old, _ = await set_up(office.console, {**menu, "name": "naviyam older"}, picture)
    new, done = await set_up(office.console, menu, picture)
    assert "an older one deleted" in done
    assert set(office.line.menus.made) == {own, new} != {own, old}
    assert (office.line.menus.shown_to_all, office.line.menus.aliases) == (new, {ALIAS: new})


@pytest.mark.parametrize("broken_at", range(8))
async def test_an_interrupted_set_up_is_taken_up_again(office: Office, broken_at: int) -> None:
    await office.console.get("/v2/bot/info")
    office.line.faults.extend([*[Fault.NONE] * broken_at, Fault.ERROR])
    with pytest.raises(ConsoleError):
        await set_up(office.console, *shipped())
    menu_id, _ = await set_up(office.console, *shipped())
    assert set(office.line.menus.made) == {menu_id}
    assert office.line.menus.shown_to_all == menu_id


def test_the_picture_is_the_menus_and_every_place_on_it_can_be_pressed() -> None:
    menu, picture = shipped()
    assert struct.unpack(">II", picture[16:24]) == (menu["size"]["width"], menu["size"]["height"])
    assert len(picture) < 1024 * 1024
    bounds = [area["bounds"] for area in menu["areas"]]
    assert sum(b["width"] * b["height"] for b in bounds) == menu["size"]["width"] * menu["size"]["height"]
    assert not any(_overlap(a, b) for i, a in enumerate(bounds) for b in bounds[:i])


def _overlap(a: dict[str, int], b: dict[str, int]) -> bool:
    across = a["x"] < b["x"] + b["width"] and b["x"] < a["x"] + a["width"]
    return across and a["y"] < b["y"] + b["height"] and b["y"] < a["y"] + a["height"]


def test_every_press_is_understood_and_none_shows_need_to_who_looks_on() -> None:
    for area in shipped()[0]["areas"]:
        action = area["action"]
        posted = text(action["text"]) if action["type"] == "message" else event("postback", postback=action)
        turn = read_event(posted, samples=True)
        assert turn is not None
        assert turn.text or turn.action
        assert not any(word in action["label"] for word in ("카드", "급식", "잔액", "지원"))
