"""Rules of coupons: definitions that make sense, and wallet, ledger, totals and budgets that tell one story."""

from __future__ import annotations

from db.checks.check import Check

COUPONS = (
    Check(
        "wallets_of_nobody",
        "Every coupon in a wallet has its person and its definition.",
        """
        SELECT w.id FROM chatbot.user_coupon_wallet w
        LEFT JOIN chatbot.users u ON u.id = w.user_id
        LEFT JOIN chatbot.coupons c ON c.id = w.coupon_id
        WHERE u.id IS NULL OR c.id IS NULL
        """,
    ),
    Check(
        "coupons_expired_before_issued",
        "No coupon expired before it was given.",
        "SELECT id FROM chatbot.user_coupon_wallet WHERE expires_at < issued_at",
    ),
    Check(
        "coupons_outliving_their_definition",
        "No coupon in a wallet lives longer than its definition's last day (KST, whole).",
        """
        SELECT w.id FROM chatbot.user_coupon_wallet w JOIN chatbot.coupons c ON c.id = w.coupon_id
        WHERE w.expires_at > (c.valid_until + 1)::timestamp AT TIME ZONE 'Asia/Seoul'
        """,
    ),
    Check(
        "coupons_of_unknown_shops",
        "A coupon names only shops that exist and are coupon partners.",
        """
        SELECT DISTINCT c.id FROM chatbot.coupons c CROSS JOIN unnest(c.applicable_shop_ids) AS named (shop_id)
        LEFT JOIN chatbot.shops s ON s.id = named.shop_id
        WHERE s.id IS NULL OR NOT s.is_coupon_partner
        """,
    ),
    Check(
        "coupons_without_scope",
        "A coupon for shops names shops, one for categories names categories that exist.",
        """
        SELECT id FROM chatbot.coupons
        WHERE (usage_type = 'SHOP' AND coalesce(cardinality(applicable_shop_ids), 0) = 0)
           OR (usage_type = 'CATEGORY' AND coalesce(cardinality(target_categories), 0) = 0)
           OR NOT target_categories <@ ARRAY['한식', '중식', '일식', '양식', '치킨', '피자', '패스트푸드', '분식',
                '카페/디저트', '도시락/죽', '프랜차이즈', '기타음식', '편의점']
        """,
    ),
    Check(
        "issued_totals_wrong",
        "coupons.total_issued is the number of ISSUED entries of the ledger.",
        """
        SELECT c.id FROM chatbot.coupons c
        LEFT JOIN chatbot.coupon_ledger l ON l.coupon_id = c.id AND l.entry = 'ISSUED'
        GROUP BY c.id HAVING c.total_issued <> count(l.id)
        """,
    ),
    Check(
        "used_totals_wrong",
        "coupons.total_used is the number of USED entries of the ledger.",
        """
        SELECT c.id FROM chatbot.coupons c
        LEFT JOIN chatbot.coupon_ledger l ON l.coupon_id = c.id AND l.entry = 'USED'
        GROUP BY c.id HAVING c.total_used <> count(l.id)
        """,
    ),
    Check(
        "wallets_not_in_the_ledger",
        "The ledger tells of every coupon in a wallet that it was given, and how it ended if it ended.",
        """
        SELECT w.id FROM chatbot.user_coupon_wallet w
        LEFT JOIN chatbot.coupon_ledger given ON given.wallet_id = w.id AND given.entry = 'ISSUED'
        LEFT JOIN chatbot.coupon_ledger ended
            ON ended.wallet_id = w.id AND ended.entry IN ('USED', 'EXPIRED', 'CANCELLED')
        WHERE given.id IS NULL OR coalesce(ended.entry, 'ACTIVE') <> w.status
           OR (ended.entry = 'USED' AND ended.amount <> coalesce(w.discount_applied, 0))
        """,
    ),
    Check(
        "ledger_of_vanished_wallets",
        "A coupon that is in no wallet any more has its end in the ledger.",
        """
        SELECT given.id FROM chatbot.coupon_ledger given
        WHERE given.entry = 'ISSUED'
          AND NOT EXISTS (SELECT FROM chatbot.user_coupon_wallet w WHERE w.id = given.wallet_id)
          AND NOT EXISTS (
              SELECT FROM chatbot.coupon_ledger ended
              WHERE ended.wallet_id = given.wallet_id AND ended.entry IN ('USED', 'EXPIRED', 'CANCELLED'))
        """,
    ),
    Check(
        "reservations_not_in_the_ledger",
        "The ledger's RESERVED less its RELEASED entries say whether a coupon is held by an order.",
        """
        SELECT w.id FROM chatbot.user_coupon_wallet w LEFT JOIN chatbot.coupon_ledger l ON l.wallet_id = w.id
        GROUP BY w.id
        HAVING count(*) FILTER (WHERE l.entry = 'RESERVED') - count(*) FILTER (WHERE l.entry = 'RELEASED')
            <> (w.reserved_order_id IS NOT NULL)::int
        """,
    ),
    Check(
        "coupons_used_too_often",
        "Nobody used a coupon more often than it may be used.",
        """
        SELECT max(w.id) AS id FROM chatbot.user_coupon_wallet w JOIN chatbot.coupons c ON c.id = w.coupon_id
        WHERE w.status = 'USED' GROUP BY w.user_id, c.id HAVING count(*) > c.max_use_per_user
        """,
    ),
    Check(
        "programmes_over_budget",
        "What the ledger says a programme spent, with what wallets still hold, is within its budget.",
        """
        SELECT p.id FROM chatbot.programmes p
        WHERE (SELECT coalesce(sum(l.amount), 0) FROM chatbot.coupon_ledger l
               WHERE l.programme_id = p.id AND l.entry = 'USED')
            + (SELECT coalesce(sum(w.committed_amount), 0)
               FROM chatbot.user_coupon_wallet w JOIN chatbot.coupons c ON c.id = w.coupon_id
               WHERE c.programme_id = p.id AND w.status = 'ACTIVE') > p.money_budget
        """,
    ),
    Check(
        "programme_totals_wrong",
        "A programme's counts are those of the ledger and of the wallets.",
        """
        SELECT p.id FROM chatbot.programmes p
        LEFT JOIN LATERAL (
            SELECT count(*) FILTER (WHERE entry = 'ISSUED') AS issued,
                   coalesce(sum(amount) FILTER (WHERE entry = 'USED'), 0) AS spent
            FROM chatbot.coupon_ledger WHERE programme_id = p.id) l ON TRUE
        LEFT JOIN LATERAL (
            SELECT coalesce(sum(w.committed_amount), 0) AS committed
            FROM chatbot.user_coupon_wallet w JOIN chatbot.coupons c ON c.id = w.coupon_id
            WHERE c.programme_id = p.id AND w.status = 'ACTIVE') w ON TRUE
        WHERE (p.number_issued, p.money_spent, p.money_committed) <> (l.issued, l.spent, w.committed)
        """,
    ),
    Check(
        "coupons_of_closed_programmes",
        "No coupon is given out by a programme that is closed.",
        """
        SELECT c.id FROM chatbot.coupons c JOIN chatbot.programmes p ON p.id = c.programme_id
        WHERE c.is_active AND NOT p.is_active
        """,
    ),
    Check(
        "aid_twice_a_day",
        "Nobody was given emergency aid twice within 24 hours.",
        """
        SELECT id FROM (
            SELECT id, granted_at - lag(granted_at) OVER (PARTITION BY subject_hash ORDER BY granted_at) AS since
            FROM chatbot.benefit_grants WHERE benefit = 'emergency_aid') grants
        WHERE since < INTERVAL '24 hours'
        """,
    ),
)
