"""A table is booked once, its outcome known or honestly unknown, and given up at a word."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from aiohttp import ClientSession
from prometheus_client import CollectorRegistry

from adapters.outside import OutsideClient, OutsideMetrics
from adapters.reservation import ReservationClient, service
from bot.config import ROOT
from bot.standins.reservation import ReservationStandIn
from bot.standins.server import Fault
from core.clock import SEOUL
from core.compose import Composer
from core.reservations.booking import Booked, Bookings
from db import people
from db.crypto import Cipher
from db.outbox import Outbox
from db.pool import Database
from scheduler.jobs.settling import Settling
from tests.rows import Rows

SEVEN = datetime(2026, 11, 24, 19, 0, tzinfo=SEOUL)


@dataclass
class House(Rows):
    """A person, a shop and its reservation system."""

    bookings: Bookings
    system: ReservationStandIn
    user_id: int
    shop_id: int
    database: Database

    async def book(self, people: int = 6) -> Booked:
        return await self.bookings.book(uuid4(), self.user_id, self.shop_id, people, SEVEN)

    async def statuses(self) -> list[str]:
        async with self.database.acquire() as connection:
            rows = await connection.fetch("SELECT status FROM chatbot.reservations ORDER BY id")
        return [row["status"] for row in rows]


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    async with database.transaction() as connection:
        user_id = await people.add(connection, "line", "booker", ("service",), "chat", birth_year=2000)
        shop_id = await connection.fetchval(
            "INSERT INTO chatbot.shops (shop_name, category, address_name) VALUES ('가게', '한식', '서울') RETURNING id"
        )
    system = await ReservationStandIn.start()
    async with ClientSession() as session:
        client = OutsideClient(session, service(system.url, "k"), OutsideMetrics(CollectorRegistry()))
        yield House(Bookings(database, ReservationClient(client)), system, user_id, shop_id, database)
    await system.stop()


async def test_a_press_that_arrives_twice_books_once(house: House) -> None:
    key = uuid4()
    for _ in range(2):
        assert await house.bookings.book(key, house.user_id, house.shop_id, 6, SEVEN) is Booked.DONE
    assert await house.statuses() == ["CONFIRMED"]
    assert len(house.system.bookings) == 1


async def test_an_answer_lost_on_the_way_is_asked_for_again_and_books_once(house: House) -> None:
    house.system.faults.append(Fault.CUT_AFTER)
    assert await house.book() is Booked.DONE
    assert len(house.system.bookings) == 1


async def test_a_full_house_refuses(house: House) -> None:
    assert await house.book(15) is Booked.DONE
    assert await house.book(6) is Booked.FULL
    assert await house.statuses() == ["CONFIRMED", "REFUSED"]


async def test_an_outcome_that_nobody_knows_is_said_to_be_unknown(house: House) -> None:
    house.system.faults.extend([Fault.CUT_BEFORE] * 3)
    assert await house.book() is Booked.UNKNOWN
    assert await house.statuses() == ["REQUESTED"]


async def settle(house: House, at: datetime = SEVEN - timedelta(hours=2)) -> int:
    await house.execute("UPDATE chatbot.reservations SET created_at = created_at - INTERVAL '1 minute'")
    outbox = Outbox(house.database, Cipher(bytes(32)))
    return await Settling(house.bookings, outbox, Composer(ROOT / "templates" / "text"))(at, dry_run=False)


@pytest.mark.parametrize(("fault", "lasting"), [(Fault.CUT_BEFORE, 0), (Fault.CUT_AFTER, 1)])
async def test_what_nobody_knew_is_settled_once_and_told_once(house: House, fault: Fault, lasting: int) -> None:
    house.system.faults.extend([fault] * 3)
    assert await house.book() is Booked.UNKNOWN
    assert len(house.system.bookings) == lasting
    assert sum(await asyncio.gather(settle(house), settle(house))) >= 1
    assert (len(house.system.bookings), await house.statuses()) == (1, ["CONFIRMED"])
    assert await settle(house) == 0
    assert await house.value("SELECT count(*) FROM chatbot.outbox WHERE kind = 'booking'") == 1


async def test_what_nobody_answers_for_stays_unknown(house: House) -> None:
    house.system.faults.extend([Fault.CUT_BEFORE] * 6)
    await house.book()
    assert await settle(house) == 0
    assert await house.statuses() == ["REQUESTED"]


async def test_a_house_that_turns_out_to_be_full_is_told_of(house: House) -> None:
    house.system.faults.extend([Fault.CUT_BEFORE] * 3)
    await house.book()
    house.system.full.add(str(house.shop_id))
    assert await settle(house) == 1
    assert await house.statuses() == ["REFUSED"]
    assert await house.value("SELECT count(*) FROM chatbot.outbox WHERE kind = 'booking'") == 1


async def test_what_was_meant_for_a_time_that_is_over_is_not_booked_any_more(house: House) -> None:
    house.system.faults.extend([Fault.CUT_BEFORE] * 3)
    await house.book()
    assert await settle(house, SEVEN + timedelta(minutes=1)) == 1
    assert (house.system.bookings, await house.statuses()) == ({}, ["REFUSED"])
    assert await house.value("SELECT count(*) FROM chatbot.outbox") == 0


async def test_free_tables_are_told_in_time_or_not_at_all(house: House) -> None:
    house.system.full.add("7")
    assert await house.bookings.free([house.shop_id, 7], SEVEN, 6) == {house.shop_id}
    house.system.delay_seconds = 5
    assert await house.bookings.free([house.shop_id], SEVEN, 6) == frozenset()


async def test_the_next_booking_is_given_up_once(house: House) -> None:
    await house.book()
    now = SEVEN - timedelta(days=1)
    house.system.faults.extend([Fault.ERROR] * 3)
    away = await house.bookings.cancel_next(house.user_id, now)
    assert away is not None
    assert not away.done
    gone = await house.bookings.cancel_next(house.user_id, now)
    assert gone is not None
    assert (gone.shop_id, gone.done) == (house.shop_id, True)
    assert await house.bookings.cancel_next(house.user_id, now) is None
    assert (house.system.bookings, await house.statuses()) == ({}, ["CANCELLED"])
