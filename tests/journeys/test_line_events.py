"""What happens on LINE beside words and presses, through the webhook: taken back, blocked, invited, pictures."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from typing import Any

import pytest
from aiohttp import ClientSession

from core.messages import Account
from db.crypto import Cipher
from db.outbox import NewMessage, Outbox
from tests.adapters.doors import signature
from tests.journeys import seen, sweep
from tests.journeys.conftest import Theatre
from tests.journeys.seen import Seen
from tests.journeys.stage import Stage
from tests.journeys.story import NOON

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = "건대입구역에서 코끼리만두 5천원"
ECHO, PLACE = "코끼리만두", "건대입구역"
GROUP = {"type": "group", "groupId": "C4af4980629f14d2a8d3e5b7c9d1e3f5a"}
PENDING = "SELECT count(*) FROM chatbot.inbox WHERE state IN ('new', 'taken')"


def child() -> Account:
    return Account("line", f"U{secrets.token_hex(16)}")


def event(kind: str, source: dict[str, str], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {
        "type": kind,
        "webhookEventId": secrets.token_hex(13),
        "timestamp": int(time.time() * 1000),
        "source": source,
        "mode": "active",
        "deliveryContext": {"isRedelivery": False},
        **more,
    }


def of(account: Account) -> dict[str, str]:
    return {"type": "user", "userId": account.external_id}


async def post(stage: Stage, *events: dict[str, Any]) -> None:
    body = json.dumps({"destination": "U0", "events": events}).encode()
    secret = stage.settings.line_channel_secret.get_secret_value()
    headers = {"X-Line-Signature": signature(body, secret)}
    async with (
        ClientSession() as client,
        client.post(f"{stage.url}/webhooks/line", data=body, headers=headers) as reply,
    ):
        assert reply.status == 200


async def settled(stage: Stage) -> None:
    async with asyncio.timeout(15):
        while await stage.value(PENDING):  # noqa: ASYNC110 - the database sends no events
            await asyncio.sleep(0.02)


async def answer_to(stage: Stage, kind: str, source: dict[str, str], **more: Any) -> Seen:  # noqa: ANN401 - JSON
    token = secrets.token_hex(16)
    await post(stage, event(kind, source, replyToken=token, **more))
    async with asyncio.timeout(15):
        return seen.line(await stage.line.replied(token))


async def say(stage: Stage, account: Account, words: str, message_id: str) -> Seen:
    return await answer_to(stage, "message", of(account), message={"type": "text", "id": message_id, "text": words})


@pytest.mark.parametrize("remembered", [True, False])
async def test_what_is_taken_back_is_found_nowhere_any_more(theatre: Theatre, *, remembered: bool) -> None:
    stage, account, message_id = await theatre.at(NOON), child(), secrets.token_hex(9)
    if remembered:
        await stage.make_member(account)
    await stage.let_pass(hours=0)
    await say(stage, account, WORDS, message_id)
    urls = stage.settings.database_url.get_secret_value(), stage.settings.redis_url.get_secret_value()
    assert sweep.found([ECHO], sweep.rows(urls[0]))
    assert sweep.found([PLACE], sweep.keys(urls[1]))
    await post(stage, event("unsend", of(account), unsend={"messageId": message_id}))
    await settled(stage)
    assert sweep.found([ECHO, message_id], sweep.rows(urls[0])) == []
    assert sweep.found([PLACE], sweep.keys(urls[1])) == []
    assert await stage.value("SELECT count(*) FROM chatbot.conversations WHERE input_text = '[UNSENT]'") == 1
    again = await say(stage, account, "더 싼 데", secrets.token_hex(9))
    assert again.text  # the talk goes on without it


async def test_taking_back_another_message_erases_nothing(theatre: Theatre) -> None:
    stage, account = await theatre.at(NOON), child()
    await say(stage, account, WORDS, "of this talk")
    await post(stage, event("unsend", of(account), unsend={"messageId": "never heard of"}))
    await settled(stage)
    assert await stage.value("SELECT count(*) FROM chatbot.conversations WHERE input_text LIKE '%코끼리%'") == 1


async def test_who_blocks_the_bot_is_sent_nothing_and_who_comes_back_is_greeted(theatre: Theatre) -> None:
    stage, account = await theatre.at(NOON), child()
    await stage.make_member(account)
    await say(stage, account, "안녕", secrets.token_hex(9))
    user_id = await stage.value("SELECT id FROM chatbot.users WHERE external_user_id = $1", account.external_id)
    for name, others in (("alone", ()), ("with another way", ("kakao",))):
        await _will_be_told(stage, f"{account.external_id} {name}", user_id, others)
    await post(stage, event("unfollow", of(account)))
    await settled(stage)
    gone = "SELECT unreachable_since FROM chatbot.users WHERE id = $1"
    assert await stage.value(gone, user_id) is not None
    ways = "SELECT array_agg(state || ' ' || channel ORDER BY id) FROM chatbot.outbox WHERE user_id = $1"
    assert await stage.value(ways, user_id) == ["cancelled line", "new kakao"]
    greeting = await answer_to(stage, "follow", of(account), follow={"isUnblocked": True})
    assert "나비얌" in greeting.text
    assert await stage.value(gone, user_id) is None


async def _will_be_told(stage: Stage, key: str, user_id: int, others: tuple[str, ...]) -> None:
    now = stage.settings.business_clock().now()
    message = NewMessage(key, user_id, "line", "expiry", False, {"lines": ["소식"]}, now, now.replace(hour=20), others)
    cipher = Cipher.from_hex(stage.settings.data_key.get_secret_value())
    async with stage.database.transaction() as connection:
        await Outbox(stage.database, cipher).add(connection, message)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"type": "sticker", "packageId": "1", "stickerId": "2"}, "스티커"),
        ({"type": "image", "contentProvider": {"type": "line"}}, "사진"),
        ({"type": "video", "contentProvider": {"type": "line"}}, "영상"),
        ({"type": "audio", "contentProvider": {"type": "line"}}, "목소리"),
        ({"type": "file", "fileName": "숙제.hwp", "fileSize": 1}, "파일"),
        ({"type": "hologram"}, "못 읽어요"),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
async def test_what_the_bot_cannot_read_is_answered_kindly(
    theatre: Theatre, message: dict[str, Any], words: str
) -> None:
    stage = await theatre.at(NOON)
    answer = await answer_to(stage, "message", of(child()), message={"id": "1", **message})
    assert words in answer.text
    assert answer.replies


async def test_a_picture_leaves_the_open_question_open(theatre: Theatre) -> None:
    stage, account = await theatre.at(NOON), child()
    asked = await say(stage, account, "5천원으로 떡볶이", "1")
    assert "어느" in asked.text
    await answer_to(stage, "message", of(account), message={"type": "sticker", "id": "2"})
    assert (await say(stage, account, "건대입구역", "3")).cards


async def test_who_invites_the_bot_learns_how_to_call_it(theatre: Theatre) -> None:
    stage = await theatre.at(NOON)
    answer = await answer_to(stage, "join", GROUP)
    assert "@나비얌" in answer.text
    assert not {"내 쿠폰", "카드 잔액"} & set(answer.labels)


@pytest.mark.parametrize("words", ["카드 잔액 얼마야", "내 쿠폰 보여줘", "돈 없는데 배고파"])
async def test_in_a_group_nothing_personal_is_said(theatre: Theatre, words: str) -> None:
    """Neither to somebody whose card we know nor when pressed: no balance, no coupon, no card."""
    stage, account = await theatre.at(NOON), child()
    await stage.make_member(account)
    source = GROUP | {"userId": account.external_id}
    answer = await answer_to(stage, "message", source, message=to_the_bot(words))
    shown = "\n".join((answer.text, *(card.text for card in answer.cards)))
    assert not any(told in shown for told in ("23,400", "남았어요", "쿠폰 1,000", "→", "급식"))


def to_the_bot(words: str) -> dict[str, Any]:
    mention = {"mentionees": [{"index": 0, "length": 4, "type": "user", "isSelf": True}]}
    return {"type": "text", "id": secrets.token_hex(9), "text": f"@나비얌 {words}", "mention": mention}


@pytest.mark.parametrize("remembered", [True, False])
async def test_what_was_said_between_two_is_not_known_in_a_group(theatre: Theatre, *, remembered: bool) -> None:
    """Neither the money nor the place; nor is what was said in the group known in another, or between two."""
    stage, account = await theatre.at(NOON), child()
    if remembered:
        await stage.make_member(account)
    here, there = (GROUP | {"groupId": f"C{secrets.token_hex(16)}", "userId": account.external_id} for _ in range(2))
    await say(stage, account, "건대입구역 5천원", "1")
    asked = await answer_to(stage, "message", here, message=to_the_bot("배고파"))
    assert ("5,000" in asked.text, "어느" in asked.text) == (False, True)
    answered = await answer_to(stage, "message", here, message=to_the_bot("홍대 7천원"))
    assert "7,000" in answered.text
    elsewhere = await answer_to(stage, "message", there, message=to_the_bot("배고파"))
    assert "7,000" not in elsewhere.text
    assert "5,000" in (await say(stage, account, "다른 데", "2")).text + (await say(stage, account, "배고파", "3")).text


async def test_words_to_us_two_are_not_answered_in_a_group_that_hears_the_next(theatre: Theatre) -> None:
    """One person, one body, 300 ms apart: two chats, two answers."""
    stage, account = await theatre.at(NOON), child()
    private, public = secrets.token_hex(16), secrets.token_hex(16)
    own = event("message", of(account), replyToken=private, message={"type": "text", "id": "1", "text": "건대 5천원"})
    group = event("message", GROUP | {"userId": account.external_id}, replyToken=public, message=to_the_bot("안녕"))
    await post(stage, own, {**group, "timestamp": own["timestamp"] + 300})
    async with asyncio.timeout(15):
        assert seen.line(await stage.line.replied(private)).cards
        assert not seen.line(await stage.line.replied(public)).cards


@pytest.mark.parametrize("words", ["안녕", "고마워", "뭐 할 수 있어?"])
async def test_a_group_is_offered_nothing_of_ones_own(theatre: Theatre, words: str) -> None:
    stage = await theatre.at(NOON)
    answer = await answer_to(stage, "message", GROUP | {"userId": child().external_id}, message=to_the_bot(words))
    assert answer.labels
    assert not {"내 쿠폰", "카드 잔액"} & set(answer.labels)


@pytest.mark.parametrize("words", ["카드 1234-5678-9012-3456", "카드 어떻게 연결해?", "탈퇴할래", "내 정보 보여줘"])
async def test_codes_and_data_are_no_matter_for_a_group(theatre: Theatre, words: str) -> None:
    stage = await theatre.at(NOON)
    source = GROUP | {"userId": child().external_id}
    assert "둘이서만" in (await answer_to(stage, "message", source, message=to_the_bot(words))).text


async def test_names_of_people_are_never_asked_for(theatre: Theatre) -> None:
    stage = await theatre.at(NOON)
    await answer_to(stage, "follow", of(child()), follow={"isUnblocked": False})
    assert not [call.path for call in stage.line.calls if "profile" in call.path]
