"""A good row of each table of migrations 1 to 8, and the rows that they lead to."""

from __future__ import annotations

from tests.db.foundation.rule import Values

STANDING = """
INSERT INTO chatbot.regions (id, region_name, contact_name, contact_phone) VALUES (101, '어느 시', '복지과', '02');
INSERT INTO chatbot.shops (id, shop_name, category, address_name) VALUES (101, '김밥집', '분식', '어느 동 1');
INSERT INTO chatbot.users (id, platform, external_user_id) VALUES (101, 'test', 'a'), (102, 'test', 'b');
INSERT INTO chatbot.coupons (id, coupon_name, description, coupon_type, discount_amount, usage_type, valid_until)
VALUES ('C', '천원', '천원', 'FIXED_AMOUNT', 1000, 'ALL', '2099-01-01');
INSERT INTO chatbot.orders (id, request_id, shop_id, total_amount) VALUES (101, gen_random_uuid(), 101, 5000);
"""

GOOD: dict[str, Values] = {
    "regions": {"region_name": "'다른 시'", "contact_name": "'복지과'", "contact_phone": "'02'"},
    "region_card_rules": {
        "region_id": "101", "valid_from": "'2026-01-01'", "meal_amount": "9500", "charge_day": "1",
        "source": "'조례'", "source_date": "'2026-01-01'",
    },
    "places": {
        "place_name": "'건대입구역'", "kind": "'subway'", "latitude": "37.5", "longitude": "127",
        "data_source": "'test'",
    },
    "help_places": {
        "region_id": "101", "help_name": "'청소년전화'", "kind": "'youth'", "phone": "'1388'", "hours": "'24시간'",
        "description": "'이야기해요'", "source": "'법'", "source_date": "'2026-01-01'",
    },
    "shops": {"shop_name": "'새 가게'", "category": "'분식'", "address_name": "'어느 동 2'"},
    "menus": {"shop_id": "101", "menu_name": "'떡볶이'", "price": "3500"},
    "shop_facilities": {"shop_id": "101"},
    "reviews": {"shop_id": "101", "rating": "5", "visited_month": "'2026-01-01'"},
    "users": {"platform": "'test'", "external_user_id": "'c'"},
    "consents": {"user_id": "101", "kind": "'service'", "is_granted": "TRUE", "source": "'chat'"},
    "user_profiles": {"user_id": "101"},
    "foodcard_users": {
        "user_id": "101", "card_type": "'아동급식카드'", "region_id": "101", "target_age_group": "'초등학생'",
    },
    "coupons": {
        "id": "'D'", "coupon_name": "'천원'", "description": "'천원'", "coupon_type": "'FIXED_AMOUNT'",
        "discount_amount": "1000", "usage_type": "'ALL'", "valid_from": "'2026-01-01'", "valid_until": "'2026-12-31'",
    },
    "user_coupon_wallet": {
        "user_id": "101", "coupon_id": "'C'", "acquisition_source": "'PROMOTION'", "expires_at": "'2099-01-01'",
    },
    "conversations": {
        "turn_id": "gen_random_uuid()", "session_id": "gen_random_uuid()", "conversation_id": "gen_random_uuid()",
        "platform": "'line'", "input_text": "'배고파'", "response_text": "'여기요'",
    },
    "conversation_contexts": {"session_id": "gen_random_uuid()", "user_id": "101", "context_data": "'{}'"},
    "recommendations_log": {
        "recommendation_id": "gen_random_uuid()", "turn_id": "gen_random_uuid()", "session_id": "gen_random_uuid()",
        "request_intent": "'FOOD_REQUEST'", "request_entities": "'{}'", "recommendations": "'[]'",
        "recommendation_count": "0", "recommendation_method": "'RAG'",
    },
    "performance_logs": {"operation_type": "'turn'", "total_time_ms": "1"},
    "inbox": {
        "platform": "'line'", "event_id": "'e'", "lane": "sha256('a')", "payload": "'\\x01'", "occurred_at": "now()",
    },
    "idempotency_keys": {"caller": "'\\x01'", "idempotency_key": "'k'", "request_hash": "'\\x01'"},
    "reference_loads": {"reference_name": "'places'", "content_hash": "'\\x01'"},
}  # fmt: skip
