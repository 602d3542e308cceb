"""The outbox: each message once, in its window, sealed, and what is not known stays unknown."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from db import outbox
from db.crypto import Cipher
from db.keys import SEALED
from db.outbox import Message, NewMessage, Outbox
from db.pool import Database

LEASE = timedelta(seconds=30)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEY = bytes(32)


@pytest.fixture
async def box(database: Database, database_url: str) -> Outbox:
    with psycopg.connect(database_url) as connection:
        connection.execute(
            """
            INSERT INTO chatbot.users (platform, external_user_id)
            SELECT 'line', 'child' || n FROM generate_series(1, 60) n
            """
        )
        connection.execute(
            "INSERT INTO chatbot.regions (region_name, contact_name, contact_phone) VALUES ('a', 'b', 'c')"
        )
        connection.execute(
            """
            INSERT INTO chatbot.foodcard_users (user_id, region_id, card_type, target_age_group)
            VALUES (1, 1, '기타', '기타')
            """
        )
    return Outbox(database, Cipher(KEY))


def message(key: str, *, advertisement: bool = False, after: datetime = NOW, user_id: int = 1) -> NewMessage:
    kind = "campaign" if advertisement else "aid"
    says = {"text": f"나비얌이 준비한 게 있어요 {key}"}
    return NewMessage(key, user_id, "line", kind, advertisement, says, after, after + timedelta(hours=2), ("web",))


async def add(database: Database, box: Outbox, *messages: NewMessage) -> list[int | None]:
    async with database.transaction() as connection:
        return [await box.add(connection, each) for each in messages]


async def row(database: Database, key: str) -> dict[str, object]:
    async with database.acquire() as connection:
        found = await connection.fetchrow("SELECT * FROM chatbot.outbox WHERE dedupe_key = $1", key)
    assert found is not None
    return dict(found)


async def take_one(box: Outbox) -> Message:
    (taken,) = await box.take(1, LEASE, NOW)
    return taken


async def test_a_message_is_written_and_sent_once_and_emptied(box: Outbox, database: Database) -> None:
    first, again = await add(database, box, message("a"), message("a"))
    assert isinstance(first, int)
    assert again is None
    taken = await take_one(box)
    assert (taken.dedupe_key, taken.channel, taken.fallback_channels, taken.attempts) == ("a", "line", ("web",), 1)
    assert taken.payload == {"text": "나비얌이 준비한 게 있어요 a"}
    assert await box.take(10, LEASE, NOW) == []
    assert await box.sent(taken, NOW, 15)
    done = await row(database, "a")
    assert (done["state"], done["payload"], done["cost"], done["region_id"]) == ("sent", None, 15, 1)
    assert await add(database, box, message("a")) == [None]


async def test_a_message_goes_back_with_what_it_tells_of(box: Outbox, database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await _add_and_fail(database, box)
    assert await box.take(10, LEASE, NOW) == []


async def _add_and_fail(database: Database, box: Outbox) -> None:
    async with database.transaction() as connection:
        await box.add(connection, message("a"))
        raise ZeroDivisionError


async def test_a_message_waits_for_its_time(box: Outbox, database: Database) -> None:
    await add(database, box, message("a", after=NOW + timedelta(hours=1)))
    assert await box.take(10, LEASE, NOW) == []
    assert len(await box.take(10, LEASE, NOW + timedelta(hours=1))) == 1


async def test_a_lost_lease_cannot_settle_what_another_has_in_hand(box: Outbox, database: Database) -> None:
    await add(database, box, message("a"))
    (slow,) = await box.take(1, timedelta(0), NOW)
    quick = await take_one(box)
    assert (quick.attempts, quick.retry_key) == (2, slow.retry_key)
    assert not await box.call(slow, LEASE)
    assert not await box.unknown(slow, NOW, "no answer")
    await box.postpone(slow, timedelta(0), "slow", ["web"])
    assert (await row(database, "a"))["state"] == "taken"
    assert await box.call(quick, LEASE)
    assert await box.sent(quick, NOW, 0)


@pytest.mark.parametrize("meanwhile", ["taken", "new", "unknown"])
async def test_that_a_platform_took_it_is_true_whatever_became_of_the_lease(
    box: Outbox, database: Database, meanwhile: str
) -> None:
    await add(database, box, message("a"))
    (slow,) = await box.take(1, timedelta(0), NOW)
    other = await take_one(box)
    if meanwhile == "new":
        await box.postpone(other, timedelta(minutes=1), "unknown", ["line"], uncertain=True)
    if meanwhile == "unknown":
        await box.unknown(other, NOW, "no answer")
    assert await box.sent(slow, NOW, 15)
    assert not await box.sent(slow, NOW, 15)  # and is written once
    done = await row(database, "a")
    assert (done["state"], done["cost"]) == ("sent", 15)


async def test_a_postponed_message_comes_by_the_next_channel(box: Outbox, database: Database) -> None:
    await add(database, box, message("a"))
    await box.postpone(await take_one(box), timedelta(0), "blocked", ["web"])
    again = await take_one(box)
    assert (again.channel, again.fallback_channels, again.payload is None) == ("web", (), False)
    await box.postpone(again, timedelta(minutes=1), "busy", ["web"])
    assert await box.take(10, LEASE, NOW) == []


@pytest.mark.parametrize("end", ["unknown", "dead"])
async def test_what_will_not_be_tried_again_is_emptied(box: Outbox, database: Database, end: str) -> None:
    await add(database, box, message("a"))
    taken = await take_one(box)
    assert await (box.unknown if end == "unknown" else box.bury)(taken, NOW, "no answer")
    found = await row(database, "a")
    assert (found["state"], found["payload"], found["last_error"]) == (end, None, "no answer")
    assert await box.take(10, LEASE, NOW) == []


async def test_only_what_nobody_has_in_hand_is_called_back(box: Outbox, database: Database) -> None:
    first, second = await add(database, box, message("a"), message("b"))
    assert first is not None
    assert second is not None
    taken = await take_one(box)
    async with database.transaction() as connection:
        called_back = await outbox.cancel(connection, [first, second], NOW)
    assert called_back == [({first, second} - {taken.id}).pop()]


async def test_a_person_has_one_message_in_hand_at_a_time_and_gets_them_in_order(
    box: Outbox, database: Database
) -> None:
    await add(database, box, message("a"), message("b"), message("c", user_id=2))
    first, other = await box.take(10, LEASE, NOW)
    assert (first.dedupe_key, other.dedupe_key) == ("a", "c")
    assert await box.take(10, LEASE, NOW) == []
    await box.sent(first, NOW, 0)
    assert [each.dedupe_key for each in await box.take(10, LEASE, NOW)] == ["b"]


async def test_what_was_taken_and_never_settled_comes_again_and_tells_whether_it_may_be_out(
    box: Outbox, database: Database
) -> None:
    await add(database, box, message("a"))
    await box.take(1, timedelta(0), NOW)
    (held,) = await box.take(1, timedelta(0), NOW)
    assert not held.was_called
    await box.call(held, timedelta(0))
    again = await take_one(box)
    assert (again.was_called, again.was_unknown) == (True, False)
    await box.postpone(again, timedelta(0), "no answer", ["line"], uncertain=True)
    third = await take_one(box)
    assert (third.was_called, third.was_unknown) == (False, True)


async def test_a_message_that_has_to_wait_has_not_been_tried(box: Outbox, database: Database) -> None:
    await add(database, box, message("a"))
    await box.wait(await take_one(box), NOW + timedelta(hours=1))
    assert await box.take(10, LEASE, NOW) == []
    (later,) = await box.take(10, LEASE, NOW + timedelta(hours=1))
    assert later.attempts == 1


async def test_many_senders_never_send_one_twice(box: Outbox, database: Database) -> None:
    await add(database, box, *(message(str(number), user_id=number % 30 + 1) for number in range(60)))
    seen: Counter[str] = Counter()

    async def sender() -> None:
        while sum(seen.values()) < 60:
            taken = await box.take(5, LEASE, NOW)
            for each in taken:
                seen[each.dedupe_key] += 1
                await box.sent(each, NOW, 0)

    async with asyncio.timeout(20):
        await asyncio.gather(*(sender() for _ in range(6)))
    assert seen == Counter({str(number): 1 for number in range(60)})


async def test_another_key_opens_nothing_and_says_so(box: Outbox, database: Database) -> None:
    await add(database, box, message("a"))
    (taken,) = await Outbox(database, Cipher(b"another key of thirty-two bytes!")).take(1, LEASE, NOW)
    assert taken.payload is None


async def test_nothing_that_will_be_said_can_be_read_in_the_table(box: Outbox, database: Database) -> None:
    await add(database, box, message("a"))
    whole = b" ".join(v if isinstance(v, bytes) else str(v).encode() for v in (await row(database, "a")).values())
    assert "나비얌".encode() not in whole


async def test_a_payload_is_sealed_where_a_new_data_key_looks_for_it(box: Outbox, database: Database) -> None:
    await add(database, box, message("a"))
    (sealed,) = (column for column in SEALED if column.name == "chatbot.outbox.payload")
    found = await row(database, "a")
    payload = found["payload"]
    assert isinstance(payload, bytes)
    assert "나비얌" in json.loads(Cipher(KEY).open(payload, sealed.context_of(found)))["text"]
