"""The steps of the product's tables on a database that is in use, forward, back and forward again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from db import coupons
from db.migrate import migrate, numbers
from db.pool import Connection

_BEFORE = max(number for number in numbers() if number < 20)
_WORLD = (Path(__file__).parent / "world.sql").read_text(encoding="utf-8")

_IN_USE = """
INSERT INTO chatbot.shops (shop_name, category, address_name) VALUES ('참맛분식', '분식', '화양동 1');
INSERT INTO chatbot.users (platform, external_user_id) VALUES ('kakao', 'child'), ('kakao', 'other');
INSERT INTO chatbot.coupons (id, coupon_name, description, coupon_type, discount_amount, usage_type, valid_until,
                             total_issued, total_used)
VALUES ('W3000', 'a', 'b', 'FIXED_AMOUNT', 3000, 'ALL', '2100-01-01', 3, 1);
INSERT INTO chatbot.user_coupon_wallet (
    user_id, coupon_id, acquisition_source, expires_at, status, used_at, used_shop_id, discount_applied)
VALUES (1, 'W3000', 'PROMOTION', '2100-01-01', 'USED', now(), 1, 2500),
       (1, 'W3000', 'PROMOTION', '2100-01-01', 'ACTIVE', NULL, NULL, NULL),
       (2, 'W3000', 'PROMOTION', '2020-01-01', 'EXPIRED', NULL, NULL, NULL);
"""


def test_the_book_begins_with_what_was_given_before(database_url: str) -> None:
    migrate(database_url, to=_BEFORE)
    with psycopg.connect(database_url) as connection:
        connection.execute(_IN_USE.encode())
    migrate(database_url)
    with psycopg.connect(database_url) as connection:
        book = connection.execute(
            "SELECT wallet_id, entry, shop_id, amount FROM chatbot.coupon_ledger ORDER BY wallet_id, entry"
        ).fetchall()
    assert book == [
        (1, "ISSUED", None, 0),
        (1, "USED", 1, 2500),
        (2, "ISSUED", None, 0),
        (3, "EXPIRED", None, 0),
        (3, "ISSUED", None, 0),
    ]


def test_a_database_in_use_goes_back_and_forward_again(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute(_WORLD.encode())
        connection.execute("UPDATE chatbot.user_coupon_wallet SET reserved_order_id = 1, reserved_until = now()")
    migrate(database_url, to=_BEFORE)
    migrate(database_url)
    with psycopg.connect(database_url) as connection:
        kept = connection.execute(
            """
            SELECT (SELECT count(*) FROM chatbot.user_coupon_wallet), (SELECT count(*) FROM chatbot.foodcard_users),
                   (SELECT count(*) FROM chatbot.coupon_ledger), (SELECT count(*) FROM chatbot.orders)
            """
        ).fetchone()
    assert kept == (2, 2, 2, 0)


async def test_what_gave_coupons_before_there_was_a_book_keeps_it_too(connection: Connection) -> None:
    expiry = {"W3000": datetime.now(UTC) + timedelta(days=1)}
    assert await coupons.give(connection, 2, expiry, "PROMOTION", "tests") == ["W3000"]
    issued = await connection.fetchrow(
        """
        SELECT total_issued, (SELECT count(*) FROM chatbot.coupon_ledger WHERE coupon_id = 'W3000' AND entry = 'ISSUED')
        FROM chatbot.coupons WHERE id = 'W3000'
        """
    )
    assert issued is not None
    assert tuple(issued) == (2, 2)
