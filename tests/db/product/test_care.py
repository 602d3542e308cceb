"""Safety cases, help topics, bookings and the slots of jobs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from db import help_topics, reservations, safety_cases
from db.help_topics import NewTopic, TopicRow
from db.pool import Connection

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OPERATOR, CHILD, SHOP = 1, 1, 1
LEASE = timedelta(minutes=5)


async def open_case(connection: Connection, turn: int, level: str = "concern", at: datetime = NOW) -> None:
    case = safety_cases.NewCase(UUID(int=turn), None, None, "bullying", level, f"{turn}: 맞았어", at)
    await safety_cases.open_case(connection, case)


async def test_crises_stand_first_then_the_oldest(connection: Connection) -> None:
    await open_case(connection, 1, at=NOW)
    await open_case(connection, 2, at=NOW - timedelta(minutes=1))
    await open_case(connection, 3, "crisis", at=NOW + timedelta(minutes=1))
    await open_case(connection, 3, "concern")  # the same turn again
    queue = await safety_cases.queue(connection, 10)
    assert [(case.masked_text[0], case.level) for case in queue] == [
        ("3", "crisis"),
        ("2", "concern"),
        ("1", "concern"),
    ]


async def test_a_case_is_looked_at_once_then_closed_once(connection: Connection) -> None:
    await open_case(connection, 1)
    await safety_cases.take_back(connection, [UUID(int=1)])
    (case,) = await safety_cases.queue(connection, 10)
    assert (case.state, case.is_taken_back) == ("open", True)
    assert not await safety_cases.close(connection, case.id, "contacted", None, NOW)  # nobody has looked
    assert await safety_cases.look(connection, case.id, OPERATOR, NOW)
    assert not await safety_cases.look(connection, case.id, OPERATOR, NOW)
    (seen,) = await safety_cases.queue(connection, 10)
    assert (seen.state, seen.operator_id) == ("seen", OPERATOR)
    assert await safety_cases.close(connection, case.id, "referred", b"sealed", NOW)
    assert not await safety_cases.close(connection, case.id, "contacted", None, NOW)
    assert await safety_cases.queue(connection, 10) == []


async def test_a_question_told_again_changes_its_answer_in_its_region_alone(connection: Connection) -> None:
    def told(region: int | None, answer: str) -> NewTopic:
        return NewTopic(region, "하루 두 번?", answer, source="안내", source_date=date(2026, 1, 1))

    await help_topics.add_help_topics(connection, [told(None, "달라요"), told(1, "돼요"), told(1, "세 번까지 돼요")])
    assert await help_topics.help_topics(connection) == [
        TopicRow(None, "하루 두 번?", "달라요"),
        TopicRow(1, "하루 두 번?", "세 번까지 돼요"),
    ]


async def test_a_booking_is_asked_for_once_and_settled_once(connection: Connection) -> None:
    asked = await reservations.request(connection, UUID(int=1), CHILD, SHOP, 8, NOW)
    assert await reservations.request(connection, UUID(int=1), CHILD, SHOP, 9, NOW) == asked
    assert (asked.status, asked.people) == ("REQUESTED", 8)
    soon = datetime.now(UTC) + timedelta(minutes=1)
    assert await reservations.unknown(connection, soon, 10) == [asked]
    assert await reservations.unknown(connection, soon - timedelta(hours=1), 10) == []
    assert not await reservations.cancel(connection, asked.id, NOW)
    assert await reservations.confirm(connection, asked.id, "r-1")
    assert not await reservations.refuse(connection, asked.id, NOW)
    assert await reservations.unknown(connection, soon, 10) == []
    assert await reservations.cancel(connection, asked.id, NOW)
    other = await reservations.request(connection, UUID(int=2), CHILD, SHOP, 8, NOW)
    assert await reservations.refuse(connection, other.id, NOW)
