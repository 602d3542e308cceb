"""The page: who opens it becomes a visitor, and nothing in it comes from elsewhere."""

from __future__ import annotations

import re

from aiohttp import ClientSession, CookieJar

from adapters.templates import TEMPLATES
from tests.adapters.web.chat import PLACES, Chat

FOLDER = TEMPLATES / "web"
SOURCES = [path for path in FOLDER.rglob("*") if path.suffix in {".html", ".js", ".css"}]


async def test_opening_the_page_makes_a_visitor_that_scripts_and_other_sites_cannot_see(chat: Chat) -> None:
    async with ClientSession(chat.url) as session, session.get("/") as response:
        cookie = response.headers["Set-Cookie"]
    assert re.search(r"=[0-9a-f]{32};", cookie)
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


async def test_who_comes_back_stays_the_same_visitor(visitor: ClientSession) -> None:
    async with visitor.get("/") as response:
        assert "Set-Cookie" not in response.headers


async def test_a_cookie_not_of_our_making_is_replaced(chat: Chat) -> None:
    jar = CookieJar(unsafe=True)
    async with (
        ClientSession(chat.url, cookie_jar=jar, cookies={"naviyam_visitor": "admin"}) as session,
        session.get("/") as response,
    ):
        assert "Set-Cookie" in response.headers


async def test_the_page_allows_only_its_own_files_and_says_that_its_data_are_samples(visitor: ClientSession) -> None:
    async with visitor.get("/") as response:
        page = await response.text()
        policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "예시 데이터" in page


async def test_every_file_that_the_page_and_its_scripts_name_is_served(visitor: ClientSession) -> None:
    async with visitor.get("/") as response:
        named = set(re.findall(r'(?:src|href)="(/web/static/[^"]+)"', await response.text()))
    for script in (FOLDER / "js").iterdir():
        named |= {f"/web/static/js/{name}" for name in re.findall(r'from "\./([^"]+)"', script.read_text())}
    assert len(named) > 20
    for name in sorted(named):
        async with visitor.get(name) as response:
            assert response.status == 200, name


async def test_nothing_but_the_page_s_own_files_is_served(visitor: ClientSession) -> None:
    for name in ("index.html", "../line/look.j2", "%2e%2e/line/look.j2", "js", "nothing.js"):
        async with visitor.get(f"/web/static/{name}") as response:
            assert response.status == 404, name


async def test_the_picker_offers_the_places_it_was_given(visitor: ClientSession) -> None:
    async with visitor.get("/web/places") as response:
        offered = await response.json()
    assert offered == [{"name": at.name, "latitude": at.latitude, "longitude": at.longitude} for at in PLACES]


def test_no_file_of_the_page_reaches_outside_or_carries_inline_code() -> None:
    for source in SOURCES:
        text = source.read_text()
        assert not re.search(r"(?:https?:)?//[\w-]+\.\w", re.sub(r"//www\.w3\.org/\S+", "", text)), source
        assert not re.search(r"innerHTML|insertAdjacentHTML|\beval\(|<script>|<style|\sstyle=|\son\w+=\"", text), source
