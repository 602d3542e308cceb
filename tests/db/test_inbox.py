"""The inbox: each event once, each lane in order, nothing readable at rest."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from db.crypto import Cipher
from db.inbox import Arrival, Inbox, Taken
from db.pool import Database

LEASE = timedelta(seconds=10)
BEGAN = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database, Cipher(bytes(32)))


def arrival(event_id: str, lane: str = "child", second: int = 0) -> Arrival:
    return Arrival(event_id, lane, BEGAN + timedelta(seconds=second), {"says": event_id}, f"token of {event_id}")


def ids(taken: list[Taken]) -> list[str]:
    return sorted(event.event_id for event in taken)


async def row(database: Database, event_id: str) -> dict[str, object]:
    async with database.acquire() as connection:
        found = await connection.fetchrow("SELECT * FROM chatbot.inbox WHERE event_id = $1", event_id)
    assert found is not None
    return dict(found)


async def test_an_event_is_taken_once_and_emptied_when_done(inbox: Inbox, database: Database) -> None:
    await inbox.accept("line", [arrival("a"), arrival("a")])
    await inbox.accept("line", [arrival("a")])
    (taken,) = await inbox.take(10, LEASE)
    assert (taken.event, taken.reply_token) == ({"says": "a"}, "token of a")
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


async def test_a_lease_that_ran_out_gives_the_event_back_as_uncertain(inbox: Inbox) -> None:
    await inbox.accept("line", [arrival("a")])
    await inbox.take(10, timedelta(0))
    (again,) = await inbox.take(10, LEASE)
    assert (again.attempts, again.uncertain) == (2, True)


async def test_a_postponed_event_holds_its_lane(inbox: Inbox) -> None:
    await inbox.accept("line", [arrival("a"), arrival("b", second=1)])
    (taken,) = await inbox.take(10, LEASE)
    await inbox.postpone(taken, timedelta(seconds=60), "later", uncertain=False, rendered=["cards"])
    assert await inbox.take(10, LEASE) == []


async def test_an_uncertain_outcome_stays_uncertain(inbox: Inbox) -> None:
    await inbox.accept("line", [arrival("a")])
    (first,) = await inbox.take(10, LEASE)
    await inbox.postpone(first, timedelta(0), "later", uncertain=False, rendered=["cards"])
    (second,) = await inbox.take(10, LEASE)
    assert (second.uncertain, second.rendered, second.event) == (False, ["cards"], {"says": "a"})
    await inbox.postpone(second, timedelta(0), "no answer", uncertain=True, rendered=["cards"])
    (third,) = await inbox.take(10, LEASE)
    await inbox.postpone(third, timedelta(0), "later", uncertain=False, rendered=["cards"])
    (fourth,) = await inbox.take(10, LEASE)
    assert (second.uncertain, third.uncertain, fourth.uncertain) == (False, True, True)


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
    assert taken.event is None


async def test_a_buried_event_keeps_its_reason_only(inbox: Inbox, database: Database) -> None:
    await inbox.accept("line", [arrival("a")])
    (taken,) = await inbox.take(10, LEASE)
    await inbox.bury(taken, "refused")
    dead = await row(database, "a")
    assert (dead["state"], dead["payload"], dead["last_error"]) == ("dead", None, "refused")
