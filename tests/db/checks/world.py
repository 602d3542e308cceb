"""A small world without a fault: made by the product's own functions where they exist."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from db import holds, orders, people, turns, wallet
from db.crypto import Cipher
from db.orders import Discount, NewItem
from db.pool import Connection
from db.turns import ContextRow, ConversationRow, RecommendationRow, Selection, TurnRecord

CIPHER = Cipher(bytes(32))
ADULT, OTHER_ADULT, CHILD = 1, 2, 3
TURN, SESSION, RECOMMENDATION = UUID(int=1), UUID(int=2), UUID(int=3)

_DAY = '{"open": "10:00", "close": "21:00"}'

_CATALOGUE = f"""
INSERT INTO chatbot.regions (region_name, contact_name, contact_phone) VALUES ('서울', '복지과', '02-000-0000');
INSERT INTO chatbot.region_card_rules (region_id, valid_from, meal_amount, charge_day, source, source_date)
VALUES (1, '2020-01-01', 9500, 1, 'test', '2020-01-01');
INSERT INTO chatbot.shops (shop_name, category, address_name, road_address_name, phone, is_food_card_shop,
    is_coupon_partner, latitude, longitude, geo_precision, business_hours)
VALUES ('할머니분식', '분식', '화양동 9-1', '아차산로 201', '02-000-0001', 'Y', TRUE, 37.54, 127.07, 'address',
        jsonb_build_object('monday', '{_DAY}'::jsonb, 'tuesday', '{_DAY}'::jsonb, 'wednesday', '{_DAY}'::jsonb,
            'thursday', '{_DAY}'::jsonb, 'friday', '{_DAY}'::jsonb, 'saturday', '{_DAY}'::jsonb,
            'sunday', '{{"closed": true}}'::jsonb)),
       ('건대편의점', '편의점', '화양동 10', NULL, NULL, 'U', FALSE, NULL, NULL, 'none', NULL);
INSERT INTO chatbot.menus (shop_id, menu_name, price, options, allergens, dietary_tags)
VALUES (1, '떡볶이', 3500, '{{"spicy": [{{"name": "순한맛", "price": 0}}]}}', ARRAY['밀', '대두'], '{{}}'),
       (1, '김밥', 3000, NULL, NULL, ARRAY['채식']);
INSERT INTO chatbot.reviews (shop_id, rating, review_text, visited_month) VALUES (1, 5, '맛있어요', '2026-01-01');
INSERT INTO chatbot.operators (operator_name, role, password_hash)
VALUES ('당직', 'admin', '$2b$12$' || repeat('a', 53));
"""

_COUPONS = """
INSERT INTO chatbot.programmes (programme_name, description, money_budget) VALUES ('시험', '시험', 100000);
INSERT INTO chatbot.coupons (id, coupon_name, description, coupon_type, discount_amount, usage_type, valid_from,
    valid_until, applicable_shop_ids, programme_id)
VALUES ('A', '천원', '어디서나', 'FIXED_AMOUNT', 1000, 'ALL', '2020-01-01', '2099-01-01', NULL, 1),
       ('B', '가게', '한 곳', 'FIXED_AMOUNT', 500, 'SHOP', '2020-01-01', '2099-01-01', ARRAY[1], NULL);
"""

_SEALED = f"('\\x01{CIPHER.key_id.hex()}'::bytea || sha256('nonce, text and tag'))"
_QUEUES = f"""
INSERT INTO chatbot.inbox (platform, event_id, lane, payload, state, occurred_at, finished_at)
VALUES ('line', 'waiting', sha256('a'), {_SEALED}, 'new', now(), NULL),
       ('line', 'done', sha256('a'), NULL, 'done', now(), now());
INSERT INTO chatbot.outbox (dedupe_key, user_id, channel, kind, is_advertisement, payload, send_before)
VALUES ('waiting', 1, 'line', 'expiry', FALSE, {_SEALED}, now() + INTERVAL '1 day');
INSERT INTO chatbot.experiments (experiment_name, kind, variants) VALUES ('one', 'campaign', '{{"a": 40, "b": 40}}');
INSERT INTO chatbot.segments (segment_name, rules) VALUES ('all', '{{}}');
INSERT INTO chatbot.campaigns (campaign_name, kind, segment_id, messages)
VALUES ('one', 'service', 1, '{{"a": "안녕"}}');
INSERT INTO chatbot.job_runs (job_name, slot_at, leased_until) VALUES ('daily', now(), now() + INTERVAL '1 minute');
INSERT INTO chatbot.benefit_grants (benefit, subject_hash, granted_at)
VALUES ('emergency_aid', sha256('card'), now() - INTERVAL '3 days');
INSERT INTO chatbot.guardian_links (guardian_user_id, child_user_id) VALUES (1, 3);
"""


async def build(connection: Connection, now: datetime) -> None:
    """Make the world at `now`: three people, a shop, an open order, a completed one, a turn."""
    await connection.execute(_CATALOGUE)
    for name, year, kinds in (("adult", 2000, ("service", "location")), ("other", 2000, ("service",))):
        await people.add(connection, "line", name, kinds, "chat", year)
    await people.add(connection, "line", "child", ("guardian",), "office", 2018)
    await connection.execute(
        "INSERT INTO chatbot.foodcard_users (user_id, card_type, region_id, balance, target_age_group, card_ref_enc, "
        "card_ref_hash) VALUES (1, '아동급식카드', 1, 20000, '고등학생', $1, sha256('ref'))",
        CIPHER.seal(b"ref", "card"),
    )
    await connection.execute(_COUPONS)
    await _order(connection, ADULT, now)
    completed = await _order(connection, OTHER_ADULT, now)
    await orders.confirm(connection, completed, 1, "page", now + timedelta(seconds=1))
    hold = await holds.request(connection, card_id=1, order_id=1, amount=2500)
    await holds.hold(connection, hold.id, "provider-1")
    await turns.write_turns(connection, [_turn(now)])
    await connection.execute(_QUEUES)


async def _order(connection: Connection, user_id: int, now: datetime) -> int:
    wallet_id = await wallet.claim(connection, user_id, "A", "PROMOTION", "test", now, now + timedelta(days=9))
    assert isinstance(wallet_id, int)
    until = now + timedelta(minutes=10)
    order = await orders.add(connection, UUID(int=user_id), user_id, 1, [NewItem(1, "떡볶이", 3500, 1)], now)
    assert await wallet.reserve(connection, wallet_id, user_id, order.id, now, until)
    await orders.add_discounts(connection, order.id, [Discount(wallet_id, "A", 1000)])
    await orders.open_voucher(connection, order.id, 1, CIPHER.seal(b"secret", "voucher"), until)
    return order.id


def _turn(now: datetime) -> TurnRecord:
    shown = [{"shop_id": 1, "shop_name": "할머니분식", "score": 0.8, "ranking": 1}]
    entities = {"budget": 5000, "food_type": ["김밥"]}
    return TurnRecord(
        conversation=ConversationRow(
            *(TURN, ADULT, SESSION, "line", "m1", "건대에서 5천원", "여기 어때요?", now, "FOOD_REQUEST", 0.9, entities),
            *(1, None, "NORMAL", 9, 1, 5, 1, (1,), None, ()),
        ),
        recommendation=RecommendationRow(
            *(RECOMMENDATION, TURN, ADULT, SESSION, now, "FOOD_REQUEST", entities, 77, shown, "WIDE_DEEP", 0.9, 9, {})
        ),
        context=ContextRow(SESSION, ADULT, {"session_id": str(SESSION)}, now),
        selection=Selection(RECOMMENDATION, 1, now),
    )
