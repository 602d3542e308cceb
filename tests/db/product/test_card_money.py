"""Money of a card: holds, what they leave, how the card system is read, and where cards are really taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from db import card_sync, foodcard, holds
from db.card_sync import CardState, PaidPlace, Payment, Position
from db.holds import CardMoney
from db.pool import Connection

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STATED = datetime(2026, 11, 22, tzinfo=UTC)
CARD, ORDER = 1, 1


async def set_balance(connection: Connection, won: int, at: datetime) -> None:
    await foodcard.sync_balance(connection, CARD, won, "ACTIVE", at)


async def test_what_is_shown_is_the_balance_less_what_is_held(connection: Connection) -> None:
    await set_balance(connection, 12300, NOW)
    assert await holds.money(connection, 1) == CardMoney(12300, 0, 12300, NOW)
    made = await holds.request(connection, CARD, ORDER, 4000)
    assert await holds.money(connection, 1) == CardMoney(12300, 4000, 8300, NOW)  # its outcome is not known
    assert await holds.hold(connection, made.id, "h1")
    assert not await holds.hold(connection, made.id, "h2")
    assert await holds.finish(connection, made.id, "CAPTURED", NOW + timedelta(minutes=1))
    assert await holds.money(connection, 1) == CardMoney(12300, 4000, 8300, NOW)  # the last sync cannot know it
    await set_balance(connection, 8300, NOW + timedelta(minutes=5))
    assert await holds.money(connection, 1) == CardMoney(8300, 0, 8300, NOW + timedelta(minutes=5))
    assert await holds.money(connection, 3) is None


async def test_more_held_than_there_is_leaves_nothing(connection: Connection) -> None:
    await set_balance(connection, 3000, NOW)
    await holds.request(connection, CARD, ORDER, 4000)
    assert await holds.money(connection, 1) == CardMoney(3000, 4000, 0, NOW)


async def test_an_order_holds_once_with_one_key(connection: Connection) -> None:
    first = await holds.request(connection, CARD, ORDER, 4000)
    assert await holds.request(connection, CARD, ORDER, 9000) == first


async def test_a_hold_is_captured_only_when_held_and_ends_once(connection: Connection) -> None:
    made = await holds.request(connection, CARD, ORDER, 4000)
    assert not await holds.finish(connection, made.id, "CAPTURED", NOW)
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert [row.id for row in await holds.unfinished(connection, later, 10)] == [made.id]
    assert await holds.unfinished(connection, later - timedelta(hours=1), 10) == []
    assert await holds.finish(connection, made.id, "REFUSED", NOW)
    assert not await holds.finish(connection, made.id, "CANCELLED", NOW)
    assert await holds.unfinished(connection, later, 10) == []


async def test_a_run_goes_on_where_it_was_cut(connection: Connection) -> None:
    later = NOW + timedelta(minutes=5)
    first = await card_sync.begin(connection, "http", NOW)
    assert first == Position(None, NOW, None)
    assert await card_sync.turn_page(connection, "http", first, "page 2", STATED, NOW)
    second = await card_sync.begin(connection, "http", later)
    assert second == Position(None, NOW, "page 2")
    assert await card_sync.turn_page(connection, "http", second, None, STATED - timedelta(days=1), later)
    await connection.execute("UPDATE chatbot.foodcard_users SET ref_linked_at = $1", NOW - timedelta(days=1))
    assert await card_sync.begin(connection, "http", later) == Position(STATED, later, None)
    assert await connection.fetchval("SELECT pages FROM chatbot.card_syncs") == 0


async def test_a_page_is_turned_once(connection: Connection) -> None:
    position = await card_sync.begin(connection, "http", NOW)
    assert await card_sync.turn_page(connection, "http", position, "page 2", STATED, NOW)
    assert not await card_sync.turn_page(connection, "http", position, "page 3", STATED, NOW)
    assert await connection.fetchval("SELECT next_cursor FROM chatbot.card_syncs") == "page 2"


async def test_a_card_that_was_linked_since_makes_the_next_run_whole(connection: Connection) -> None:
    position = await card_sync.begin(connection, "http", NOW)
    await card_sync.turn_page(connection, "http", position, None, STATED, NOW)
    await connection.execute("UPDATE chatbot.foodcard_users SET ref_linked_at = $1", NOW - timedelta(days=1))
    await connection.execute("UPDATE chatbot.foodcard_users SET ref_linked_at = $1 WHERE id = $2", NOW, CARD)
    assert (await card_sync.begin(connection, "http", NOW + timedelta(minutes=5))).changed_since == STATED
    await connection.execute("UPDATE chatbot.foodcard_users SET ref_linked_at = $1", NOW + timedelta(minutes=6))
    assert (await card_sync.begin(connection, "http", NOW + timedelta(minutes=7))).changed_since == STATED, "in hand"
    running = await card_sync.begin(connection, "http", NOW + timedelta(minutes=7))
    await card_sync.turn_page(connection, "http", running, None, STATED, NOW)
    assert (await card_sync.begin(connection, "http", NOW + timedelta(minutes=10))).changed_since is None


async def test_a_run_whose_cursor_is_a_day_old_begins_anew(connection: Connection) -> None:
    position = await card_sync.begin(connection, "http", NOW)
    await card_sync.turn_page(connection, "http", position, "page 2", STATED, NOW)
    tomorrow = NOW + timedelta(days=1)
    assert await card_sync.begin(connection, "http", tomorrow) == Position(None, tomorrow, None)


async def test_a_run_is_given_up(connection: Connection) -> None:
    position = await card_sync.begin(connection, "http", NOW)
    await card_sync.turn_page(connection, "http", position, "page 2", STATED, NOW)
    await card_sync.give_up(connection, "http", position)
    assert (await card_sync.begin(connection, "http", NOW)).next_cursor is None


async def test_only_what_is_newer_changes_a_card(connection: Connection) -> None:
    await connection.execute("SET LOCAL ROLE app_user")
    said = CardState(b"\x01", 15000, "ACTIVE", 5, NOW)
    unknown = CardState(b"\x09", 1, "ACTIVE", None, NOW)
    assert await card_sync.take_over(connection, [said, unknown], NOW) == [CARD]
    stale = CardState(b"\x01", 99, "LOST", 9, NOW - timedelta(seconds=1))
    assert await card_sync.take_over(connection, [said, stale], NOW) == []
    row = await connection.fetchrow("SELECT balance, status, charge_day FROM chatbot.foodcard_users WHERE id = 1")
    assert row is not None
    assert tuple(row) == (15000, "ACTIVE", 5)


async def test_a_low_balance_is_told_once_a_day(connection: Connection) -> None:
    assert await card_sync.mark_alert(connection, CARD, NOW)
    assert not await card_sync.mark_alert(connection, CARD, NOW)
    assert await card_sync.reset_alerts(connection, NOW + timedelta(hours=23, minutes=59)) == 0
    assert await card_sync.reset_alerts(connection, NOW + timedelta(hours=24)) == 1
    assert await card_sync.mark_alert(connection, CARD, NOW + timedelta(hours=24))


def payment(card_id: int, number: int, status: str = "APPROVED", at: datetime = NOW) -> Payment:
    return Payment(card_id, bytes([number]) * 32, status, 3500, "참맛분식 건대점", at)


async def test_a_payment_is_kept_once_and_follows_its_status(connection: Connection) -> None:
    await card_sync.add_payments(connection, [payment(CARD, 1), payment(CARD, 1, "CANCELLED")])
    rows = await connection.fetch("SELECT status FROM chatbot.card_transactions")
    assert [row["status"] for row in rows] == ["CANCELLED"]


async def test_a_place_is_paid_at_from_three_cards_up(connection: Connection) -> None:
    third = await connection.fetchval(
        """
        INSERT INTO chatbot.foodcard_users (user_id, region_id, card_type, target_age_group)
        VALUES (3, 1, '기타', '기타') RETURNING id
        """
    )
    payments = [payment(1, 1), payment(1, 2), payment(2, 3), payment(third, 4, "REFUSED")]
    await card_sync.add_payments(connection, payments)
    waiting = await card_sync.unmatched(connection, 10)
    assert [row.merchant_name for row in waiting] == ["참맛분식 건대점"] * 4
    for row in waiting:
        await card_sync.match(connection, row.id, 1, "name", 0.91)
    assert await card_sync.unmatched(connection, 10) == []
    assert await card_sync.paid_places(connection, NOW) == []
    await card_sync.add_payments(connection, [payment(third, 4)])
    assert await card_sync.paid_places(connection, NOW) == [PaidPlace(1, 3, NOW)]
    assert await card_sync.paid_places(connection, NOW + timedelta(seconds=1)) == []


async def test_a_payment_at_no_known_shop_is_looked_for_once(connection: Connection) -> None:
    await card_sync.add_payments(connection, [payment(CARD, 1)])
    (row,) = await card_sync.unmatched(connection, 10)
    await card_sync.match(connection, row.id, None, "name", 0.2)
    assert await card_sync.unmatched(connection, 10) == []
