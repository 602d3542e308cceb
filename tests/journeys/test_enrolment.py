"""A code of the welfare office, typed alone, links; guardians see what they may; all is shown and erased at a word."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.clock import SEOUL
from core.coupons.benefits import Benefits
from core.people.enrolment import Codes, Enrolment
from db import foodcard
from db.crypto import Cipher
from tests.journeys.conftest import Theatre
from tests.journeys.doors import Door
from tests.journeys.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

OF = "JOIN chatbot.users u ON u.id = t.user_id WHERE u.external_user_id = $1"
ERASED = "JOIN chatbot.users u ON u.id = t.user_id WHERE u.status = 'DELETED'"
NOON = "2026-11-23T12:30"


async def stage_at_noon(theatre: Theatre) -> Stage:
    return await theatre.at(NOON)


async def codes(stage: Stage, ref: str, birth_year: int = 2014, *, guardian: bool = False) -> Codes:
    """What the office hands out."""
    cipher = Cipher.from_hex(stage.settings.data_key.get_secret_value())
    enrolment = Enrolment(stage.database, cipher, Benefits(cipher, samples=True))
    return await enrolment.issue(ref, "서울", birth_year, datetime.now(SEOUL), guardian=guardian)


async def card_of(stage: Stage, door: Door) -> int | None:
    found: int | None = await stage.value(
        """
        SELECT f.id FROM chatbot.foodcard_users f
        JOIN chatbot.users u ON f.user_id = coalesce(u.main_user_id, u.id)
        WHERE u.platform = $1 AND u.external_user_id = $2
        """,
        door.account.platform,
        door.account.external_id,
    )
    return found


async def read_balance(stage: Stage, door: Door, won: int) -> None:
    """The card system tells a balance."""
    card_id = await card_of(stage, door)
    assert card_id is not None
    async with stage.database.transaction() as connection:
        await foodcard.sync_balance(connection, card_id, won, "ACTIVE", stage.settings.business_clock().now())


@pytest.mark.parametrize("platform", ["kakao", pytest.param("line", marks=pytest.mark.slow), "web"])
async def test_a_code_typed_alone_links_the_card_once_and_is_kept_nowhere(theatre: Theatre, platform: str) -> None:
    stage = await stage_at_noon(theatre)
    child, stranger = stage.door(platform), stage.door(platform)
    office = await codes(stage, f"R-once-{platform}")
    assert "카드를 연결했어요" in (await child.say(office.child)).text
    assert "카드를 연결했어요" in (await child.say(office.child)).text  # told again, as after a death, it says the same
    assert "쓸 수 없어요" in (await stranger.say(office.child)).text
    assert await card_of(stage, stranger) is None
    assert "아직 못 받았어요" in (await child.say("카드 얼마 남았어?")).text
    await read_balance(stage, child, 12300)
    assert "12,300원 남았어요" in (await child.say("카드 얼마 남았어?")).text
    written = await stage.value("SELECT string_agg(input_text || response_text, ' ') FROM chatbot.conversations")
    assert office.child not in written
    assert "[CODE]" in written


async def test_a_child_under_14_is_kept_by_the_offices_verified_consent(theatre: Theatre) -> None:
    stage = await stage_at_noon(theatre)
    child = stage.door("kakao")
    await child.say((await codes(stage, "R-consent")).child)
    await child.say("건대입구역 5천원")
    kept = f"SELECT count(*) FROM chatbot.conversations t {OF}"
    assert await stage.value(kept, child.account.external_id) == 1
    consents = f"SELECT array_agg(kind || ' ' || source ORDER BY kind) FROM chatbot.consents t {OF}"
    assert await stage.value(consents, child.account.external_id) == ["guardian office", "service office"]


async def test_a_second_code_of_the_same_card_brings_the_childs_other_account(theatre: Theatre) -> None:
    stage = await stage_at_noon(theatre)
    first, second = stage.door("kakao"), stage.door("web")
    await first.say((await codes(stage, "R-two")).child)
    assert "이어서" in (await second.say((await codes(stage, "R-two")).child)).text
    assert await card_of(stage, first) == await card_of(stage, second)


async def test_a_person_links_another_account_by_a_code_of_their_own(theatre: Theatre) -> None:
    stage = await stage_at_noon(theatre)
    first, second = stage.door("kakao"), stage.door("web")
    await first.say((await codes(stage, "R-own")).child)
    told = (await first.say("라인에서도 쓰고 싶어")).text
    code = told[told.index("-") - 4 : told.index("-") + 5]
    assert "이어서" in (await second.say(code)).text
    await read_balance(stage, first, 8000)
    assert "8,000원" in (await second.say("카드 얼마 남았어?")).text
    written = await stage.value("SELECT string_agg(input_text || response_text, ' ') FROM chatbot.conversations")
    assert code not in written


async def test_a_guardian_sees_the_balance_and_nothing_that_was_said(theatre: Theatre) -> None:
    stage = await stage_at_noon(theatre)
    child, mother = stage.door("kakao"), stage.door("web")
    office = await codes(stage, "R-ward", guardian=True)
    assert office.guardian is not None
    assert "아이가 먼저" in (await mother.say(office.guardian)).text
    await child.say(office.child)
    await read_balance(stage, child, 4200)
    await child.say("배고픈데 돈이 하나도 없어 건대입구역")
    assert "연결됐어요" in (await mother.say(office.guardian)).text
    assert "4,200원" in (await mother.say("카드 얼마 남았어?")).text
    assert "쿠폰 2장" in (await mother.say("내 쿠폰")).text  # the welcome ones; the aid given just now is not told
    shown = [await mother.say(words) for words in ("내 정보 보여줘", "우리 애 뭐라고 했어?", "내 쿠폰")]
    told = "\n".join(answer.text + "".join(card.text for card in answer.cards) for answer in shown)
    assert "배고픈데" not in told
    assert "건대" not in told
    await stage.execute("UPDATE chatbot.guardian_links SET cut_at = now()")
    assert "4,200" not in (await mother.say("카드 얼마 남았어?")).text


async def test_everything_kept_is_shown_and_gone_after_one_yes(theatre: Theatre) -> None:
    stage = await stage_at_noon(theatre)
    child = stage.door("kakao")
    await child.say((await codes(stage, "R-leave")).child)
    await child.say("건대입구역 5천원")
    shown = await child.say("내 정보 보여줘")
    assert "2014년생" in shown.cards[0].text
    assert "연결됨" in shown.cards[0].text
    asked = await child.say("탈퇴할래")
    assert "다 지울까요?" in asked.text
    assert "그대로" in (await child.say("아니")).text
    await child.say("탈퇴할래")
    assert "다 지웠어요" in (await child.say("응")).text
    external_id = child.account.external_id
    assert await stage.value("SELECT count(*) FROM chatbot.users WHERE external_user_id = $1", external_id) == 0
    for table in ("conversations", "recommendations_log", "conversation_contexts", "foodcard_users", "user_profiles"):
        assert await stage.value(f"SELECT count(*) FROM chatbot.{table} t {ERASED}") == 0, table
    newest = f"SELECT DISTINCT ON (t.user_id, kind) is_granted FROM chatbot.consents t {ERASED}"
    newest += " ORDER BY t.user_id, kind, t.id DESC"
    assert await stage.value(f"SELECT count(*) FROM ({newest}) n WHERE is_granted") == 0
    assert "기억하고 있지 않아요" in (await child.say("내 정보 보여줘")).text


@pytest.mark.parametrize("number", ["9411-1234-5678-9012", "010-1234-5678"])
async def test_a_typed_number_is_masked_and_answered_with_how_to_enrol(theatre: Theatre, number: str) -> None:
    stage = await stage_at_noon(theatre)
    child = stage.door("kakao")
    answer = await child.say(f"내 번호는 {number}")
    assert "번호는 안 보내도 돼요" in answer.text
    assert "코드만 보내 줘요" in answer.text
    assert number not in await stage.value("SELECT string_agg(input_text, ' ') FROM chatbot.conversations")


async def test_three_tastes_are_asked_once_each_never_twice_in_a_row(theatre: Theatre) -> None:
    stage = await stage_at_noon(theatre)
    child = stage.door("kakao")
    await child.say((await codes(stage, "R-taste")).child)
    first = await child.say("건대입구역 8천원")
    assert "어떤 음식을 제일 좋아해요?" in first.text
    assert "기억했어요" in (await child.press(first.press("분식"))).text
    second = await child.say("김밥")
    assert "얼마쯤" in second.text
    assert "매운" not in (await child.say("떡볶이")).text, "two answers in a row ask nothing"
    assert "매운 건" in (await child.say("돈까스")).text
    profile = f"SELECT (preferred_categories, average_budget, spice_level)::text FROM chatbot.user_profiles t {OF}"
    assert await stage.value(profile, child.account.external_id) == "({분식},,)"
    complete = f"SELECT data_completeness::text FROM chatbot.user_profiles t {OF}"
    assert await stage.value(complete, child.account.external_id) == "0.25"
