"""The inbox: each event once, each lane in order, nothing readable at rest."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest

from db.crypto import Cipher
from db.inbox import Arrival, Inbox, Taken
from db.pool import Database

LEASE = timedelta(seconds=10)
BEGAN = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database, Cipher(bytes(32)))


def turn_of(event_id: str) -> UUID:
    return uuid5(NAMESPACE_URL, event_id)


def arrival(event_id: str, lane: str = "child", second: float = 0) -> Arrival:
    at = BEGAN + timedelta(seconds=second)
    token, message = f"token of {event_id}", f"message of {event_id}"
    return Arrival(event_id, lane, at, at, {"says": event_id}, turn_of(event_id), token, message)


def words(event_id: str, second: float, lane: str = "child") -> Arrival:
    """Words of which more may come within 700 ms."""
    return replace(arrival(event_id, lane, second), burst=timedelta(milliseconds=700))


def unsending(event_id: str, of: str, second: float = 9) -> Arrival:
    return replace(arrival(event_id, second=second), message_id=None, retracts=f"message of {of}")


async def let_pass(database: Database) -> None:
    """Let the time be over for which words wait."""
    async with database.acquire() as connection:
        await connection.execute("UPDATE chatbot.inbox SET due_at = now() WHERE state = 'new'")


def said(taken: list[Taken]) -> list[list[str]]:
    return [[event["says"] for event in one.events] for one in taken]


def ids(taken: list[Taken]) -> list[str]:
    return sorted(event.event_id for event in taken)


async def row(database: Database, event_id: str) -> dict[str, object]:
    async with database.acquire() as connection:
        found = await connection.fetchrow("SELECT * FROM chatbot.inbox WHERE event_id = $1", event_id)
    assert found is not None
    return dict(found)


async def test_taking_from_a_long_queue_reads_no_more_than_from_a_short_one(database_url: str) -> None:
    """Also of one that was empty when PostgreSQL last looked at it."""
    alone = await Database.connect(database_url, application="tests", size=1)
    inbox = Inbox(alone, Cipher(bytes(32)))

    async def read() -> int:
        async with alone.acquire() as connection:
            await connection.execute("SELECT pg_stat_force_next_flush()")
            seen = "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables WHERE relname = 'inbox'"
            return int(await connection.fetchval(seen))

    for queue in range(4):
        await inbox.accept("line", [words(f"{queue}-{n}", 0, lane=f"{queue}-{n}") for n in range(500)])
        await let_pass(alone)
        before = await read()
        assert len(await inbox.take(3, LEASE)) == 3
        assert await read() - before < 200
    await alone.close()


async def test_an_event_is_taken_once_and_emptied_when_done(inbox: Inbox, database: Database) -> None:
    await inbox.accept("line", [arrival("a"), arrival("a")])
    await inbox.accept("line", [arrival("a")])
    (taken,) = await inbox.take(10, LEASE)
    assert (taken.events, taken.reply_token) == (({"says": "a"},), "token of a")
    assert (taken.attempts, taken.uncertain, taken.rendered) == (1, False, None)
    assert await inbox.take(10, LEASE) == []
    await inbox.finish(taken)
    done = await row(database, "a")
    assert (done["state"], done["payload"], done["leased_until"]) == ("done", None, None)
    await inbox.accept("line", [arrival("a")])
    assert await inbox.take(10, LEASE) == []


async def test_the_same_id_on_two_platforms_is_two_events(inbox: Inbox) -> None:
    await inbox.accept("line", [arrival("a")])
    await inbox.accept("web", [arrival("a")])
    assert len(await inbox.take(10, LEASE)) == 2


async def test_a_lane_is_taken_one_by_one_in_the_order_of_the_events_own_times(inbox: Inbox) -> None:
    await inbox.accept("line", [arrival("third", second=3), arrival("first", second=1)])
    await inbox.accept("line", [arrival("second", second=2), arrival("other", lane="another child", second=9)])
    order = []
    while taken := await inbox.take(10, LEASE):
        order.append(ids(taken))
        for event in taken:
            await inbox.finish(event)
    assert order == [["first", "other"], ["second"], ["third"]]


async def test_events_of_one_moment_keep_the_order_they_came_in(inbox: Inbox) -> None:
    await inbox.accept("line", [arrival("z"), arrival("y"), arrival("x")])
    order = []
    while taken := await inbox.take(10, LEASE):
        order += ids(taken)
        await inbox.finish(taken[0])
    assert order == ["z", "y", "x"]


async def test_an_earlier_event_that_comes_late_waits_for_the_one_in_hand(inbox: Inbox) -> None:
    await inbox.accept("line", [arrival("later", second=5)])
    (later,) = await inbox.take(10, LEASE)
    await inbox.accept("line", [arrival("earlier", second=1)])
    assert await inbox.take(10, LEASE) == []
    await inbox.finish(later)
    assert ids(await inbox.take(10, LEASE)) == ["earlier"]


def lane_of(event: Taken) -> str:
    return event.event_id.partition("-")[0]


async def test_many_takers_never_take_an_event_twice(inbox: Inbox) -> None:
    await inbox.accept("line", [arrival(f"{child}-{n}", f"child {child}", n) for child in range(8) for n in range(5)])
    seen: Counter[str] = Counter()
    in_hand: Counter[str] = Counter()

    async def taker() -> None:
        while sum(seen.values()) < 40:
            events = await inbox.take(3, LEASE)
            seen.update(event.event_id for event in events)
            in_hand.update(lane_of(event) for event in events)
            assert max(in_hand.values(), default=0) <= 1
            for event in events:
                in_hand.subtract([lane_of(event)])  # from the moment it is being finished, the next may be taken
                await inbox.finish(event)

    async with asyncio.timeout(20):
        await asyncio.gather(*(taker() for _ in range(4)))
    assert set(seen.values()) == {1}


async def test_a_lease_that_ran_out_before_anything_was_sent_leaves_nothing_uncertain(inbox: Inbox) -> None:
    await inbox.accept("line", [arrival("a")])
    await inbox.take(10, timedelta(0))
    (again,) = await inbox.take(10, LEASE)
    assert (again.attempts, again.uncertain, again.rendered) == (2, False, None)


async def test_a_lease_that_ran_out_while_sending_gives_the_answer_back_as_uncertain(inbox: Inbox) -> None:
    await inbox.accept("line", [arrival("a")])
    (taken,) = await inbox.take(10, LEASE)
    assert await inbox.begin_sending(taken, ["cards"], timedelta(0))
    (again,) = await inbox.take(10, LEASE)
    assert (again.attempts, again.uncertain, again.rendered) == (2, True, ["cards"])
    assert (again.events, again.reply_token) == (({"says": "a"},), "token of a")


async def test_who_lost_the_lease_does_not_send(inbox: Inbox) -> None:
    await inbox.accept("line", [arrival("a")])
    (slow,) = await inbox.take(10, timedelta(0))
    await inbox.take(10, LEASE)
    assert not await inbox.begin_sending(slow, ["cards"], LEASE)


async def test_words_of_one_person_within_700_ms_are_one_turn(inbox: Inbox, database: Database) -> None:
    await inbox.accept("line", [words("b", 0.3), words("a", 0)])
    await inbox.accept("line", [words("c", 0.7), words("late", 0.701), words("other", 0.1, lane="another child")])
    assert await inbox.take(10, LEASE) == []  # more words may come
    await let_pass(database)
    burst, other = sorted(await inbox.take(10, LEASE), key=lambda taken: -len(taken.ids))
    assert said([burst, other]) == [["a", "b", "c"], ["other"]]
    assert (burst.event_id, burst.reply_token) == ("a", "token of c")
    await inbox.finish(burst)
    assert [(await row(database, name))["state"] for name in "abc"] == ["done"] * 3
    assert {(await row(database, name))["turn_id"] for name in "abc"} == {turn_of("a")}
    assert said(await inbox.take(10, LEASE)) == [["late"]]


async def test_a_backlog_is_not_merged_further(inbox: Inbox, database: Database) -> None:
    await inbox.accept("line", [words("a", 0), words("b", 2), words("c", 4)])
    await let_pass(database)
    (first,) = await inbox.take(10, timedelta(0))
    await inbox.accept("line", [words("within", 0.2)])  # too late: its burst is in hand already
    await let_pass(database)
    (again,) = await inbox.take(10, LEASE)
    assert said([first, again]) == [["a"], ["a"]]
    await inbox.finish(again)
    order = []
    while taken := await inbox.take(10, LEASE):
        order += said(taken)
        await inbox.finish(taken[0])
    assert order == [["within"], ["b"], ["c"]]


async def test_a_burst_stays_the_same_however_often_it_is_taken(inbox: Inbox, database: Database) -> None:
    await inbox.accept("line", [words("a", 0), words("b", 0.1)])
    await let_pass(database)
    (first,) = await inbox.take(10, LEASE)
    await inbox.postpone(first, timedelta(0), "later", uncertain=False, rendered=["cards"])
    (again,) = await inbox.take(10, LEASE)
    assert (again.ids, again.attempts, again.rendered) == (first.ids, 2, ["cards"])
    assert said([again]) == [["a", "b"]]


async def test_a_press_between_two_words_parts_them(inbox: Inbox, database: Database) -> None:
    await inbox.accept("line", [words("a", 0), arrival("press", second=0.1), words("b", 0.2)])
    await let_pass(database)
    order = []
    while taken := await inbox.take(10, LEASE):
        order += said(taken)
        await inbox.finish(taken[0])
    assert order == [["a"], ["press"], ["b"]]


async def test_what_was_taken_back_before_its_answer_is_not_given_out(inbox: Inbox, database: Database) -> None:
    await inbox.accept("line", [words("a", 0), words("b", 0.1), unsending("unsend", of="a")])
    await let_pass(database)
    (burst,) = await inbox.take(10, LEASE)
    assert (said([burst]), burst.reply_token, burst.is_readable) == ([["b"]], "token of b", True)


async def test_a_message_that_comes_after_it_was_taken_back_is_not_given_out(inbox: Inbox) -> None:
    await inbox.accept("line", [unsending("unsend", of="a")])
    (unsent,) = await inbox.take(10, LEASE)
    await inbox.finish(unsent)
    await inbox.accept("line", [arrival("a")])
    (taken,) = await inbox.take(10, LEASE)
    assert (taken.is_readable, taken.events) == (True, ())


async def test_a_message_leads_to_the_turn_that_answers_it(inbox: Inbox, database: Database) -> None:
    await inbox.accept("line", [words("a", 0), words("b", 0.1)])
    await let_pass(database)
    (burst,) = await inbox.take(10, LEASE)
    assert await inbox.turn_of("line", "message of b") == (turn_of("a"), True)
    await inbox.finish(burst)
    assert await inbox.turn_of("line", "message of b") == (turn_of("a"), False)
    assert await inbox.turn_of("web", "message of b") == (None, False)


async def test_nothing_says_any_more_whose_an_answered_event_was(inbox: Inbox, database: Database) -> None:
    await inbox.accept("line", [arrival("a"), arrival("b", second=1)])
    before = (await row(database, "a"))["lane"]
    assert before == (await row(database, "b"))["lane"]
    for _ in "ab":
        (taken,) = await inbox.take(10, LEASE)
        await inbox.finish(taken)
    lanes = {(await row(database, name))["lane"] for name in "ab"}
    assert len(lanes - {before}) == 2


async def test_it_tells_when_the_next_event_is_due(inbox: Inbox) -> None:
    assert await inbox.seconds_until_due() is None
    await inbox.accept("line", [words("a", 0)])
    due = await inbox.seconds_until_due()
    assert due is not None
    assert 0 < due <= 0.7


async def test_a_postponed_event_holds_its_lane(inbox: Inbox) -> None:
    await inbox.accept("line", [arrival("a"), arrival("b", second=1)])
    (taken,) = await inbox.take(10, LEASE)
    await inbox.postpone(taken, timedelta(seconds=60), "later", uncertain=False, rendered=["cards"])
    assert await inbox.take(10, LEASE) == []


async def test_a_postponed_event_comes_back_as_it_was_left(inbox: Inbox) -> None:
    await inbox.accept("line", [arrival("a")])
    (first,) = await inbox.take(10, LEASE)
    await inbox.postpone(first, timedelta(0), "later", uncertain=False, rendered=["cards"])
    (second,) = await inbox.take(10, LEASE)
    assert (second.uncertain, second.rendered, second.events) == (False, ["cards"], ({"says": "a"},))
    await inbox.postpone(second, timedelta(0), "no answer", uncertain=True, rendered=["cards"])
    (third,) = await inbox.take(10, LEASE)
    assert (third.uncertain, third.rendered) == (True, ["cards"])


async def test_who_lost_the_lease_cannot_postpone_but_can_finish(inbox: Inbox, database: Database) -> None:
    await inbox.accept("line", [arrival("a")])
    (slow,) = await inbox.take(10, timedelta(0))
    await inbox.take(10, LEASE)
    await inbox.postpone(slow, timedelta(hours=1), "later", uncertain=False, rendered=None)
    assert (await row(database, "a"))["state"] == "taken"
    await inbox.finish(slow)
    assert (await row(database, "a"))["state"] == "done"


async def test_what_another_key_sealed_waits_for_it(inbox: Inbox, database: Database) -> None:
    await inbox.accept("line", [arrival("a")])
    assert await Inbox(database, Cipher(b"another key of thirty-two bytes!")).take(10, LEASE) == []
    assert (await row(database, "a"))["state"] == "new"


async def test_a_damaged_event_opens_to_nothing_and_says_so(inbox: Inbox, database: Database) -> None:
    await inbox.accept("line", [arrival("a")])
    async with database.acquire() as connection:
        await connection.execute("UPDATE chatbot.inbox SET payload = set_byte(payload, 40, 0) || 'x'::bytea")
    (taken,) = await inbox.take(10, LEASE)
    assert (taken.is_readable, taken.events) == (False, ())


async def test_a_buried_event_keeps_its_reason_only(inbox: Inbox, database: Database) -> None:
    await inbox.accept("line", [arrival("a")])
    (taken,) = await inbox.take(10, LEASE)
    await inbox.bury(taken, "refused")
    dead = await row(database, "a")
    assert (dead["state"], dead["payload"], dead["last_error"]) == ("dead", None, "refused")


async def test_what_is_settled_or_renewed_while_another_takes_is_not_taken(inbox: Inbox, database: Database) -> None:
    """The taker has seen the lease run out, and waits for the row that its holder is just writing."""
    await inbox.accept("line", [arrival("settled"), arrival("renewed", lane="another child")])
    held = await inbox.take(10, timedelta(0))
    async with database.transaction() as connection:
        await connection.execute(
            """
            UPDATE chatbot.inbox SET state = 'done', payload = NULL, leased_until = NULL WHERE event_id = 'settled'
            """
        )
        await connection.execute(
            "UPDATE chatbot.inbox SET leased_until = now() + INTERVAL '1 minute' WHERE event_id = 'renewed'"
        )
        taking = asyncio.create_task(inbox.take(10, LEASE))
        async with asyncio.timeout(10):
            while not await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    assert (len(held), await taking) == (2, [])
