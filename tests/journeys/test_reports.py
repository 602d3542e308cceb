"""What people report of a shop, where a story is too little: the label a third person sees, cards, limits, races."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from time import monotonic

import pytest
import pytest_asyncio

from bot import sample
from core.witness import REPORTS_A_DAY
from db.pool import Database
from tests.journeys.conftest import Theatre
from tests.journeys.doors import Door, WebDoor
from tests.journeys.seen import Seen
from tests.journeys.stage import DATA, Stage, running, settings_for
from tests.servers import Databases

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]

AT = "2026-11-25T12:30"
SHOP = "화양 할머니분식"
CHEAPEST_MEAL = 3500
FOLLOWS_SECONDS = 5.0
LABELS = {
    "카드 안된대": "결제가 안 된 적 있어요",
    "문 닫았어요": "여는 시간은 확인 필요해요",
    "가격 올랐어요": "값은 확인 필요해요",
}


async def tell(door: Door, words: str) -> Seen:
    """Ask for places around the shop, then say what is wrong with it."""
    await door.say("건대에서 8천원으로 뭐 먹지")
    return await door.say(f"{SHOP} {words}")


async def tell_there(door: Door, words: str, place: str = "건대") -> Seen:
    """Choose the first place shown, then say what is wrong there."""
    answer = await door.say(f"{place}에서 만원으로 뭐 먹지")
    await door.press(answer.press("여기로 할래"))
    return await door.say(words)


async def shown(stage: Stage) -> str:
    """The shop's card as somebody new sees it who asks for it."""
    answer = await stage.door("kakao").say("건대에서 떡볶이 먹고 싶어")
    return next((card.text for card in answer.cards if card.title == SHOP), "")


async def follows(stage: Stage, is_right: Callable[[str], bool]) -> bool:
    """Whether the card becomes right before long, as the catalogue in memory follows the database."""
    end = monotonic() + FOLLOWS_SECONDS
    while not is_right(await shown(stage)):
        if monotonic() > end:
            return False
        await asyncio.sleep(0.1)
    return True


@pytest.mark.parametrize(("words", "label"), LABELS.items())
async def test_a_third_person_sees_what_two_found_until_it_is_decided(theatre: Theatre, words: str, label: str) -> None:
    stage = await theatre.at(AT)
    await tell(stage.door("kakao"), words)
    assert await follows(stage, lambda card: label not in card)
    await tell(stage.door("line"), words)
    assert await follows(stage, lambda card: label in card)
    assert words != "카드 안된대" or "결제 OK" not in await shown(stage)
    await stage.execute("UPDATE chatbot.shop_reports SET state = 'rejected', reporter_hash = NULL, decided_at = now()")
    if words != "카드 안된대":  # whether the card is taken is for the operator to set
        assert await follows(stage, lambda card: label not in card)


async def test_two_at_the_same_moment_are_two(theatre: Theatre) -> None:
    stage = await theatre.at(AT)
    doors = [stage.door(platform) for platform in ("kakao", "line", "api", "kakao")]
    for door in doors:
        await door.say("건대에서 8천원으로 뭐 먹지")
    answers = await asyncio.gather(*(door.say(f"{SHOP} 카드 안된대") for door in doors))
    assert all("제가 확인할게요" in answer.text for answer in answers)
    assert await stage.value("SELECT count(*) FROM chatbot.shop_reports") == len(doors)
    assert await stage.value("SELECT is_food_card_shop FROM chatbot.shops WHERE shop_name = $1", SHOP) == "P"


async def test_who_reported_enough_today_is_promised_nothing_more(theatre: Theatre) -> None:
    stage = await theatre.at(AT)
    door = stage.door("kakao")
    await door.say("건대에서 8천원으로 뭐 먹지")
    asked = await door.say("문 닫았는데")
    answers = [await door.press(name) for name in asked.replies]
    assert len(answers) == REPORTS_A_DAY
    answers.append(await tell_there(door, "문 닫았는데", "홍대"))
    assert ["제가 확인할게요" in answer.text for answer in answers] == [True] * REPORTS_A_DAY + [False]
    assert "미안해요" in answers[-1].text
    assert await stage.value("SELECT count(*) FROM chatbot.shop_reports") == REPORTS_A_DAY


async def member(stage: Stage) -> Door:
    door = stage.door("web")
    assert isinstance(door, WebDoor)
    door.become_member()
    await stage.make_member(door.account)
    return door


@pytest.mark.parametrize(("spent", "explained"), [(24_000, True), (24_000 - CHEAPEST_MEAL, False)])
async def test_the_limit_of_the_day_is_looked_at_first(theatre: Theatre, spent: int, explained: bool) -> None:
    stage = await theatre.at(AT)
    door = await member(stage)
    await stage.execute(
        """
        INSERT INTO chatbot.card_transactions (card_id, transaction_hash, status, amount, merchant_name, occurred_at)
        SELECT f.id, sha256(convert_to(f.id::text || paid.status, 'UTF8')), paid.status, paid.amount, '식당',
               paid.at::timestamptz
        FROM chatbot.foodcard_users f JOIN chatbot.users u ON u.id = f.user_id,
             (VALUES ('APPROVED', $2::int, '2026-11-25 00:05+09'), ('REFUSED', 9000, '2026-11-25 09:00+09'),
                     ('CANCELLED', 9000, '2026-11-25 08:00+09')) AS paid (status, amount, at)
        WHERE u.external_user_id = $1
        """,
        door.account.external_id,
        spent,
    )
    answer = await tell(door, "카드 안된대ㅠㅠ")
    assert ("다 써서 그럴 수 있어요" in answer.text) == explained
    assert ("제가 확인할게요" in answer.text) == (not explained)
    assert len(answer.cards) == 2
    assert await stage.value("SELECT count(*) FROM chatbot.shop_reports") == int(not explained)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def night(servers: tuple[Databases, str], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Half past eleven in a city whose card pays from six to eleven."""
    with servers[0].copy() as url:
        await _close_at_eleven(url)
        settings = settings_for(url, servers[1], Path(tmp_path_factory.mktemp("night")))
        async with running(settings, "2026-11-25T23:30") as stage:
            yield stage


async def _close_at_eleven(url: str) -> None:
    database = await Database.connect(url, application="tests", size=1)
    await sample.load_reference(database, DATA)
    async with database.acquire() as connection:
        await connection.execute("UPDATE chatbot.region_card_rules SET usable_from = '06:00', usable_until = '23:00'")
    await database.close()


async def test_the_hour_of_the_card_is_looked_at_first(night: Stage) -> None:
    answer = await tell_there(await member(night), "카드 안된대ㅠㅠ")
    assert "6시부터" in answer.text
    assert "11시까지만" in answer.text
    assert "제가 확인할게요" not in answer.text
    assert answer.cards
    assert await night.value("SELECT count(*) FROM chatbot.shop_reports") == 0


async def test_a_closed_door_is_reported_at_any_hour_of_the_card(night: Stage) -> None:
    answer = await tell_there(await member(night), "문 닫았어요")
    assert "제가 확인할게요" in answer.text
    assert await night.value("SELECT kind FROM chatbot.shop_reports") == "closed"
