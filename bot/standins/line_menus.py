"""LINE's rich menus: made, given a picture, named by an alias, shown to everybody."""

from __future__ import annotations

import struct
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import regex
from aiohttp import web

from bot.standins.server import problem

_MENU = "/v2/bot/richmenu"
_MOST_BYTES = 1024 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"

Json = dict[str, Any]
Route = Callable[[str, str, Callable[[web.Request, Any], Awaitable[web.StreamResponse]]], web.RouteDef]


class RichMenus:
    """`made` are the menus by id, `pictures` what hangs on them, `aliases` and `shown_to_all` point at them."""

    def __init__(self) -> None:
        self.made: dict[str, Json] = {}
        self.pictures: dict[str, bytes] = {}
        self.aliases: dict[str, str] = {}
        self.shown_to_all: str | None = None

    def routes(self, route: Route) -> list[web.RouteDef]:
        """The endpoints about rich menus."""
        return [
            route("POST", f"{_MENU}/validate", self._validate),
            route("POST", _MENU, self._make),
            route("GET", f"{_MENU}/list", self._list),
            route("GET", f"{_MENU}/alias/list", self._list_aliases),
            route("POST", f"{_MENU}/alias", self._name),
            route("POST", f"{_MENU}/alias/{{richMenuAliasId}}", self._rename),
            route("POST", f"{_MENU}/{{richMenuId}}/content", self._hang),
            route("GET", f"{_MENU}/{{richMenuId}}/content", self._picture),
            route("DELETE", f"{_MENU}/{{richMenuId}}", self._delete),
            route("POST", "/v2/bot/user/all/richmenu/{richMenuId}", self._show),
            route("GET", "/v2/bot/user/all/richmenu", self._shown),
        ]

    async def _validate(self, _request: web.Request, menu: Json) -> web.Response:
        wrong = _problems(menu)
        return problem(400, wrong[0]) if wrong else web.json_response({})

    async def _make(self, _request: web.Request, menu: Json) -> web.Response:
        if wrong := _problems(menu):
            return problem(400, wrong[0])
        menu_id = f"richmenu-{uuid.uuid4().hex}"
        self.made[menu_id] = menu
        return web.json_response({"richMenuId": menu_id})

    async def _list(self, _request: web.Request, _body: object) -> web.Response:
        return web.json_response({"richmenus": [{"richMenuId": key, **menu} for key, menu in self.made.items()]})

    async def _hang(self, request: web.Request, _body: object) -> web.Response:
        menu = self.made.get(request.match_info["richMenuId"])
        if menu is None:
            return problem(404, "Not found")
        if request.match_info["richMenuId"] in self.pictures:
            return problem(400, "An image has already been uploaded to the richmenu")
        picture = await request.read()
        if request.content_type != "image/png" or not picture.startswith(_PNG):
            return problem(415, "Unsupported Media Type")
        if len(picture) > _MOST_BYTES:
            return problem(413, "Payload Too Large")
        width, height = struct.unpack(">II", picture[16:24])
        if {"width": width, "height": height} != menu["size"]:
            return problem(400, "The image size does not match the size of the rich menu")
        self.pictures[request.match_info["richMenuId"]] = picture
        return web.json_response({})

    async def _picture(self, request: web.Request, _body: object) -> web.Response:
        picture = self.pictures.get(request.match_info["richMenuId"])
        return problem(404, "Not found") if picture is None else web.Response(body=picture, content_type="image/png")

    async def _delete(self, request: web.Request, _body: object) -> web.Response:
        if self.made.pop(request.match_info["richMenuId"], None) is None:
            return problem(404, "Not found")
        return web.json_response({})

    async def _name(self, _request: web.Request, body: Json) -> web.Response:
        if body["richMenuAliasId"] in self.aliases:
            return problem(400, "conflict richmenu alias id")
        return self._point(body["richMenuAliasId"], body["richMenuId"])

    async def _rename(self, request: web.Request, body: Json) -> web.Response:
        alias = request.match_info["richMenuAliasId"]
        return self._point(alias, body["richMenuId"]) if alias in self.aliases else problem(404, "Not found")

    def _point(self, alias: str, menu_id: str) -> web.Response:
        if menu_id not in self.pictures:
            return problem(400, "richmenu not found")
        self.aliases[alias] = menu_id
        return web.json_response({})

    async def _list_aliases(self, _request: web.Request, _body: object) -> web.Response:
        named = [{"richMenuAliasId": alias, "richMenuId": menu} for alias, menu in self.aliases.items()]
        return web.json_response({"aliases": named})

    async def _show(self, request: web.Request, _body: object) -> web.Response:
        menu_id = request.match_info["richMenuId"]
        if menu_id not in self.pictures:
            return problem(
                400 if menu_id in self.made else 404, "must upload richmenu image before applying it to user"
            )
        self.shown_to_all = menu_id
        return web.json_response({})

    async def _shown(self, _request: web.Request, _body: object) -> web.Response:
        if self.shown_to_all is None:
            return problem(404, "no default richmenu")
        return web.json_response({"richMenuId": self.shown_to_all})


def _problems(menu: Json) -> list[str]:
    """What LINE's documentation asks of a menu beyond the shape (platforms.md 1, "Message limits")."""
    width, height = menu["size"]["width"], menu["size"]["height"]
    wrong = []
    if not 800 <= width <= 2500 or height < 250 or width / height < 1.45:
        wrong.append("size: width must be 800 to 2500, height at least 250, their ratio at least 1.45")
    if not 1 <= _clusters(menu["chatBarText"]) <= 14 or not 1 <= _clusters(menu["name"]) <= 300:
        wrong.append("chatBarText, name: Length must be between 1 and 14, 1 and 300")
    for area in menu["areas"]:
        bounds = area["bounds"]
        if bounds["x"] + bounds["width"] > width or bounds["y"] + bounds["height"] > height:
            wrong.append("areas: must lie within the menu")
        if _clusters(area["action"].get("label", "")) > 20:
            wrong.append("areas: Length of a label must be between 1 and 20")
    return wrong


def _clusters(text: str) -> int:
    return len(regex.findall(r"\X", text))
