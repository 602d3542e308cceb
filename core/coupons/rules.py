"""Whether a coupon may be used on a purchase, and if not, why. Pure. Rules: domain.md 6."""

from __future__ import annotations

from datetime import datetime

from core.clock import SEOUL
from core.coupons.coupon import Buyer, HeldCoupon, Kind, Line, Purchase
from core.coupons.refusals import Refusal


def refusal(coupon: HeldCoupon, purchase: Purchase, buyer: Buyer, at: datetime) -> Refusal | None:
    """The first rule that refuses `coupon`, None where it counts. Rules that the person cannot change come first."""
    if not purchase.partner:
        return Refusal.NOT_PARTNER
    return (
        _out_of_time(coupon, at)
        or (Refusal.RESERVED if coupon.reserved else None)
        or _out_of_scope(coupon, purchase, buyer)
        or _not_for(coupon, buyer)
        or (Refusal.BELOW_MINIMUM if purchase.total < coupon.minimum else None)
        or _nothing_to_take(coupon, purchase)
    )


def is_valid(coupon: HeldCoupon, at: datetime) -> bool:
    """Whether it may be used at `at`: inside its days of KST and before it expires."""
    return _out_of_time(coupon, at) is None


def free_lines(coupon: HeldCoupon, purchase: Purchase) -> tuple[Line, ...]:
    """The lines that are the item a FREEBIE gives away; spaces and case do not count."""
    item = _plain(coupon.free_item or "")
    return tuple(line for line in purchase.lines if _plain(line.name) == item)


def gift(coupon: HeldCoupon) -> str:
    """What a coupon gives, as far as an order takes it once: a second equal menu, an item, else what the coupon is."""
    match coupon.kind:
        case Kind.BOGO:
            return Kind.BOGO
        case Kind.FREEBIE:
            return f"{Kind.FREEBIE} {_plain(coupon.free_item or '')}"
        case _:
            return coupon.coupon_id


def pairs(purchase: Purchase) -> tuple[int, ...]:
    """Of every menu bought twice or more, the price of the cheaper one of its two dearest (won)."""
    prices: dict[int, list[int]] = {}
    for line in purchase.lines:
        prices.setdefault(line.menu_id, []).extend([line.unit_price] * min(line.quantity, 2))
    return tuple(sorted(units)[-2] for units in prices.values() if len(units) > 1)


def _out_of_time(coupon: HeldCoupon, at: datetime) -> Refusal | None:
    today = at.astimezone(SEOUL).date()
    if today < coupon.first_day:
        return Refusal.NOT_YET
    return Refusal.EXPIRED if today > coupon.last_day or at >= coupon.expires_at else None


def _out_of_scope(coupon: HeldCoupon, purchase: Purchase, buyer: Buyer) -> Refusal | None:
    match coupon.scope:
        case "SHOP" if purchase.shop_id not in coupon.shop_ids:
            return Refusal.OTHER_SHOP
        case "CATEGORY" if purchase.category not in coupon.categories:
            return Refusal.OTHER_CATEGORY
        case "FOODCARD" if not purchase.pays_by_card:
            return Refusal.NEEDS_CARD
        case "NEW_USER" if buyer.completed:
            return Refusal.ONLY_NEW
        case "LOYALTY" if not buyer.is_loyal:
            return Refusal.ONLY_LOYAL
        case _:
            return None


def _not_for(coupon: HeldCoupon, buyer: Buyer) -> Refusal | None:
    if not coupon.user_types:
        return None
    wanted = {name.lower() for name in coupon.user_types}
    return None if wanted & buyer.types else Refusal.OTHER_PEOPLE


def _nothing_to_take(coupon: HeldCoupon, purchase: Purchase) -> Refusal | None:
    if coupon.kind == Kind.FREEBIE and not free_lines(coupon, purchase):
        return Refusal.ITEM_MISSING
    if coupon.kind == Kind.BOGO and not pairs(purchase):
        return Refusal.NOT_TWO_EQUAL
    return None


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
