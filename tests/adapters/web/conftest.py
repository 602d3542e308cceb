"""A web chat and a browser's HTTP side, cookies included."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, CookieJar

from tests.adapters.web.chat import Chat, running_chat


@pytest.fixture
async def chat() -> AsyncIterator[Chat]:
    async with running_chat() as running:
        yield running


@pytest.fixture
async def visitor(chat: Chat) -> AsyncIterator[ClientSession]:
    """Somebody who has opened the page."""
    async with ClientSession(chat.url, cookie_jar=CookieJar(unsafe=True)) as session:  # unsafe: the host is an address
        async with session.get("/") as response:
            assert response.status == 200
        yield session
