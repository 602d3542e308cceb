"""From rows of a wallet to coupons that rules can be asked about."""

from __future__ import annotations

from core.coupons.coupon import Buyer, HeldCoupon
from db.people import Wallet, WalletRow


def held(row: WalletRow) -> HeldCoupon:
    """A coupon of a wallet with the terms of its definition."""
    return HeldCoupon(
        wallet_id=row.wallet_id,
        coupon_id=row.coupon_id,
        name=row.coupon_name,
        kind=row.coupon_type,
        amount=row.discount_amount,
        minimum=row.min_order_amount,
        scope=row.usage_type,
        categories=row.target_categories,
        shop_ids=row.applicable_shop_ids,
        first_day=row.valid_from,
        last_day=row.valid_until,
        expires_at=row.expires_at,
        priority=row.priority_score,
        reserved=row.is_reserved,
        percent=row.percent,
        most=row.max_discount_amount,
        free_item=row.free_item,
        stackable=row.is_stackable,
        user_types=row.target_user_types,
        likely=row.usage_probability,
    )


def buyer(wallet: Wallet, *, has_card: bool) -> Buyer:
    """What rules ask of the person who holds this wallet."""
    return Buyer(wallet.completed, wallet.completed_lately, has_card)
