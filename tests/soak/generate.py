"""A country's worth of rows, made by the database itself: the reference rows must be there already.

Triggers and foreign keys are off meanwhile (`session_replication_role`), so every statement keeps by itself what they
would: ledger, totals and turn ids agree, and `check-data` finds nothing.
"""

from __future__ import annotations

import psycopg

from db.crypto import Cipher

CIPHER = Cipher(bytes(32))
KEY_ID = CIPHER.key_id
SHOPS = 500_000
MENUS_A_SHOP = 4
PEOPLE = 200_000
TURNS = 2_000_000
TURNS_A_SESSION = 5
MONTHS = 8
COUPONS = 50
COUPONS_A_PERSON = 5
ORDERS = 300_000
EVENTS = 500_000

_SEALED = f"('\\x01{KEY_ID.hex()}'::bytea || sha256('nonce, text and tag'))"
_DAY = """'{"open": "10:00", "close": "21:00", "break_start": "15:00", "break_end": "17:00"}'::jsonb"""
_SESSION = f"md5('session ' || (i - 1) / {TURNS_A_SESSION})::uuid"
_TIME = f"now() - (({TURNS} - i) * INTERVAL '{MONTHS * 30 * 86400 / TURNS:.3f} seconds')"
_PERSON = f"CASE WHEN (i - 1) / {TURNS_A_SESSION} % 10 < 6 THEN 1 + (i - 1) / {TURNS_A_SESSION} % {PEOPLE} END"

