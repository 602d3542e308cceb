"""Rules of migrations 4 and 5: people, consents, profiles, cards, coupons, wallets."""

from __future__ import annotations

from tests.db.foundation.rule import Rule, at_least, between, leads_to, one_of, share, unique

_NOTHING = {"discount_amount": "NULL", "discount_rate": "NULL", "free_item": "NULL"}
_FIXED = {"coupon_type": "'FIXED_AMOUNT'"}
_PERCENT = _NOTHING | {"coupon_type": "'PERCENTAGE'", "discount_rate": "0.1"}
_FREE = _NOTHING | {"coupon_type": "'FREEBIE'", "free_item": "'김밥'"}
_BOGO = _NOTHING | {"coupon_type": "'BOGO'"}
_USED = {"status": "'USED'", "used_at": "now()"}
_RESERVED = {"reserved_order_id": "101", "reserved_until": "now()"}

PEOPLE = (
    one_of("users", "platform", "web", "mobile_app", "kakao", "line", "facebook", "test"),
    one_of("users", "status", "ACTIVE", "INACTIVE", "SUSPENDED", "DELETED"),
    between("users", "birth_year", "1900", "2100", "1899", "2101"),
    unique("users", "users_pkey", {"id": "7"}, {"id": "8", "external_user_id": "'d'"}),
    unique("users", "users_account_unique", {"external_user_id": "'e'"}, {"platform": "'web'"}),
    unique(
        "users", "users_email_hash_key", {"email_hash": "'\\x01'"}, {"email_hash": "NULL", "external_user_id": "'f'"}
    ),
    unique(
        "users", "users_phone_hash_key", {"phone_hash": "'\\x01'"}, {"phone_hash": "NULL", "external_user_id": "'g'"}
    ),
    one_of(
        *("consents", "kind"),
        *("service", "guardian", "location", "allergy", "religion", "marketing", "night_marketing"),
    ),
    one_of("consents", "source", "chat", "token", "office", "operator"),
    leads_to("consents", "user_id", "102"),
    unique("consents", "consents_pkey", {"id": "7"}, {"id": "8"}),
    at_least("user_profiles", "average_budget"),
    at_least("user_profiles", "budget_min"),
    Rule(
        "user_profiles",
        "user_profiles_check",
        [{"budget_min": "5000", "budget_max": "5000"}, {"budget_min": "NULL", "budget_max": "1"}],
        [{"budget_min": "5000", "budget_max": "4999"}],
    ),
    between("user_profiles", "spice_level", "0", "3", "-1", "4"),
    one_of("user_profiles", "conversation_style", "friendly", "formal", "casual", "brief"),
    share("user_profiles", "good_influence_preference"),
    at_least("user_profiles", "interaction_count"),
    share("user_profiles", "data_completeness"),
    leads_to("user_profiles", "user_id", "102"),
    unique("user_profiles", "user_profiles_pkey", {"id": "7"}, {"id": "8", "user_id": "102"}),
    unique("user_profiles", "user_profiles_user_id_key", {"user_id": "101"}, {"user_id": "102"}),
    Rule(
        "foodcard_users",
        "foodcard_users_card_last_four_check",
        [{"card_last_four": "'0123'"}],
        [{"card_last_four": "'12a4'"}, {"card_last_four": "'123'"}],
    ),
    one_of("foodcard_users", "card_type", "아동급식카드", "청소년급식카드", "취약계층지원카드", "기타"),
    one_of("foodcard_users", "target_age_group", "초등학생", "중학생", "고등학생", "대학생", "청년", "기타"),
    one_of("foodcard_users", "status", "ACTIVE", "INACTIVE", "SUSPENDED", "EXPIRED", "LOST"),
    between("foodcard_users", "charge_day", "1", "31", "0", "32"),
    at_least("foodcard_users", "balance"),
    at_least("foodcard_users", "balance_alert_threshold"),
    leads_to("foodcard_users", "user_id", "102"),
    leads_to("foodcard_users", "region_id", "101"),
    unique("foodcard_users", "foodcard_users_pkey", {"id": "7"}, {"id": "8", "user_id": "102"}),
    unique("foodcard_users", "foodcard_users_user_id_key", {"user_id": "101"}, {"user_id": "102"}),
    Rule(
        "foodcard_users",
        "foodcard_users_card_ref_hash_key",
        [{"user_id": "102", "card_ref_hash": "NULL"}],
        [{"user_id": "102", "card_ref_hash": "'\\x01'"}],
        after={"card_ref_hash": "'\\x01'"},
    ),
)

