"""What must hold at the edges: no shops, real channels, endless and empty messages, a turn that hangs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import pytest_asyncio
from prometheus_client import CollectorRegistry

from bot.parts import WORDS, actions, aid, witnesses
from bot.understanding import LEXICON, load_understanding
from core.actions.card_questions import CardQuestions
from core.actions.helps import Helps
from core.actions.search import Search
from core.actions.turn import Outcome, Turn
from core.capacity import Capacity
from core.compose import Composer
from core.conversation import Conversation
from core.knowledge import Live
from core.meaning import Intent
from core.messages import Account, Incoming
from core.nlu.second import NobodyElse
from core.people.people import People
from core.people.sessions import Sessions
from core.presses import Presses
from core.recommend.wishes import FoodGroups
from core.reservations.booking import Bookings, NoTables
from core.telemetry import Telemetry
from db.crypto import Cipher
from db.redis import connect
from db.turns import TurnWriter
from tests.journeys.conftest import Theatre
from tests.journeys.stage import Stage, running, settings_for
from tests.journeys.story import NOON
from tests.servers import Databases

pytestmark = pytest.mark.asyncio(loop_scope="session")

DOORS = ("kakao", "line", "web", "api")
HUNGRY = "배고픈데 건대입구역에서 5천원으로 뭐 먹지"
ASKED_OF_THE_SAMPLE = (HUNGRY, "돈이 하나도 없는데 배고파 신림역", "화양 할머니분식 몇 시까지 해?", "아무거나 홍대")


@pytest.mark.parametrize("platform", DOORS)
async def test_without_shops_the_answer_is_honest(theatre: Theatre, platform: str) -> None:
    stage = await theatre.at(NOON, with_sample=False)
    answer = await stage.door(platform).say(HUNGRY)
    assert not answer.cards
    assert "못 찾았어요" in answer.text or "알려 줄 데가 없어요" in answer.text


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def real(servers: tuple[Databases, str], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """An application whose Kakao channel is the real platform's; the sample is loaded all the same."""
    with servers[0].copy() as url:
        settings = settings_for(url, servers[1], tmp_path_factory.mktemp("real"))
        async with running(settings, NOON, kakao_api_url="https://bot-api.kakao.com") as stage:
            yield stage


@pytest.mark.parametrize("message", ASKED_OF_THE_SAMPLE)
async def test_sample_rows_never_leave_through_a_real_channel(real: Stage, message: str) -> None:
    answer = await real.door("kakao").say(message)
    assert not answer.cards
    assert "예시" not in answer.text
    assert "까지 해요" not in answer.text


async def test_the_same_application_still_plays_the_sample_in_the_web_chat(real: Stage) -> None:
    answer = await real.door("web").say(HUNGRY)
    assert answer.cards
    assert all("예시 데이터" in card.text for card in answer.cards)


@pytest.mark.parametrize("platform", DOORS)
@pytest.mark.parametrize("text", ["배고파 " * 200, "ㅠ" * 1990, "5천원 " * 300 + "건대"])
async def test_an_endless_message_gets_an_answer(theatre: Theatre, platform: str, text: str) -> None:
    answer = await (await theatre.at(NOON)).door(platform).say(text)
    assert answer.text


async def test_five_thousand_characters_are_read_to_their_limit(theatre: Theatre) -> None:
    stage = await theatre.at(NOON)
    for platform in ("kakao", "line", "api"):
        answer = await stage.door(platform).say("건대입구역에서 5천원으로 뭐 먹지 " + "ㅋ" * 5000)
        assert answer.text


async def test_a_turn_that_hangs_gets_honest_words_in_time(theatre: Theatre) -> None:
    """An action that never ends, built in through the constructor: the limit answers for it."""
    stage = await theatre.at(NOON)
    async with hanging(stage, limit_seconds=0.5) as conversation:
        async with asyncio.timeout(5):
            answer = await conversation.handle(_incoming(HUNGRY))
        assert "시간이 좀 걸려요" in answer.text
        assert not answer.cards
        assert "안녕" in (await conversation.handle(_incoming("안녕"))).text


async def test_a_turn_whose_answer_may_be_late_is_given_longer(theatre: Theatre) -> None:
    stage = await theatre.at(NOON)
    async with hanging(stage, limit_seconds=0.1) as conversation:
        late = replace(_incoming(HUNGRY), may_be_late=True)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(conversation.handle(late), 1.0)


@pytest.mark.parametrize("platform", DOORS)
async def test_starting_over_forgets_what_was_asked_for(theatre: Theatre, platform: str) -> None:
    door = (await theatre.at(NOON)).door(platform)
    await door.say("건대에서 5천원으로 떡볶이")
    again = await door.say("처음부터 다시")
    assert "처음부터" in again.text
    assert not again.cards
    if again.state is not None:
        assert again.state == {}
    assert not (await door.say("더 싼 데")).cards


@asynccontextmanager
async def hanging(stage: Stage, limit_seconds: float) -> AsyncIterator[Conversation]:
    """The real conversation on the stage's database, in which finding food never ends."""
    clock = stage.settings.business_clock()
    live = await Live.read(stage.database, LEXICON, clock.now().date())
    knowledge = live.current
    foods = FoodGroups.load(LEXICON / "food_groups.tsv")
    search = Search(live, foods)
    people = People(stage.database, clock, knowledge.regions)
    redis = connect(stage.settings.redis_url.get_secret_value())
    cipher = Cipher.from_hex(stage.settings.data_key.get_secret_value())
    words = Composer(WORDS)
    heard, given = witnesses(redis, cipher, words), aid(stage.database, cipher, words)
    acts = {
        **actions(search, foods, Helps(knowledge.helps), people, heard, given, Bookings(stage.database, NoTables()))
    }
    acts |= dict.fromkeys((Intent.FOOD_REQUEST, Intent.BUDGET_INQUIRY, Intent.LOCATION_INQUIRY), _never_ends)
    writer = TurnWriter(stage.database)
    yield Conversation(
        people=people,
        sessions=Sessions(redis, stage.database, cipher),
        presses=Presses(redis, cipher),
        understanding=load_understanding(knowledge.gazetteer.names),
        second=NobodyElse(),
        actions=acts,
        card_questions=CardQuestions(live),
        search=search,
        composer=Composer(WORDS),
        writer=writer,
        clock=clock,
        telemetry=Telemetry(CollectorRegistry()),
        capacity=Capacity(),
        limit_seconds=limit_seconds,
    )
    await writer.stop()
    await redis.aclose()


async def _never_ends(_turn: Turn) -> Outcome:
    await asyncio.Event().wait()
    raise AssertionError


def _incoming(text: str) -> Incoming:
    return Incoming(uuid4(), Account("test", uuid4().hex), text, datetime.now(UTC))