STATEMENTS = {
    "shops": f"""
        INSERT INTO chatbot.shops (
            id, shop_name, category, address_name, region_id, is_good_influence_shop, is_food_card_shop, food_card_note,
            is_coupon_partner, business_hours, latitude, longitude, geo_precision, popularity_score, data_source)
        SELECT i, '가게 ' || i, (ARRAY['한식', '중식', '일식', '분식', '치킨', '편의점'])[1 + i % 6],
               '어느 동 ' || i || '-1', (SELECT min(id) FROM chatbot.regions), i % 20 = 0,
               (ARRAY['Y', 'N', 'P', 'U'])[1 + i % 4], CASE WHEN i % 4 = 2 THEN '점심에만 돼요' END, i % 10 = 0,
               jsonb_build_object('monday', {_DAY}, 'tuesday', {_DAY}, 'wednesday', {_DAY}, 'thursday', {_DAY},
                                  'friday', {_DAY}, 'saturday', {_DAY}, 'sunday', '{{"closed": true}}'::jsonb),
               33.2 + (i * 7919 % 500000) / 500000.0 * 5, 126.1 + (i * 104729 % 500000) / 500000.0 * 3, 'address',
               (i % 1000) / 1000.0, 'generated'
        FROM generate_series(1, {SHOPS}::bigint) AS i
    """,
    "menus": f"""
        INSERT INTO chatbot.menus (shop_id, menu_name, price, price_as_of, category, is_popular, options, allergens)
        SELECT i, '메뉴 ' || k, 2000 + (i * 31 + k * 977) % 12000, CURRENT_DATE - 30, '메인메뉴', k = 1,
               '{{"size": [{{"name": "곱빼기", "price": 1000}}]}}', ARRAY['밀', '대두']
        FROM generate_series(1, {SHOPS}) AS i CROSS JOIN generate_series(1, {MENUS_A_SHOP}) AS k
    """,
    "users": f"""
        INSERT INTO chatbot.users (id, external_user_id, platform, birth_year)
        SELECT i, md5('account ' || i), (ARRAY['kakao', 'line'])[1 + i % 2], 2004
        FROM generate_series(1, {PEOPLE}) AS i
    """,
    "user_profiles": "INSERT INTO chatbot.user_profiles (user_id) SELECT id FROM chatbot.users",
    "consents": """
        INSERT INTO chatbot.consents (user_id, kind, is_granted, source)
        SELECT id, kind, TRUE, 'chat' FROM chatbot.users CROSS JOIN (VALUES ('service'), ('location')) AS k (kind)
    """,
    "foodcard_users": """
        INSERT INTO chatbot.foodcard_users (id, user_id, card_type, region_id, balance, target_age_group, last_sync_at)
        SELECT id, id, '아동급식카드', (SELECT min(region_id) FROM chatbot.region_card_rules), 20000 + id % 30000,
               '고등학생', now()
        FROM chatbot.users WHERE id % 2 = 0
    """,
    "coupons": f"""
        INSERT INTO chatbot.coupons (
            id, coupon_name, description, coupon_type, discount_amount, usage_type, valid_from, valid_until)
        SELECT 'C' || i, '쿠폰 ' || i, '어디서나', 'FIXED_AMOUNT', 1000, 'ALL', CURRENT_DATE - 300, CURRENT_DATE + 60
        FROM generate_series(0, {COUPONS}) AS i
    """,
    "user_coupon_wallet": f"""
        INSERT INTO chatbot.user_coupon_wallet (
            id, user_id, coupon_id, status, issued_at, acquisition_source, used_at, used_shop_id, used_order_amount,
            discount_applied, expires_at)
        SELECT (u - 1) * {COUPONS_A_PERSON} + k + 1, u, 'C' || (u * {COUPONS_A_PERSON} + k) % {COUPONS},
               CASE k WHEN 0 THEN 'ACTIVE' WHEN 1 THEN 'USED' WHEN 2 THEN 'USED' ELSE 'EXPIRED' END,
               now() - INTERVAL '90 days', 'PROMOTION', CASE WHEN k IN (1, 2) THEN now() - INTERVAL '50 days' END,
               CASE WHEN k IN (1, 2) THEN 10 * (1 + u % 50000) END, CASE WHEN k IN (1, 2) THEN 8000 END,
               CASE WHEN k IN (1, 2) THEN 1000 END,
               CASE WHEN k > 0 THEN now() - INTERVAL '30 days' WHEN u % 2000 = 0 THEN now() - INTERVAL '1 minute'
                    ELSE now() + (u % 30 + 1) * INTERVAL '1 day' END
        FROM generate_series(1, {PEOPLE}) AS u CROSS JOIN generate_series(0, {COUPONS_A_PERSON - 1}) AS k
    """,
    "coupon_ledger": """
        INSERT INTO chatbot.coupon_ledger (wallet_id, coupon_id, entry, shop_id, amount, created_at)
        SELECT id, coupon_id, 'ISSUED', NULL, 0, issued_at FROM chatbot.user_coupon_wallet
        UNION ALL
        SELECT id, coupon_id, status, used_shop_id, coalesce(discount_applied, 0), coalesce(used_at, expires_at)
        FROM chatbot.user_coupon_wallet WHERE status <> 'ACTIVE'
    """,
    "coupons' totals": """
        UPDATE chatbot.coupons c SET total_issued = l.issued, total_used = l.used
        FROM (SELECT coupon_id, count(*) FILTER (WHERE entry = 'ISSUED') AS issued,
                     count(*) FILTER (WHERE entry = 'USED') AS used
              FROM chatbot.coupon_ledger GROUP BY coupon_id) l
        WHERE l.coupon_id = c.id
    """,
    "conversations": f"""
        INSERT INTO chatbot.conversations (
            turn_id, user_id, session_id, conversation_id, platform, input_text, response_text, timestamp,
            extracted_intent, intent_confidence, extracted_entities, conversation_turn, user_strategy,
            processing_time_ms, nlu_time_ms, rag_time_ms, response_time_ms, recommended_shop_ids)
        SELECT md5('turn ' || i)::uuid, {_PERSON}, {_SESSION}, {_SESSION}, (ARRAY['kakao', 'line'])[1 + i % 2],
               '건대에서 5천원으로 먹을 거', '여기 어때요? 걸어서 갈 수 있어요.', {_TIME},
               (ARRAY['FOOD_REQUEST', 'BUDGET_INQUIRY', 'COUPON_INQUIRY', 'GENERAL_CHAT'])[1 + i % 4], 0.9,
               '{{"budget": 5000, "food_type": ["김밥"]}}', 1 + (i - 1) % {TURNS_A_SESSION}, 'NORMAL', 12, 1, 6, 2,
               ARRAY[1 + i % {SHOPS}, 1 + (i * 3) % {SHOPS}]
        FROM generate_series(1, {TURNS}::bigint) AS i
    """,
    "recommendations_log": f"""
        INSERT INTO chatbot.recommendations_log (
            recommendation_id, turn_id, user_id, session_id, timestamp, request_intent, request_entities,
            recommendations, recommendation_count, recommendation_method, user_final_selection, feedback_rating)
        SELECT md5('recommendation ' || i)::uuid, md5('turn ' || i)::uuid, {_PERSON}, {_SESSION}, {_TIME},
               'FOOD_REQUEST', '{{"budget": 5000}}',
               jsonb_build_array(jsonb_build_object(
                   'shop_id', 1 + i % {SHOPS}, 'shop_name', '가게 ' || 1 + i % {SHOPS}, 'score', 0.8, 'ranking', 1)),
               1, 'WIDE_DEEP', CASE WHEN i % 10 < 3 THEN 1 + i % {SHOPS} END, CASE WHEN i % 10 = 1 THEN 5 END
        FROM generate_series(1, {TURNS}::bigint, 2) AS i
    """,
    "performance_logs": f"""
        INSERT INTO chatbot.performance_logs (turn_id, operation_type, total_time_ms, created_at)
        SELECT md5('turn ' || i)::uuid, 'turn', 12, {_TIME} FROM generate_series(1, {TURNS}::bigint, 4) AS i
    """,
    "conversation_contexts": """
        INSERT INTO chatbot.conversation_contexts (session_id, user_id, context_data, updated_at, ended_at)
        SELECT session_id, user_id, jsonb_build_object('session_id', session_id), max(timestamp),
               CASE WHEN max(timestamp) < now() - INTERVAL '30 minutes' THEN max(timestamp) END
        FROM chatbot.conversations WHERE user_id IS NOT NULL GROUP BY session_id, user_id
    """,
    "inbox": f"""
        INSERT INTO chatbot.inbox (platform, event_id, lane, payload, state, attempts, occurred_at, due_at, finished_at)
        SELECT 'line', 'event ' || i, sha256(('lane ' || i % {PEOPLE})::text::bytea),
               CASE WHEN i > {EVENTS} - 300 THEN {_SEALED} END,
               CASE WHEN i > {EVENTS} - 300 THEN 'new' ELSE 'done' END, 1, now() - INTERVAL '1 minute',
               now() - INTERVAL '1 minute', CASE WHEN i <= {EVENTS} - 300 THEN now() END
        FROM generate_series(1, {EVENTS}) AS i
    """,
    "outbox": f"""
        INSERT INTO chatbot.outbox (
            dedupe_key, user_id, channel, kind, is_advertisement, payload, state, send_before, due_at, finished_at)
        SELECT 'expiry ' || i, 1 + i % {PEOPLE}, 'line', 'expiry', FALSE,
               CASE WHEN i > {EVENTS} - 300 THEN {_SEALED} END, CASE WHEN i > {EVENTS} - 300 THEN 'new' ELSE 'sent' END,
               now() + INTERVAL '1 day', now() - INTERVAL '1 minute', CASE WHEN i <= {EVENTS} - 300 THEN now() END
        FROM generate_series(1, {EVENTS}) AS i
    """,
    "idempotency_keys": f"""
        INSERT INTO chatbot.idempotency_keys (caller, idempotency_key, request_hash, status, response)
        SELECT sha256(i::text::bytea), md5(i::text), sha256('r'), 200, {_SEALED} FROM generate_series(1, 200000) AS i
    """,
    "orders": f"""
        INSERT INTO chatbot.orders (
            id, request_id, user_id, shop_id, status, total_amount, ordered_at, completed_at)
        SELECT i, md5('order ' || i)::uuid, 1 + i % {PEOPLE}, 10 * (1 + i % 50000),
               CASE WHEN i > {ORDERS} - 500 THEN 'PENDING' ELSE 'COMPLETED' END, 8000,
               now() - ({ORDERS} - i) * INTERVAL '60 seconds',
               CASE WHEN i <= {ORDERS} - 500 THEN now() - ({ORDERS} - i - 1) * INTERVAL '60 seconds' END
        FROM generate_series(1, {ORDERS}) AS i
    """,
    "order_items": """
        INSERT INTO chatbot.order_items (order_id, menu_name, unit_price, quantity)
        SELECT id, '메뉴 1', 8000, 1 FROM chatbot.orders
    """,
    "order_discounts": f"""
        INSERT INTO chatbot.order_discounts (order_id, coupon_id, discount_amount)
        SELECT id, 'C{COUPONS}', 0 FROM chatbot.orders
    """,
    "redemptions": f"""
        INSERT INTO chatbot.redemptions (order_id, shop_id, state, secret_enc, expires_at, confirmed_via, finished_at)
        SELECT id, shop_id, CASE status WHEN 'PENDING' THEN 'open' ELSE 'confirmed' END,
               CASE status WHEN 'PENDING' THEN {_SEALED} END,
               CASE WHEN id % 2 = 0 THEN now() - INTERVAL '1 second' ELSE now() + INTERVAL '9 minutes' END,
               CASE status WHEN 'COMPLETED' THEN 'page' END, completed_at
        FROM chatbot.orders
    """,
    "foodcard_holds": """
        INSERT INTO chatbot.foodcard_holds (
            card_id, order_id, amount, status, provider_hold_id, finished_at, created_at)
        SELECT f.id, o.id, o.amount_to_pay, CASE o.status WHEN 'PENDING' THEN 'HELD' ELSE 'CAPTURED' END, 'h' || o.id,
               o.completed_at, o.ordered_at
        FROM chatbot.orders o JOIN chatbot.foodcard_users f ON f.user_id = o.user_id
    """,
}
"""What is made, in this order: table → statement."""


def fill(url: str) -> None:
    """Make the rows, bring the sequences behind them and the planner's counts up to date."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"SELECT chatbot.make_conversation_partitions(CURRENT_DATE - {MONTHS * 31}, {MONTHS + 4})")
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        for statement in STATEMENTS.values():
            connection.execute(statement.encode())
        for table in ("shops", "users", "foodcard_users", "user_coupon_wallet", "orders"):
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('chatbot.{table}', 'id'), max(id)) FROM chatbot.{table}".encode()
            )
        connection.execute("VACUUM ANALYZE")
