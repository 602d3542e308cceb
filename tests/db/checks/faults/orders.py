"""Rules of orders and card money, broken."""

from __future__ import annotations

from tests.db.checks.faults.fault import TRIGGERS_AND_KEYS, Fault

_WALLET = "UPDATE chatbot.user_coupon_wallet SET"

ORDERS = (
    Fault("orders_not_the_sum_of_their_items", "UPDATE chatbot.order_items SET quantity = 2 WHERE order_id = 1", "1"),
    Fault("orders_not_the_sum_of_their_items", "DELETE FROM chatbot.order_items WHERE order_id = 2", "2"),
    Fault("orders_not_less_their_discounts", "UPDATE chatbot.orders SET discount_amount = 0 WHERE id = 1", "1"),
    Fault(
        "orders_completed_before_made",
        "UPDATE chatbot.orders SET completed_at = ordered_at - INTERVAL '1 s' WHERE id = 2",
        "2",
    ),
    Fault("vouchers_against_their_order", "UPDATE chatbot.redemptions SET shop_id = 2 WHERE order_id = 2", "2"),
    Fault(
        "vouchers_against_their_order",
        "UPDATE chatbot.orders SET status = 'PENDING', completed_at = NULL WHERE id = 2",
        "2",
    ),
    Fault(
        "coupons_reserved_without_order",
        f"{_WALLET} reserved_order_id = 999 WHERE id = 1",
        "1",
        TRIGGERS_AND_KEYS,
    ),
    Fault("coupons_reserved_without_order", "DELETE FROM chatbot.order_discounts WHERE order_id = 1", "1"),
    Fault(
        "coupons_reserved_without_order",
        "UPDATE chatbot.orders SET status = 'EXPIRED', ended_at = now() WHERE id = 1",
        "1",
    ),
    Fault("coupons_of_someone_else", "UPDATE chatbot.orders SET user_id = 3 WHERE id = 1", "1"),
    Fault("used_coupons_against_their_order", f"{_WALLET} used_shop_id = 2 WHERE id = 2", "2"),
    Fault(
        "balances_below_their_holds",
        "SELECT chatbot.sync_card_balance(1, 2499, 'ACTIVE', now())",
        "1",
    ),
    Fault("holds_against_their_order", "UPDATE chatbot.foodcard_holds SET amount = 2501", "1"),
    Fault(
        "holds_against_their_order",
        "UPDATE chatbot.foodcard_holds SET status = 'CAPTURED', finished_at = now()",
        "1",
    ),
    Fault(
        "cards_synced_in_the_future",
        "UPDATE chatbot.foodcard_users SET last_sync_at = now() + INTERVAL '2 days'",
        "1",
    ),
)