COUPONS = (
    Rule("coupons", "coupons_coupon_type_check", [_FIXED, _PERCENT, _FREE, _BOGO], [{"coupon_type": "'GIFT'"}]),
    Rule(
        "coupons",
        "coupons_fixed_amount",
        [_FIXED],
        [_FIXED | {"discount_amount": "NULL"}, _FIXED | {"discount_rate": "0.1"}, _FIXED | {"free_item": "'김밥'"}],
    ),
    Rule(
        "coupons",
        "coupons_percentage",
        [_PERCENT],
        [_PERCENT | {"discount_rate": "NULL"}, _PERCENT | {"discount_amount": "1"}, _PERCENT | {"free_item": "'김밥'"}],
    ),
    Rule(
        "coupons",
        "coupons_freebie",
        [_FREE],
        [_FREE | {"free_item": "NULL"}, _FREE | {"discount_amount": "1"}, _FREE | {"discount_rate": "0.1"}],
    ),
    Rule(
        "coupons",
        "coupons_bogo",
        [_BOGO],
        [_BOGO | {"discount_amount": "1"}, _BOGO | {"discount_rate": "0.1"}, _BOGO | {"free_item": "'김밥'"}],
    ),
    at_least("coupons", "discount_amount", 1),
    Rule(
        "coupons",
        "coupons_discount_rate_check",
        [_PERCENT | {"discount_rate": "0.01"}, _PERCENT | {"discount_rate": "1"}],
        [_PERCENT | {"discount_rate": "0"}, _PERCENT | {"discount_rate": "1.01"}],
    ),
    at_least("coupons", "max_discount_amount", 1),
    at_least("coupons", "min_order_amount"),
    one_of("coupons", "usage_type", "ALL", "SHOP", "CATEGORY", "FOODCARD", "NEW_USER", "LOYALTY"),
    Rule("coupons", "coupons_valid_period", [{"valid_until": "'2026-01-01'"}], [{"valid_until": "'2025-12-31'"}]),
    Rule(
        "coupons",
        "coupons_max_issue_count_check",
        [{"max_issue_count": "0"}],
        [{"max_issue_count": "-1", "total_issued": "-1"}],
    ),
    at_least("coupons", "max_use_per_user", 1),
    at_least("coupons", "total_issued"),
    at_least("coupons", "total_used"),
    Rule(
        "coupons",
        "coupons_issue_limit",
        [{"max_issue_count": "3", "total_issued": "3"}, {"max_issue_count": "NULL", "total_issued": "3"}],
        [{"max_issue_count": "3", "total_issued": "4"}],
    ),
    Rule(
        "coupons",
        "coupons_used_within_issued",
        [{"total_issued": "3", "total_used": "3"}],
        [{"total_issued": "3", "total_used": "4"}],
    ),
    share("coupons", "priority_score"),
    Rule("coupons", "coupons_pkey", [{"id": "'E'"}], [{"id": "'D'"}], after={}),
    one_of("user_coupon_wallet", "acquisition_source",
           "WELCOME_BONUS", "LOYALTY_REWARD", "EMERGENCY_ASSIST", "PROMOTION", "ADMIN_GRANT", "REFERRAL"),
    Rule(
        "user_coupon_wallet",
        "user_coupon_wallet_status_check",
        [{"status": "'ACTIVE'"}, _USED, {"status": "'EXPIRED'"}, {"status": "'CANCELLED'"}],
        [{"status": "'LOST'"}],
    ),
    Rule(
        "user_coupon_wallet",
        "user_coupon_wallet_used_check",
        [_USED, {"used_at": "NULL"}],
        [{"status": "'USED'"}, {"used_at": "now()"}],
    ),
    Rule(
        "user_coupon_wallet",
        "user_coupon_wallet_reserved_check",
        [_RESERVED, {"reserved_order_id": "NULL"}],
        [_RESERVED | {"reserved_until": "NULL"}, _RESERVED | {"reserved_order_id": "NULL"}],
    ),
    at_least("user_coupon_wallet", "used_order_amount"),
    at_least("user_coupon_wallet", "discount_applied"),
    share("user_coupon_wallet", "usage_probability"),
    leads_to("user_coupon_wallet", "user_id", "102"),
    leads_to("user_coupon_wallet", "coupon_id", "'C'", "'Z'"),
    leads_to("user_coupon_wallet", "used_shop_id", "101"),
    unique("user_coupon_wallet", "user_coupon_wallet_pkey", {"id": "7"}, {"id": "8", "user_id": "102"}),
    Rule(
        "user_coupon_wallet",
        "user_coupon_wallet_one_active",
        [{"status": "'EXPIRED'"}, {"user_id": "102"}],
        [{}],
        after={},
    ),
)  # fmt: skip
