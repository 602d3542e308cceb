"""Rules of orders and card money: sums that add up, coupons and holds that follow their order."""

from __future__ import annotations

from db.checks.check import Check

ORDERS = (
    Check(
        "orders_not_the_sum_of_their_items",
        "An order's total is the sum of its items.",
        """
        SELECT o.id FROM chatbot.orders o LEFT JOIN chatbot.order_items i ON i.order_id = o.id
        GROUP BY o.id HAVING o.total_amount <> coalesce(sum(i.amount), 0)
        """,
    ),
    Check(
        "orders_not_less_their_discounts",
        "An order's discount is the sum of what its coupons take off.",
        """
        SELECT o.id FROM chatbot.orders o LEFT JOIN chatbot.order_discounts d ON d.order_id = o.id
        GROUP BY o.id HAVING o.discount_amount <> coalesce(sum(d.discount_amount), 0)
        """,
    ),
    Check(
        "orders_completed_before_made",
        "No order was completed before it was made.",
        "SELECT id FROM chatbot.orders WHERE completed_at < ordered_at",
    ),
    Check(
        "vouchers_against_their_order",
        "A voucher is of its order's shop, and confirmed exactly where the order is completed.",
        """
        SELECT o.id FROM chatbot.orders o JOIN chatbot.redemptions r ON r.order_id = o.id
        WHERE r.shop_id <> o.shop_id OR (r.state = 'confirmed') <> (o.status = 'COMPLETED')
           OR (r.state = 'released' AND o.status = 'PENDING')
        """,
    ),
    Check(
        "coupons_reserved_without_order",
        "A coupon that an order holds is named by that order, which still waits (or was completed with it).",
        """
        SELECT w.id FROM chatbot.user_coupon_wallet w
        LEFT JOIN chatbot.orders o ON o.id = w.reserved_order_id
        LEFT JOIN chatbot.order_discounts d ON d.order_id = o.id AND d.wallet_id = w.id
        WHERE w.reserved_order_id IS NOT NULL AND (
            d.id IS NULL
            OR (w.status = 'ACTIVE' AND o.status <> 'PENDING')
            OR (w.status = 'USED' AND o.status <> 'COMPLETED'))
        """,
    ),
    Check(
        "coupons_of_someone_else",
        "An order takes coupons of its own person only.",
        """
        SELECT d.id FROM chatbot.order_discounts d
        JOIN chatbot.orders o ON o.id = d.order_id
        JOIN chatbot.user_coupon_wallet w ON w.id = d.wallet_id
        WHERE w.user_id <> o.user_id OR w.coupon_id <> d.coupon_id
        """,
    ),
    Check(
        "used_coupons_against_their_order",
        "A used coupon tells the shop and the discount that its order tells.",
        """
        SELECT w.id FROM chatbot.user_coupon_wallet w
        JOIN chatbot.orders o ON o.id = w.reserved_order_id
        JOIN chatbot.order_discounts d ON d.order_id = o.id AND d.wallet_id = w.id
        WHERE w.status = 'USED'
          AND (w.used_shop_id IS DISTINCT FROM o.shop_id OR w.discount_applied IS DISTINCT FROM d.discount_amount)
        """,
    ),
    Check(
        "balances_below_their_holds",
        "No card's open holds exceed its balance.",
        "SELECT card_id AS id FROM chatbot.card_money WHERE held > balance",
    ),
    Check(
        "holds_against_their_order",
        "A hold is open while its order waits, captured where that is completed, and never more than is to pay.",
        """
        SELECT h.id FROM chatbot.foodcard_holds h JOIN chatbot.orders o ON o.id = h.order_id
        WHERE h.amount > o.amount_to_pay
           OR (h.status = 'HELD' AND o.status IN ('CANCELLED', 'EXPIRED'))
           OR (h.status = 'CAPTURED' AND o.status <> 'COMPLETED')
        """,
    ),
    Check(
        "cards_synced_in_the_future",
        "No card was read in the future.",
        "SELECT id FROM chatbot.foodcard_users WHERE last_sync_at > now() + INTERVAL '1 day'",
    ),
)
