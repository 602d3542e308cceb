"""What the database learns shows in the next answers: shops imported, edited, closed, and a lost connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from time import monotonic

import pytest
import pytest_asyncio

from bot.commands.import_places import import_file
from bot.imports.reading import read_file
from bot.imports.run import import_files
from core.clock import SEOUL
from tests.journeys.conftest import Theatre
from tests.journeys.doors import Door
from tests.journeys.seen import Seen
from tests.journeys.stage import Stage
from tests.journeys.story import NOON

WITHIN_SECONDS = 2.0
ANEW_SECONDS = 10.0  # to notice that the connection is gone, to make another and to read everything
ASKED = "건대입구역 근처 2천원으로 떡볶이"
_ADD = """
WITH shop AS (
    INSERT INTO chatbot.shops (shop_name, category, address_name, latitude, longitude, geo_precision, is_food_card_shop)
    VALUES ('새봄분식', '분식', '서울 광진구 화양동 7', 37.5407, 127.0703, 'address', 'Y') RETURNING id
)
INSERT INTO chatbot.menus (shop_id, menu_name, price, category, price_as_of)
SELECT id, '새봄떡볶이', 1900, '메인메뉴', '2026-11-01' FROM shop
"""


@pytest_asyncio.fixture(loop_scope="session")
async def stage(theatre: Theatre) -> AsyncIterator[Stage]:
    stage = await theatre.at(NOON)
    yield stage
    await run(
        stage, "DELETE FROM chatbot.menus WHERE shop_id IN (SELECT id FROM chatbot.shops WHERE shop_name ~ '새봄')"
    )
    await run(
        stage,
        "DELETE FROM chatbot.import_changes WHERE shop_id IN (SELECT id FROM chatbot.shops WHERE shop_name ~ '새봄')",
    )
    await run(stage, "DELETE FROM chatbot.shops WHERE shop_name ~ '새봄'")
    await run(stage, "DELETE FROM chatbot.places WHERE place_name = '누리샘터'; NOTIFY catalogue, 'places'")


async def run(stage: Stage, statement: str) -> None:
    async with stage.database.acquire() as connection:
        await connection.execute(statement)


async def until(
    door: Door, is_right: Callable[[Seen], bool], asked: str = ASKED, within: float = WITHIN_SECONDS
) -> Seen:
    """Ask again and again until the answer is right, at most `within` seconds."""
    end = monotonic() + within
    while True:
        answer = await door.say(asked)
        if is_right(answer) or monotonic() > end:
            return answer
        await asyncio.sleep(0.1)


def shows(answer: Seen, text: str) -> bool:
    return any(text in card.text for card in answer.cards)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_shop_written_by_sql_is_shown_changed_and_gone_within_two_seconds(stage: Stage) -> None:
    door = stage.door("api")
    assert not shows(await door.say(ASKED), "새봄분식")
    await run(stage, _ADD)
    assert shows(await until(door, lambda answer: shows(answer, "1,900")), "새봄분식")
    await run(stage, "UPDATE chatbot.menus SET price = 1800 WHERE menu_name = '새봄떡볶이' AND price = 1900")
    assert shows(await until(door, lambda answer: shows(answer, "1,800")), "1,800")
    await run(stage, "UPDATE chatbot.shops SET is_listed = FALSE WHERE shop_name = '새봄분식'")
    assert not shows(await until(door, lambda answer: not shows(answer, "새봄분식")), "새봄분식")


@pytest.mark.asyncio(loop_scope="session")
async def test_what_was_missed_while_nobody_listened_is_read_anew(stage: Stage) -> None:
    door = stage.door("api")
    await run(stage, "ALTER TABLE chatbot.shops DISABLE TRIGGER USER")  # as if said to nobody
    await run(stage, "ALTER TABLE chatbot.menus DISABLE TRIGGER USER")
    await run(stage, _ADD)
    await run(stage, "ALTER TABLE chatbot.shops ENABLE TRIGGER USER")
    await run(stage, "ALTER TABLE chatbot.menus ENABLE TRIGGER USER")
    assert not shows(await door.say(ASKED), "새봄분식")
    await run(
        stage,
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name ~ '^naviyam listens' AND datname = current_database()
        """,
    )
    assert shows(await until(door, lambda answer: shows(answer, "새봄분식"), within=ANEW_SECONDS), "새봄분식")


@pytest.mark.asyncio(loop_scope="session")
async def test_a_place_imported_is_understood_within_two_seconds(stage: Stage, tmp_path: Path) -> None:
    door, asked = stage.door("api"), "누리샘터에서 떡볶이 먹을래"
    assert not (await door.say(asked)).cards
    file = tmp_path / "places.csv"
    file.write_text("name,kind,latitude,longitude\n누리샘터,district,37.5407,127.0702\n")
    await import_file(stage.database, read_file(file))
    assert (await until(door, lambda answer: bool(answer.cards), asked)).cards


@pytest.mark.asyncio(loop_scope="session")
async def test_a_bowl_of_rice_is_no_meal_and_drink_is_never_offered_whatever_a_list_calls_a_menu(
    stage: Stage, tmp_path: Path
) -> None:
    door, file = stage.door("api"), tmp_path / "급식카드 가맹점.csv"
    file.write_text(
        "상호,업종,주소,위도,경도,메뉴1,가격1,메뉴2,가격2,메뉴3,가격3\n"
        "새봄한끼,한식,서울 광진구 화양동 7,37.5407,127.0703,공기밥,1000,새봄막걸리,3000,순댓국,9000\n"
        "새봄주막,한식,서울 광진구 화양동 8,37.5408,127.0704,공깃밥(추가),1000,생맥주 500cc,3000,소주 1병,4000\n"
    )
    await import_files(
        stage.database, [read_file(file)], None, datetime.fromisoformat(NOON).replace(tzinfo=SEOUL), dry_run=False
    )
    answer = await until(door, lambda answer: shows(answer, "새봄한끼"), "건대입구역 근처 9천원으로 순댓국")
    assert shows(answer, "순댓국 9,000원")
    for asked in ("건대입구역 근처 4천원으로 한식", "건대입구역 근처 4천원으로 밥 먹을래", "건대입구역 근처 막걸리"):
        assert not shows(await door.say(asked), "새봄")
