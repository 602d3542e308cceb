"""`GET /s/{shop_token}`: the page on which a shop confirms vouchers. A phone and its browser are all it takes.

The token is the shop's own secret; the page holds no personal data, no script and nothing from elsewhere, and renews
itself. A press carries the code that was shown, so that a page left open confirms nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from jinja2 import Environment, FileSystemLoader

from bot.config import ROOT
from core.coupons.refusals import Refusal
from core.korean import clock as spoken_clock
from core.korean import won
from core.orders import codes
from core.orders.confirming import Confirming
from db.vouchers import ShopRow

PATH = "/s/{shop_token}"
STYLE_PATH = "/shop/style.css"

_FOLDER = ROOT / "templates" / "shop"
_REFRESH_SECONDS = 10
_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
_SAID = {"done": "confirmed", "stale": "stale", "gone": "gone"}


class ShopPage:
    """The page and its one press."""

    def __init__(self, confirming: Confirming, folder: Path = _FOLDER) -> None:
        self._confirming = confirming
        templates = Environment(loader=FileSystemLoader(folder), autoescape=True)
        templates.filters.update(won=won, clock=spoken_clock)
        self._page = templates.get_template("page.html.j2")
        self._unknown = templates.get_template("unknown.html.j2").render(style=STYLE_PATH)
        self._style = folder / "style.css"

    def routes(self) -> list[web.RouteDef]:
        """What the page needs."""
        return [web.get(PATH, self.show), web.post(PATH, self.confirm), web.get(STYLE_PATH, self.style)]

    async def show(self, request: web.Request) -> web.Response:
        """What waits for the shop's word; 404 for a token that opens nothing."""
        shop = await self._confirming.shop(request.match_info["shop_token"])
        if shop is None:
            return web.Response(text=self._unknown, status=404, content_type="text/html", headers=_HEADERS)
        return await self._shown(shop, request)

    async def confirm(self, request: web.Request) -> web.Response:
        """The shop's word on one voucher; then the page again, which says how it went."""
        shop = await self._confirming.shop(request.match_info["shop_token"])
        if shop is None or not _is_own_page(request):
            return web.Response(text=self._unknown, status=404, content_type="text/html", headers=_HEADERS)
        form = await request.post()
        order, code = str(form.get("order", "")), str(form.get("code", ""))
        said = Refusal.NOT_OPEN
        if order.isascii() and order.isdecimal() and len(order) <= 18:
            outcome = await self._confirming.by_page(shop.id, int(order), code)
            said = outcome if isinstance(outcome, Refusal) else said
            if not isinstance(outcome, Refusal):
                return _again(request, "done")
        return _again(request, "stale" if said is Refusal.WRONG_CODE else "gone")

    async def style(self, _request: web.Request) -> web.FileResponse:
        """The page's style."""
        return web.FileResponse(self._style)

    async def _shown(self, shop: ShopRow, request: web.Request) -> web.Response:
        waiting = await self._confirming.waiting(shop.id)
        left = codes.seconds_left(codes.clock())
        page = self._page.render(
            shop=shop.name,
            waiting=waiting,
            said=_SAID.get(request.query.get("said", "")),
            refresh=min(_REFRESH_SECONDS, left),
            path=request.path,
            style=STYLE_PATH,
        )
        return web.Response(text=page, content_type="text/html", headers=_HEADERS)


def _again(request: web.Request, said: str) -> web.Response:
    return web.Response(status=303, headers={hdrs.LOCATION: f"{request.path}?said={said}", **_HEADERS})


def _is_own_page(request: web.Request) -> bool:
    """Whether a browser says that the page itself posts."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get(hdrs.ORIGIN)
    if site not in {None, "same-origin"}:
        return False
    return origin in {None, "null"} or urlsplit(str(origin)).netloc == request.host
