"""The WebSocket: token first, then messages and answers in order, and notices pushed from another process."""

from __future__ import annotations

from uuid import uuid4

import pytest
from aiohttp import WSMsgType

from core.messages import Answer
from core.notifications.live import LiveNotices
from db.crypto import Cipher
from db.redis import connect
from tests.bot.api.doors.conftest import Apps

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_conversation_over_one_socket(apps: Apps) -> None:
    app = apps.new()
    async with app.session.ws_connect(f"{apps.stage.url}/api/v1/ws") as socket:
        await socket.send_json({"type": "token", "token": app.token})
        assert (await socket.receive_json())["type"] == "ready"
        await socket.send_json({"type": "message", "text": "건대입구역에서 만원으로 뭐 먹지"})
        await socket.send_json({"type": "message", "text": "더 싼 데"})
        first, second = await socket.receive_json(), await socket.receive_json()
        assert (first["type"], second["type"]) == ("answer", "answer")
        assert first["recommendations"]
        assert second["session_info"]["conversation_turn"] == 2
        await socket.send_str("not json")
        assert (await socket.receive_json())["problem"]["status"] == 400
        await socket.send_json({"type": "message", "text": "안녕"})
        assert (await socket.receive_json())["response"]


async def test_a_wrong_token_ends_it(apps: Apps) -> None:
    app = apps.new()
    for first in ({"token": "nonsense"}, {"type": "message", "text": "배고파"}):
        async with app.session.ws_connect(f"{apps.stage.url}/api/v1/ws") as socket:
            await socket.send_json(first)
            told = await socket.receive_json()
            assert (told["type"], told["problem"]["status"]) == ("error", 401)
            assert (await socket.receive()).type is WSMsgType.CLOSE
            assert socket.close_code == 4401


async def test_a_notice_reaches_whoever_is_connected_and_nobody_else(apps: Apps) -> None:
    app, other = apps.new(), apps.new()
    cipher = Cipher.from_hex(apps.stage.settings.data_key.get_secret_value())
    notice = Answer(uuid4(), uuid4(), 0, ("나비얌이 준비한 게 있어요",))
    async with (
        connect(apps.stage.settings.redis_url.get_secret_value()) as redis,
        app.session.ws_connect(f"{apps.stage.url}/api/v1/ws") as socket,
    ):
        elsewhere = LiveNotices(redis, cipher)
        assert not await elsewhere.publish(app.account, notice)
        await socket.send_json({"token": app.token})
        await socket.receive_json()
        assert not await elsewhere.publish(other.account, notice)
        while not await elsewhere.publish(app.account, notice):  # the ear opens right after "ready"
            continue
        told = await socket.receive_json()
        assert (told["type"], told["response"]) == ("notice", "나비얌이 준비한 게 있어요")
