"""Rules of coupons, broken."""

from __future__ import annotations

from tests.db.checks.faults.fault import TRIGGERS_AND_KEYS, Fault

_WALLET = "UPDATE chatbot.user_coupon_wallet SET"

COUPONS = (
    Fault("wallets_of_nobody", f"{_WALLET} user_id = 999 WHERE id = 1", "1", TRIGGERS_AND_KEYS),
    Fault("wallets_of_nobody", f"{_WALLET} coupon_id = 'Z' WHERE id = 1", "1", TRIGGERS_AND_KEYS),
    Fault("coupons_expired_before_issued", f"{_WALLET} expires_at = issued_at - INTERVAL '1 s' WHERE id = 1", "1"),
    Fault("coupons_outliving_their_definition", f"{_WALLET} expires_at = '2099-01-02 00:00:01+09' WHERE id = 1", "1"),
    Fault(
        "coupons_of_unknown_shops", "UPDATE chatbot.coupons SET applicable_shop_ids = ARRAY[1, 999] WHERE id = 'A'", "A"
    ),
    Fault("coupons_of_unknown_shops", "UPDATE chatbot.shops SET is_coupon_partner = FALSE", "B"),
    Fault("coupons_without_scope", "UPDATE chatbot.coupons SET applicable_shop_ids = '{}' WHERE id = 'B'", "B"),
    Fault("coupons_without_scope", "UPDATE chatbot.coupons SET usage_type = 'CATEGORY' WHERE id = 'A'", "A"),
    Fault("coupons_without_scope", "UPDATE chatbot.coupons SET target_categories = ARRAY['떡'] WHERE id = 'A'", "A"),
    Fault("issued_totals_wrong", "UPDATE chatbot.coupons SET total_issued = 9 WHERE id = 'A'", "A"),
    Fault("used_totals_wrong", "UPDATE chatbot.coupons SET total_used = 0 WHERE id = 'A'", "A"),
    Fault(
        "wallets_not_in_the_ledger",
        """
        INSERT INTO chatbot.user_coupon_wallet (id, user_id, coupon_id, acquisition_source, expires_at)
        VALUES (90, 1, 'B', 'PROMOTION', now())
        """,
        "90",
        TRIGGERS_AND_KEYS,
    ),
    Fault("wallets_not_in_the_ledger", f"{_WALLET} discount_applied = 2 WHERE id = 2", "2"),
    Fault(
        "ledger_of_vanished_wallets",
        """
        INSERT INTO chatbot.coupon_ledger (id, wallet_id, coupon_id, entry, amount) VALUES (90, 999, 'B', 'ISSUED', 0)
        """,
        "90",
    ),
    Fault(
        "reservations_not_in_the_ledger",
        """
        INSERT INTO chatbot.coupon_ledger (wallet_id, coupon_id, entry, order_id, amount)
        VALUES (1, 'A', 'RELEASED', 1, 0)
        """,
        "1",
    ),
    Fault("coupons_used_too_often", f"{_WALLET} status = 'USED', used_at = now(), user_id = 2 WHERE id = 1", "2"),
    Fault(
        "programmes_over_budget",
        "UPDATE chatbot.programmes SET money_budget = 1999, money_committed = 0",
        "1",
    ),
    Fault("programme_totals_wrong", "UPDATE chatbot.programmes SET money_spent = 7", "1"),
    Fault("coupons_of_closed_programmes", "UPDATE chatbot.programmes SET is_active = FALSE", "A"),
    Fault(
        "aid_twice_a_day",
        """
        INSERT INTO chatbot.benefit_grants (id, benefit, subject_hash, granted_at)
        VALUES (90, 'emergency_aid', sha256('card'), now() - INTERVAL '50 hours')
        """,
        "90",
    ),
)
