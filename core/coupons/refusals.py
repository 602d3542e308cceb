"""Why money is refused: one code a reason, and for each one kind sentence in `templates/text/*/refusals.yaml`."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """Every code that a claim, a coupon, an order or a voucher can be refused with."""

    # A coupon on an order (core.coupons.rules).
    NOT_PARTNER = "shop_not_partner"
    NOT_YET = "coupon_not_yet_valid"
    EXPIRED = "coupon_expired"
    RESERVED = "coupon_reserved"
    OTHER_SHOP = "coupon_other_shop"
    OTHER_CATEGORY = "coupon_other_category"
    NEEDS_CARD = "coupon_needs_card"
    ONLY_NEW = "coupon_only_first_order"
    ONLY_LOYAL = "coupon_only_loyal"
    OTHER_PEOPLE = "coupon_other_people"
    BELOW_MINIMUM = "order_below_minimum"
    ITEM_MISSING = "coupon_item_missing"
    NOT_TWO_EQUAL = "coupon_needs_two"
    NOTHING_LEFT = "nothing_left_to_pay"
    NOT_TOGETHER = "coupons_not_together"
