"""What coupons take off: never more than the price, only where and when they count, and always the best of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations, permutations
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import SEOUL
from core.coupons.coupon import Applied, Buyer, HeldCoupon, Line, Purchase
from core.coupons.price import Refused, apply, best
from core.coupons.refusals import Refusal
from core.coupons.rules import refusal

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=SEOUL)
LATER = datetime(2026, 12, 23, tzinfo=SEOUL)
COUPON = HeldCoupon(
    1, "C", "쿠폰", "FIXED_AMOUNT", 1000, 3000, "ALL", (), (), date(2026, 11, 1), date(2026, 11, 30), LATER, 0.5
)
PERCENT = replace(COUPON, wallet_id=2, coupon_id="P", kind="PERCENTAGE", amount=None, percent=10)
FREE = replace(COUPON, wallet_id=3, coupon_id="F", kind="FREEBIE", amount=None, free_item="계란 말이")
BOGO = replace(COUPON, wallet_id=4, coupon_id="B", kind="BOGO", amount=None)
KIMBAP, EGGS = Line(1, "참치김밥", 3500), Line(2, "계란말이", 2000)
PURCHASE = Purchase(shop_id=7, category="분식", partner=True, lines=(Line(3, "라볶이", 5000),), pays_by_card=True)
REGULAR = Buyer(completed=12, completed_lately=10)


def of(total: int) -> Purchase:
    return replace(PURCHASE, lines=(Line(3, "라볶이", total),))


@pytest.mark.parametrize(
    ("coupon", "purchase", "buyer", "reason"),
    [
        (COUPON, PURCHASE, Buyer(), None),
        (COUPON, of(3000), Buyer(), None),
        (COUPON, of(2999), Buyer(), Refusal.BELOW_MINIMUM),
        (COUPON, replace(PURCHASE, partner=False), Buyer(), Refusal.NOT_PARTNER),
        (replace(COUPON, reserved=True), PURCHASE, Buyer(), Refusal.RESERVED),
        (replace(COUPON, scope="SHOP", shop_ids=(7,)), PURCHASE, Buyer(), None),
        (replace(COUPON, scope="SHOP", shop_ids=(8,)), PURCHASE, Buyer(), Refusal.OTHER_SHOP),
        (replace(COUPON, scope="CATEGORY", categories=("분식",)), PURCHASE, Buyer(), None),
        (replace(COUPON, scope="CATEGORY", categories=("한식",)), PURCHASE, Buyer(), Refusal.OTHER_CATEGORY),
        (replace(COUPON, scope="FOODCARD"), PURCHASE, Buyer(), None),
        (replace(COUPON, scope="FOODCARD"), replace(PURCHASE, pays_by_card=False), Buyer(), Refusal.NEEDS_CARD),
        (replace(COUPON, scope="NEW_USER"), PURCHASE, Buyer(), None),
        (replace(COUPON, scope="NEW_USER"), PURCHASE, Buyer(completed=1), Refusal.ONLY_NEW),
        (replace(COUPON, scope="LOYALTY"), PURCHASE, REGULAR, None),
        (replace(COUPON, scope="LOYALTY"), PURCHASE, Buyer(20, 9), Refusal.ONLY_LOYAL),
        (replace(COUPON, user_types=("new", "vip")), PURCHASE, REGULAR, None),
        (replace(COUPON, user_types=("foodcard",)), PURCHASE, Buyer(has_card=True), None),
        (replace(COUPON, user_types=("foodcard",)), PURCHASE, Buyer(), Refusal.OTHER_PEOPLE),
        (FREE, replace(PURCHASE, lines=(KIMBAP, EGGS)), Buyer(), None),
        (FREE, replace(PURCHASE, lines=(KIMBAP,)), Buyer(), Refusal.ITEM_MISSING),
        (BOGO, replace(PURCHASE, lines=(KIMBAP, EGGS)), Buyer(), Refusal.NOT_TWO_EQUAL),
    ],
)
def test_rules(coupon: HeldCoupon, purchase: Purchase, buyer: Buyer, reason: Refusal | None) -> None:
    assert refusal(coupon, purchase, buyer, NOW) == reason
    assert (best([coupon], purchase, buyer, NOW) is None) == (reason is not None)


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        ("2026-10-31T23:59:59", Refusal.NOT_YET),
        ("2026-11-01T00:00:00", None),
        ("2026-11-30T23:59:59", None),
        ("2026-12-01T00:00:00", Refusal.EXPIRED),
    ],
)
def test_its_days_are_whole_days_in_korea(moment: str, reason: Refusal | None) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=SEOUL)
    assert refusal(COUPON, PURCHASE, Buyer(), at) == reason
    assert refusal(COUPON, PURCHASE, Buyer(), at.astimezone(tz=None)) == reason


@pytest.mark.parametrize(
    ("coupon", "lines", "off"),
    [
        (replace(COUPON, amount=9000), (Line(3, "라볶이", 5000),), 5000),
        (PERCENT, (Line(1, "김밥", 3999),), 399),  # floored to 1 won
        (replace(PERCENT, most=300), (Line(1, "김밥", 3999),), 300),
        (FREE, (KIMBAP, EGGS, EGGS), 2000),  # one of it
        (replace(FREE, most=1500), (KIMBAP, EGGS), 1500),
        (BOGO, (replace(KIMBAP, quantity=2),), 3500),
        (BOGO, (KIMBAP, replace(KIMBAP, unit_price=4000)), 3500),  # the same menu with an option: the cheaper one
        (BOGO, (replace(KIMBAP, quantity=2), replace(EGGS, quantity=3)), 3500),  # one pair, the dearer
        (replace(BOGO, most=2000), (replace(KIMBAP, quantity=2),), 2000),
    ],
)
def test_every_kind_takes_off_its_own(coupon: HeldCoupon, lines: tuple[Line, ...], off: int) -> None:
    applied = best([coupon], replace(PURCHASE, lines=lines), Buyer(), NOW)
    assert applied is not None
    assert applied.discount == off


def test_the_welcome_and_the_first_order_stand_together_fixed_before_percentage() -> None:
    welcome = replace(COUPON, amount=3000, stackable=True)
    first = replace(PERCENT, scope="NEW_USER", stackable=True)
    applied = best([first, welcome], of(8000), Buyer(), NOW)
    assert applied is not None
    assert [(d.coupon.coupon_id, d.amount) for d in applied.discounts] == [("C", 3000), ("P", 500)]
    assert applied == apply([first, welcome], of(8000), Buyer(), NOW)


def test_what_cannot_be_chosen_together_is_told() -> None:
    stackable = replace(PERCENT, stackable=True)
    assert apply([COUPON, stackable], of(8000), Buyer(), NOW) == Refused(Refusal.NOT_TOGETHER, COUPON)
    again = replace(stackable, wallet_id=9)
    assert apply([stackable, again], of(8000), Buyer(), NOW) == Refused(Refusal.NOT_TOGETHER, again)
    whole = replace(COUPON, amount=9000, stackable=True)
    assert apply([whole, stackable], of(8000), Buyer(), NOW) == Refused(Refusal.NOTHING_LEFT, stackable)
    assert apply([], of(8000), Buyer(), NOW) == Applied((), 8000)


def test_the_best_leaves_least_to_pay_then_ends_soonest_then_has_priority() -> None:
    more = replace(COUPON, coupon_id="more", amount=1500)
    sooner = replace(COUPON, coupon_id="sooner", expires_at=LATER - timedelta(days=1))
    liked = replace(COUPON, coupon_id="liked", priority=0.9)

    def chosen(*held: HeldCoupon) -> str:
        applied = best(held, PURCHASE, Buyer(), NOW)
        assert applied is not None
        return applied.coupons[0].coupon_id

    assert chosen(COUPON, sooner, more) == "more"
    assert chosen(COUPON, liked, sooner) == "sooner"
    assert chosen(COUPON, liked) == "liked"
    assert best([], PURCHASE, Buyer(), NOW) is None


def test_many_coupons_for_each_of_some_items_are_weighed_at_once() -> None:
    """Ten for each of five: of each item the one that takes off most, of equal ones the soonest to end."""
    items = [Line(number, f"{number}번 김밥", 3000) for number in range(5)]
    held = [
        replace(
            FREE,
            wallet_id=10 * item.menu_id + place,
            coupon_id=f"{item.menu_id}-{place}",
            free_item=item.name,
            most=1500 + 500 * (place % 3),
            expires_at=LATER - timedelta(days=place),
            stackable=True,
        )
        for item in items
        for place in range(10)
    ]
    began = process_time()
    applied = best(held, replace(PURCHASE, lines=(*items, Line(9, "라면", 4000))), Buyer(), NOW)
    assert process_time() - began < 1
    assert applied is not None
    assert {coupon.wallet_id for coupon in applied.coupons} == {8, 18, 28, 38, 48}
    assert applied.to_pay == 5 * 500 + 4000


def test_one_that_takes_off_less_of_an_item_is_used_where_no_more_is_left_to_pay_and_it_ends_sooner() -> None:
    more = replace(FREE, stackable=True)
    sooner = replace(more, wallet_id=8, coupon_id="sooner", most=1500, expires_at=LATER - timedelta(days=1))
    fixed = replace(COUPON, amount=4000, stackable=True)
    applied = best([more, sooner, fixed], replace(PURCHASE, lines=(KIMBAP, EGGS)), Buyer(), NOW)
    assert applied is not None
    assert applied.to_pay == 0
    assert sooner in applied.coupons


@st.composite
def wallets(draw: st.DrawFn) -> list[HeldCoupon]:
    """Up to five coupons of every kind, mostly stackable, small enough to meet on the same price."""
    made = []
    for place in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(("FIXED_AMOUNT", "PERCENTAGE", "PERCENTAGE", "FREEBIE", "BOGO")))
        made.append(
            replace(
                COUPON,
                wallet_id=place,
                coupon_id=f"C{place}",
                kind=kind,
                amount=draw(st.integers(1, 4000)) if kind == "FIXED_AMOUNT" else None,
                percent=draw(st.integers(1, 100)) if kind == "PERCENTAGE" else None,
                most=draw(st.none() | st.integers(1, 3000)) if kind != "FIXED_AMOUNT" else None,
                free_item="계란말이" if kind == "FREEBIE" else None,
                minimum=draw(st.sampled_from((0, 3000, 6000))),
                stackable=draw(st.sampled_from((True, True, False))),
                expires_at=LATER - timedelta(days=draw(st.integers(0, 2))),
                priority=draw(st.sampled_from((0.1, 0.9))),
            )
        )
    return made


@st.composite
def purchases(draw: st.DrawFn) -> Purchase:
    menus = (("참치김밥", 1), ("계란말이", 2), ("라볶이", 3))
    lines = st.builds(
        lambda menu, price, quantity: Line(menu[1], menu[0], price, quantity),
        st.sampled_from(menus),
        st.integers(0, 6000),
        st.integers(1, 3),
    )
    return replace(PURCHASE, lines=tuple(draw(st.lists(lines, min_size=1, max_size=3))))


def legal(held: Sequence[HeldCoupon], purchase: Purchase) -> Iterator[tuple[tuple[object, ...], Applied]]:
    """Every legal way to use some of the coupons, in every legal order, by what a reader of the rules would do."""
    fitting = [coupon for coupon in held if refusal(coupon, purchase, Buyer(), NOW) is None]
    for size in range(1, len(fitting) + 1):
        for chosen in combinations(fitting, size):
            if size > 1 and not all(coupon.stackable for coupon in chosen):
                continue
            things = [coupon.free_item or coupon.kind for coupon in chosen if coupon.kind in {"FREEBIE", "BOGO"}]
            if len(set(things)) < len(things):
                continue  # a thing is given away once
            for order in permutations(chosen):
                kinds = [coupon.kind == "PERCENTAGE" for coupon in order]
                if kinds != sorted(kinds):
                    continue
                steps = [best([replace(c, stackable=False, minimum=0)], purchase, Buyer(), NOW) for c in order]
                left = purchase.total
                for coupon, alone in zip(order, steps, strict=True):
                    most = coupon.most if coupon.most is not None else left
                    off = left * (coupon.percent or 0) // 100 if coupon.percent else (alone.discount if alone else 0)
                    left -= min(off, most if coupon.kind != "FIXED_AMOUNT" else left, left)
                ending = sorted(chosen, key=lambda c: (c.expires_at, -c.priority, c.wallet_id))
                yield (
                    (
                        left,
                        size,
                        [c.expires_at for c in ending],
                        [-c.priority for c in ending],
                        [c.wallet_id for c in ending],
                    ),
                    Applied((), left),
                )


@settings(deadline=None)  # a busy machine takes its time
@given(wallets(), purchases())
def test_the_best_is_the_best_of_all_legal_ways(held: list[HeldCoupon], purchase: Purchase) -> None:
    applied = best(held, purchase, Buyer(), NOW)
    useful = [rank for rank, way in legal(held, purchase) if way.to_pay < purchase.total]
    if applied is None:
        assert not useful
        return
    ending = sorted(applied.coupons, key=lambda c: (c.expires_at, -c.priority, c.wallet_id))
    rank = (
        applied.to_pay,
        len(ending),
        [c.expires_at for c in ending],
        [-c.priority for c in ending],
        [c.wallet_id for c in ending],
    )
    assert rank == min(useful)


@settings(deadline=None)  # a busy machine takes its time
@given(wallets(), purchases())
def test_money_rules(held: list[HeldCoupon], purchase: Purchase) -> None:
    """Never below zero or above the total; the parts add up; every part is something; the order told is irrelevant."""
    applied = best(held, purchase, Buyer(), NOW)
    if applied is None:
        return
    assert 0 <= applied.to_pay < purchase.total
    assert applied.to_pay + sum(discount.amount for discount in applied.discounts) == purchase.total
    assert all(discount.amount > 0 for discount in applied.discounts)
    kinds = [discount.coupon.kind == "PERCENTAGE" for discount in applied.discounts]
    assert kinds == sorted(kinds)
    chosen = list(applied.coupons)
    for order in permutations(chosen):
        assert apply(order, purchase, Buyer(), NOW) == applied
    assert best(held[::-1], purchase, Buyer(), NOW) == applied
