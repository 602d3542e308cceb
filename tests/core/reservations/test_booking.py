"""A table is booked once, its outcome known or honestly unknown, and given up at a word."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from aiohttp import ClientSession
from prometheus_client import CollectorRegistry

from adapters.outside import OutsideClient, OutsideMetrics
from adapters.reservation import ReservationClient, service
from bot.standins.reservation import ReservationStandIn
from bot.standins.server import Fault
from core.clock import SEOUL
from core.reservations.booking import Booked, Bookings
from db import people
from db.pool import Database

SEVEN = datetime(2026, 11, 24, 19, 0, tzinfo=SEOUL)


@dataclass
class House:
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
        user_id = await people.add(connection, "test", "booker", ("service",), "chat", birth_year=2000)
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
