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

    # A claim (core.coupons.claims).
    NOT_OFFERED = "coupon_not_offered"
    NOT_FOR_THE_ASKING = "coupon_not_for_the_asking"
    HELD = "coupon_already_held"
    USED_UP = "coupon_used_up"
    SOLD_OUT = "coupon_sold_out"
    NO_BUDGET = "coupon_budget_spent"
    NOT_KEPT = "needs_consent"
    TOO_MANY_CLAIMS = "too_many_claims"

    # An order (core.orders).
    UNKNOWN_SHOP = "shop_unknown"
    UNKNOWN_MENU = "menu_unknown"
    UNKNOWN_OPTION = "option_unknown"
    PRICE_DOUBTED = "price_doubted"
    NOT_HELD = "coupon_not_held"
    USED = "coupon_already_used"
    NO_COUPON = "order_without_coupon"
    TOO_MANY_VOUCHERS = "too_many_vouchers"
    SHOP_TOO_BUSY = "shop_too_busy"
    CARD_REFUSED = "card_hold_refused"

    # The shop's word (core.orders.confirming).
    NOT_OPEN = "voucher_not_open"
    WRONG_PIN = "pin_wrong"
    NO_TRIES = "pin_tries_spent"
    WRONG_CODE = "voucher_code_stale"
