"""A table for six, booked by one press and given up by a word."""

from __future__ import annotations

from pathlib import Path

from bot.standins.reservation import ReservationStandIn
from tests.journeys.stage import running, settings_for

NOON = "2026-11-23T12:30"


async def test_a_table_is_booked_by_a_press_and_given_up_by_a_word(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    system = await ReservationStandIn.start()
    settings = settings_for(database_url, redis_url, tmp_path)
    async with running(settings, NOON, reservation_url=system.url) as stage:
        door = stage.door("kakao")
        await stage.make_member(door.account)
        shown = await door.say("친구들이랑 6명 저녁 7시 자리 있는 데 건대입구역")
        assert "바로 예약돼요" in shown.text
        booked = await door.press(shown.press(next(label for label in shown.labels if label.startswith("예약 "))))
        assert "6명 예약했어요!" in booked.text
        assert [people for _, _, people in system.bookings.values()] == [6]
        assert "취소했어요" in (await door.say("예약 취소해줘")).text
        assert system.bookings == {}
        assert "취소할 예약이 없어요" in (await door.say("예약 취소해줘")).text
    await system.stop()
