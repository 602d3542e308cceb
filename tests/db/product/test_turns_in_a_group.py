"""Turns that share a commit: each once, of a session its newest state, and no session in another person's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from db import people, turns
from db.pool import Connection, Database
from db.turns import ContextRow, ConversationRow, TurnRecord, write_turns

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def turn(session: UUID, context: ContextRow | None = None) -> TurnRecord:
    said: ConversationRow = ConversationRow(
        *(
            uuid4(),
            None,
            session,
            "line",
            None,
            "배고파 \"'\\",
            "여기예요\n🍜",
            NOW,
            "FOOD_REQUEST",
            0.9,
            {"budget": 5000},
        ),
        *(1, None, "NORMAL", 9, 1, 5, 1, (3, 1, 2), None, ("WELCOME",)),
    )
    return TurnRecord(said, context=context)


async def somebody(connection: Connection, name: str) -> int:
    return await people.add(connection, "line", name, ("service",), "token", birth_year=None)


async def test_the_words_the_order_of_places_and_the_coupons_come_out_as_they_went_in(database: Database) -> None:
    told = turn(uuid4())
    async with database.transaction() as connection:
        await write_turns(connection, [told, turn(uuid4())])
        row = await connection.fetchrow(
            "SELECT * FROM chatbot.conversations WHERE turn_id = $1", told.conversation.turn_id
        )
    assert row is not None
    assert (row["input_text"], row["response_text"]) == (told.conversation.input_text, told.conversation.response_text)
    assert (row["recommended_shop_ids"], row["applied_coupon_ids"]) == ([3, 1, 2], ["WELCOME"])
    assert (row["timestamp"], row["extracted_entities"]) == (NOW, {"budget": 5000})


async def test_a_turn_twice_in_a_group_or_again_within_a_day_is_one_row(database: Database) -> None:
    told = turn(uuid4())
    later = replace(told, conversation=replace(told.conversation, timestamp=NOW + timedelta(hours=23)))
    async with database.transaction() as connection:
        await write_turns(connection, [told, later])
        await write_turns(connection, [later])
        rows = await connection.fetch("SELECT timestamp FROM chatbot.conversations")
    assert [row["timestamp"] for row in rows] == [NOW]


async def test_of_two_turns_of_a_session_in_one_group_the_newer_state_stays(database: Database) -> None:
    session = uuid4()
    async with database.transaction() as connection:
        user = await somebody(connection, "U1")
        states = [ContextRow(session, user, {"turn": number}, NOW) for number in (1, 2)]
        await write_turns(connection, [turn(session, state) for state in states])
        assert await turns.context(connection, session, user) == {"turn": 2}


async def test_a_session_stays_with_whom_it_began(database: Database) -> None:
    session = uuid4()
    async with database.transaction() as connection:
        first, other = await somebody(connection, "U1"), await somebody(connection, "U2")
        taken = [ContextRow(session, user, {"of": user}, NOW) for user in (first, other)]
        await write_turns(connection, [turn(session, state) for state in taken])
        await write_turns(connection, [turn(session, taken[1])])
        assert await turns.context(connection, session, first) == {"of": first}
        assert await turns.context(connection, session, other) is None
