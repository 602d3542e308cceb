"""What coupons take off a purchase, and which are best: exact, pure, integer won. Rules: domain.md 6.

One coupon an order, or any number of stackable ones: first those that take off an amount (fixed, free item, two for
one), then percentages of what is left, never below zero. A thing is given away once: of two-for-ones, and of coupons
for the same item, only one counts in an order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from core.coupons.coupon import Applied, Buyer, Discount, HeldCoupon, Kind, Purchase
from core.coupons.refusals import Refusal
from core.coupons.rules import free_lines, gift, pairs, refusal


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the coupons that somebody chose cannot be used, and which of them it is about."""

    reason: Refusal
    coupon: HeldCoupon


def best(coupons: Iterable[HeldCoupon], purchase: Purchase, buyer: Buyer, at: datetime) -> Applied | None:
    """The coupons that leave least to pay; then the fewest; then the soonest to expire; then the highest priority.

    None where no coupon takes anything off.
    """
    fitting = [coupon for coupon in coupons if refusal(coupon, purchase, buyer, at) is None]
    found = [applied for applied in (_best_alone(fitting, purchase), _best_together(fitting, purchase)) if applied]
    return min(found, key=_rank) if len(found) > 1 else next(iter(found), None)


def apply(coupons: Sequence[HeldCoupon], purchase: Purchase, buyer: Buyer, at: datetime) -> Applied | Refused:
    """The chosen coupons on a purchase, or why not. Every one of them must count and take something off."""
    for coupon in coupons:
        if (reason := refusal(coupon, purchase, buyer, at)) is not None:
            return Refused(reason, coupon)
    if len(coupons) > 1:
        alone = next((coupon for coupon in coupons if not coupon.stackable), None)
        if alone is not None:
            return Refused(Refusal.NOT_TOGETHER, alone)
    if len({gift(coupon) for coupon in coupons}) < len(coupons):
        return Refused(Refusal.NOT_TOGETHER, coupons[-1])
    applied = _take_off(coupons, purchase)
    idle = next((discount for discount in applied.discounts if not discount.amount), None)
    return Refused(Refusal.NOTHING_LEFT, idle.coupon) if idle else applied


def _best_alone(fitting: Sequence[HeldCoupon], purchase: Purchase) -> Applied | None:
    """The best single coupon; searches ask this for every menu, so only the winner is made."""
    total = purchase.total
    offs = [(min(total, _off(coupon, purchase, total)), coupon) for coupon in fitting]
    off, coupon = min(offs, key=lambda one: (-one[0], *_ending(one[1])), default=(0, None))
    return Applied((Discount(coupon, off),), total - off) if coupon and off else None


def _best_together(fitting: Sequence[HeldCoupon], purchase: Purchase) -> Applied | None:
    stack = [coupon for coupon in fitting if coupon.stackable]
    return _best_stack(stack, purchase) if len(stack) > 1 else None


def _off(coupon: HeldCoupon, purchase: Purchase, left: int) -> int:
    return _share(coupon, left) if coupon.kind == Kind.PERCENTAGE else _amount(coupon, purchase)


def _take_off(coupons: Sequence[HeldCoupon], purchase: Purchase) -> Applied:
    """All of them, in the order of the rules; percentages in the order that leaves least."""
    discounts: list[Discount] = []
    left = purchase.total
    for coupon in sorted((c for c in coupons if c.kind != Kind.PERCENTAGE), key=_ending):
        discounts.append(Discount(coupon, min(left, _amount(coupon, purchase))))
        left -= discounts[-1].amount
    for coupon in _arranged(sorted((c for c in coupons if c.kind == Kind.PERCENTAGE), key=_ending), left):
        discounts.append(Discount(coupon, _share(coupon, left)))
        left -= discounts[-1].amount
    return Applied(tuple(discounts), left)


def _amount(coupon: HeldCoupon, purchase: Purchase) -> int:
    """Won that a coupon which is no percentage takes off, if so much is left."""
    match coupon.kind:
        case Kind.FREEBIE:
            amount = max((line.unit_price for line in free_lines(coupon, purchase)), default=0)
        case Kind.BOGO:
            amount = max(pairs(purchase), default=0)
        case _:
            amount = coupon.amount or 0
    return amount if coupon.most is None else min(amount, coupon.most)


