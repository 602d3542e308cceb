"""The web chat in a real browser at phone size."""

from __future__ import annotations

import asyncio

import pytest
from selenium.webdriver import Chrome

from core.admission import Verdict
from core.messages import Action
from tests.adapters.web.chat import Chat
from tests.browser.phone import Phone

pytestmark = pytest.mark.browser

HUNGRY = "배고픈데 오천원밖에없음ㅠ 건대입구역 근처"
ENTER_WHILE_COMPOSING = (
    "arguments[0].dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
)
NO_OVERFLOW = "return document.documentElement.scrollWidth <= innerWidth && document.body.scrollWidth <= innerWidth"


async def test_a_sentence_becomes_cards_in_both_looks_and_their_buttons_work(chat: Chat, chromium: Chrome) -> None:
    def story() -> None:
        phone = Phone(chromium, chat.url)
        phone.say(HUNGRY)
        phone.see(".mine .bubble", "건대입구역")
        phone.see(".k-card", "건대 김밥")
        assert phone.texts(".k-card .k-title")[0] == "화양 할머니분식"
        assert "더 싼 데" in phone.texts(".reply")
        assert phone.run(NO_OVERFLOW)
        phone.press(".k-card .k-button", "여기로 할래")
        phone.see(".mine .bubble", "여기로 할래")
        phone.choose_look("line")
        assert phone.texts(".k-card") == []
        assert phone.run(NO_OVERFLOW)
        phone.press(".f-bubble .f-button", "여기로 할래")
        phone.see("article:nth-last-child(2).mine .bubble", "여기로 할래")
        assert phone.console() == []

    await asyncio.to_thread(story)
    words, in_kakao, in_line = chat.listener.heard
    assert words.text == HUNGRY
    assert in_kakao.action == Action("select", {"shop": "13"}, "one-use")
    assert in_line.action == in_kakao.action


async def test_a_first_visit_offers_words_to_begin_with(chat: Chat, chromium: Chrome) -> None:
    def story() -> None:
        phone = Phone(chromium, chat.url)
        phone.press(".first-word", HUNGRY)
        phone.see(".k-card")
        assert phone.texts(".first-word") == []
        assert phone.see(".sample").text == "예시 데이터"

    await asyncio.to_thread(story)
    assert chat.listener.heard[0].text == HUNGRY


async def test_korean_that_is_still_being_composed_is_sent_once_and_whole(chat: Chat, chromium: Chrome) -> None:
    def story() -> None:
        phone = Phone(chromium, chat.url)
        phone.compose("떡볶이")
        phone.run(ENTER_WHILE_COMPOSING, phone.field)
        assert phone.texts(".mine .bubble") == []
        phone.press(".send")
        phone.see(".theirs .k-card")
        assert phone.texts(".mine .bubble") == ["떡볶이"]
        assert phone.field.get_attribute("value") == ""

    await asyncio.to_thread(story)
    assert [heard.text for heard in chat.listener.heard] == ["떡볶이"]


async def test_words_that_were_refused_stay_through_a_reload_and_are_sent_again(chat: Chat, chromium: Chrome) -> None:
    def story() -> None:
        phone = Phone(chromium, chat.url)
        chat.verdict = Verdict.TOO_OFTEN
        phone.say("김밥")
        phone.see(".again", "잠깐만요, 10초 뒤에 다시 눌러줘요.")
        phone.field.send_keys("쓰던 말")
        phone.reload()
        assert phone.field.get_attribute("value") == "쓰던 말"
        chat.verdict = Verdict.WELCOME
        phone.press(".again button", "다시 보내기")
        phone.see(".k-card")
        assert phone.texts(".failed") == []
        phone.reload()
        phone.see(".k-card")
        assert phone.texts(".mine .bubble") == ["김밥"]

    await asyncio.to_thread(story)
    assert [heard.text for heard in chat.listener.heard] == ["김밥"]


async def test_words_that_are_too_long_are_refused_kindly_and_kept(chat: Chat, chromium: Chrome) -> None:
    def story() -> None:
        phone = Phone(chromium, chat.url)
        phone.run("arguments[0].value = '가'.repeat(5001)", phone.field)
        phone.press(".send")
        phone.see("#notice", "5,000자")
        assert len(phone.field.get_attribute("value") or "") == 5001

    await asyncio.to_thread(story)
    assert chat.listener.heard == []


async def test_a_place_is_chosen_from_line_s_location_reply(chat: Chat, chromium: Chrome) -> None:
    def story() -> None:
        phone = Phone(chromium, chat.url)
        phone.choose_look("line")
        phone.say("김밥")
        phone.press(".reply", "내 위치")
        phone.press(".place-list button", "서면역")
        phone.see(".mine .bubble", "서면역")
        phone.see("article:last-child.theirs .f-bubble")

    await asyncio.to_thread(story)
    point = chat.listener.heard[-1].point
    assert point is not None
    assert round(point.latitude) == 35


async def test_the_drawer_shows_who_speaks_and_gives_the_keyboard_back(chat: Chat, chromium: Chrome) -> None:
    def story() -> None:
        phone = Phone(chromium, chat.url)
        phone.press("#open-side")
        phone.press("#people label:has([value=member])")
        phone.press("#close-side")
        assert phone.run("return document.activeElement.id") == "open-side"
        phone.say("내 쿠폰 보여줘")
        phone.see(".k-card")

    await asyncio.to_thread(story)
    assert chat.listener.heard[-1].vouched
    assert len(chat.prepared) == 1
