"""Rules of the catalogue, broken."""

from __future__ import annotations

from tests.db.checks.faults.fault import TRIGGERS_AND_KEYS, Fault

_SHOP = "INSERT INTO chatbot.shops (id, shop_name, category, address_name, road_address_name, phone) VALUES"
_MENU = "INSERT INTO chatbot.menus (id, shop_id, menu_name, price) VALUES"

CATALOGUE = (
    Fault("menus_without_shop", f"{_MENU} (90, 999, '유령', 1000)", "90", TRIGGERS_AND_KEYS),
    Fault("shops_without_name_or_address", f"{_SHOP} (90, '…', '분식', '화양동 1', NULL, NULL)", "90"),
    Fault("shops_twice", f"{_SHOP} (90, '할머니 분식', '분식', '화양동 9-2', '아차산로  201', NULL)", "90"),
    Fault("shops_twice", f"{_SHOP} (91, '할머니-분식', '분식', '화양동 9-3', NULL, '020000001')", "91"),
    Fault("shops_outside_korea", "UPDATE chatbot.shops SET latitude = 0, longitude = 0 WHERE id = 1", "1"),
    Fault("shops_from_the_future", "UPDATE chatbot.shops SET fetched_at = now() + INTERVAL '2 days' WHERE id = 1", "1"),
    Fault("hours_of_no_known_shape", "UPDATE chatbot.shops SET business_hours = '{}' WHERE id = 2", "2"),
    Fault(
        "hours_of_no_known_shape",
        "UPDATE chatbot.shops SET business_hours = jsonb_set(business_hours, '{monday,open}', '\"9시\"') WHERE id = 1",
        "1",
    ),
    Fault(
        "doubted_shops_still_taken",
        """
        INSERT INTO chatbot.shop_reports (shop_id, kind, reporter_hash)
        VALUES (1, 'card_refused', sha256('a')), (1, 'card_refused', sha256('b'))
        """,
        "1",
    ),
    Fault("menus_without_name", f"{_MENU} (90, 1, ' ', 1000)", "90"),
    Fault("menus_twice", f"{_MENU} (90, 1, '떡 볶이', 1000)", "90"),
    Fault("menus_of_absurd_price", f"{_MENU} (90, 1, '금', 1000001)", "90"),
    Fault("prices_from_the_future", "UPDATE chatbot.menus SET price_as_of = '2999-01-01' WHERE id = 1", "1"),
    Fault("options_of_no_known_shape", "UPDATE chatbot.menus SET options = '[]' WHERE id = 1", "1"),
    Fault(
        "options_of_no_known_shape",
        """UPDATE chatbot.menus SET options = '{"size": [{"name": "대", "price": "천원"}]}' WHERE id = 2""",
        "2",
    ),
    Fault("allergens_unknown", "UPDATE chatbot.menus SET allergens = ARRAY['밀', '꽃가루'] WHERE id = 1", "1"),
    Fault("diets_unknown", "UPDATE chatbot.menus SET dietary_tags = ARRAY['육식'] WHERE id = 1", "1"),
    Fault("reviews_from_the_future", "UPDATE chatbot.reviews SET visited_month = '2999-01-01'", "1"),
    Fault("reviews_from_the_future", "UPDATE chatbot.reviews SET visited_month = '2026-01-02'", "1"),
    Fault("regions_without_rule", "UPDATE chatbot.region_card_rules SET valid_from = '2999-01-01'", "1"),
    Fault(
        "imports_without_end",
        """
        INSERT INTO chatbot.import_batches (id, file_name, file_hash, started_at)
        VALUES (90, 'a.xlsx', sha256('a'), now() - INTERVAL '2 hours')
        """,
        "90",
    ),
)