def _share(coupon: HeldCoupon, left: int) -> int:
    """Won that a percentage takes off what is left, floored to 1 won and capped."""
    share = left * (coupon.percent or 0) // 100
    return share if coupon.most is None else min(share, coupon.most)


def _arranged(percentages: Sequence[HeldCoupon], left: int) -> Sequence[HeldCoupon]:
    """The order that leaves least: caps and floors make it matter.

    What a percentage leaves never falls when more was left before it, so the best order of a set ends with the best
    order of a smaller one: a table over subsets is exact.
    """
    if len(percentages) < 2:
        return percentages
    orders: dict[frozenset[int], tuple[int, tuple[int, ...]]] = {frozenset(): (left, ())}
    for size in range(1, len(percentages) + 1):
        for members in map(frozenset, combinations(range(len(percentages)), size)):
            options = ((orders[members - {last}], last) for last in members)
            orders[members] = min(
                (before - _share(percentages[last], before), (*order, last)) for (before, order), last in options
            )
    return [percentages[place] for place in orders[frozenset(range(len(percentages)))][1]]


def _best_stack(stack: Sequence[HeldCoupon], purchase: Purchase) -> Applied | None:
    """Of stackable coupons the least to pay with as few of them as reach it.

    One more coupon never leaves more to pay, so the dearest of each gift all together leave least; whoever is needed
    for that is in every set that reaches it, and the rest is tried from small sets to large ones.
    """
    rivals: dict[str, list[HeldCoupon]] = {}
    for coupon in {one.coupon_id: one for one in sorted(stack, key=_ending, reverse=True)}.values():
        rivals.setdefault(gift(coupon), []).append(coupon)
    dearest = [max(of_one, key=lambda coupon: _amount(coupon, purchase)) for of_one in rivals.values()]
    least = _take_off(dearest, purchase).to_pay
    needed = [c for c in dearest if _take_off([o for o in dearest if o is not c], purchase).to_pay > least]
    others = [c for c in dearest if c not in needed]
    for size in range(len(others) + 1):
        sets = (_take_off([*needed, *chosen], purchase) for chosen in combinations(others, size))
        reaching = [applied for applied in sets if applied.to_pay == least and applied.discount]
        if reaching:
            return min((_soonest(applied, rivals, purchase) for applied in reaching), key=_rank)
    return None


def _soonest(dearest: Applied, rivals: Mapping[str, Sequence[HeldCoupon]], purchase: Purchase) -> Applied:
    """The same gifts, each by the rival that ends soonest, as long as no more is left to pay.

    Of ways to give the first few, one that takes off no more than another and ranks behind it is never better, whoever
    gives the rest: what is tried grows with the sum of the rivals, not with their product.
    """
    ways = [dearest]
    for coupon in dearest.coupons:
        of_one = rivals[gift(coupon)]
        if len(of_one) == 1:
            continue
        tried = (
            _take_off([rival if one is coupon else one for one in way.coupons], purchase)
            for way in ways
            for rival in of_one
        )
        ways = []
        for way in sorted((way for way in tried if way.to_pay == dearest.to_pay), key=_rank):
            if not ways or _worth(way, purchase) > _worth(ways[-1], purchase):
                ways.append(way)
    return ways[0]


def _worth(applied: Applied, purchase: Purchase) -> int:
    """Won that its coupons would take off, if so much was left: of percentages nothing."""
    return sum(_amount(coupon, purchase) for coupon in applied.coupons)


def _rank(applied: Applied) -> tuple[object, ...]:
    ending = sorted(applied.coupons, key=_ending)
    return applied.to_pay, len(ending), [c.expires_at for c in ending], [-c.priority for c in ending], _ids(ending)


def _ids(coupons: Iterable[HeldCoupon]) -> list[int]:
    return [coupon.wallet_id for coupon in coupons]


def _ending(coupon: HeldCoupon) -> tuple[datetime, float, int]:
    return coupon.expires_at, -coupon.priority, coupon.wallet_id
