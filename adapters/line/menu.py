"""The rich menu under every chat: `templates/line/menu/`, set up so that doing it again changes nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import orjson

from adapters.line.console import ConsoleError, Json, LineConsole
from adapters.templates import TEMPLATES

ALIAS = "naviyam-main"
_PREFIX = "naviyam "
_MENU = "/v2/bot/richmenu"
_FOLDER = TEMPLATES / "line" / "menu"


def shipped(folder: Path = _FOLDER) -> tuple[Json, bytes]:
    """The menu and its picture. Its name follows from what both hold, so that a changed menu is another one."""
    raw, picture = (folder / "menu.json").read_bytes(), (folder / "menu.png").read_bytes()
    menu: Json = orjson.loads(raw)
    return {**menu, "name": _PREFIX + hashlib.sha256(raw + picture).hexdigest()[:16]}, picture


async def set_up(console: LineConsole, menu: Json, picture: bytes) -> tuple[str, list[str]]:
    """Make sure that everybody sees `menu`; returns its id, and what had to be done ([] if it was there).

    A menu that an interrupted run left without its picture is made anew; older menus of ours are deleted, those that
    an operator made stay.

    Raises:
        ConsoleError: LINE refused a call or did not answer; running again goes on from there.
    """
    ours = [one for one in (await console.get(f"{_MENU}/list"))["richmenus"] if one["name"].startswith(_PREFIX)]
    done: list[str] = []
    menu_id = await _made(console, menu, picture, ours, done)
    if await _named(console) != menu_id:
        await _name(console, menu_id)
        done.append("named")
    if await _shown(console) != menu_id:
        await console.post(f"/v2/bot/user/all/richmenu/{menu_id}")
        done.append("shown to everybody")
    for old in ours:
        if old["richMenuId"] != menu_id:
            await console.delete(f"{_MENU}/{old['richMenuId']}")
            done.append("an older one deleted")
    return menu_id, done


async def _made(console: LineConsole, menu: Json, picture: bytes, ours: list[Json], done: list[str]) -> str:
    for one in ours:
        menu_id: str = one["richMenuId"]
        if one["name"] == menu["name"] and await console.picture(f"{_MENU}/{menu_id}/content"):
            return menu_id
    await console.post(f"{_MENU}/validate", menu)
    made: str = (await console.post(_MENU, menu))["richMenuId"]
    await console.hang(f"{_MENU}/{made}/content", picture)
    done.append("made, with its picture")
    return made


async def _named(console: LineConsole) -> str | None:
    aliases = (await console.get(f"{_MENU}/alias/list"))["aliases"]
    return next((one["richMenuId"] for one in aliases if one["richMenuAliasId"] == ALIAS), None)


async def _name(console: LineConsole, menu_id: str) -> None:
    """Let the alias lead to the menu, whether or not it leads anywhere yet."""
    if await _named(console) is None:
        await console.post(f"{_MENU}/alias", {"richMenuAliasId": ALIAS, "richMenuId": menu_id})
    else:
        await console.post(f"{_MENU}/alias/{ALIAS}", {"richMenuId": menu_id})


async def _shown(console: LineConsole) -> str | None:
    try:
        shown: str = (await console.get("/v2/bot/user/all/richmenu"))["richMenuId"]
    except ConsoleError as error:
        if error.status == 404:
            return None
        raise
    return shown
