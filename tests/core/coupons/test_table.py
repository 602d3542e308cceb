"""Every type of coupon in every scope, alone and beside every other: a table of what each comes to.

One order: two 참치김밥 at 3,500 won and a 계란말이 at 2,000, so 9,000 won together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import product

import pytest

from core.clock import SEOUL
from core.coupons.coupon import Buyer, HeldCoupon, Kind, Line, Purchase
from core.coupons.price import Refused, apply, best
from core.coupons.refusals import Refusal
from core.coupons.rules import refusal

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=SEOUL)
TOTAL = 9_000
LINES = (Line(1, "참치김밥", 3500, 2), Line(2, "계란말이", 2000))
ORDER = Purchase(shop_id=7, category="분식", partner=True, lines=LINES, pays_by_card=True)

OFF = {Kind.FIXED_AMOUNT: 1_000, Kind.PERCENTAGE: 900, Kind.FREEBIE: 2_000, Kind.BOGO: 3_500}
"""What each takes off alone: 1,000 won; a tenth; the 계란말이; the second 참치김밥."""

BOTH = {
    frozenset({Kind.FIXED_AMOUNT}): 7_000,  # two of 1,000
    frozenset({Kind.PERCENTAGE}): 7_290,  # a tenth, and a tenth of the 8,100 that are left
    frozenset({Kind.FREEBIE}): 7_000,  # there is one 계란말이, which is given once
    frozenset({Kind.BOGO}): 5_500,  # there is one second 참치김밥
    frozenset({Kind.FIXED_AMOUNT, Kind.PERCENTAGE}): 7_200,  # 8,000 less a tenth
    frozenset({Kind.FIXED_AMOUNT, Kind.FREEBIE}): 6_000,
    frozenset({Kind.FIXED_AMOUNT, Kind.BOGO}): 4_500,
    frozenset({Kind.PERCENTAGE, Kind.FREEBIE}): 6_300,  # 7,000 less a tenth
    frozenset({Kind.PERCENTAGE, Kind.BOGO}): 4_950,  # 5,500 less a tenth
    frozenset({Kind.FREEBIE, Kind.BOGO}): 3_500,
}
"""What is left to pay where two stand together."""

SCOPES = ("ALL", "SHOP", "CATEGORY", "FOODCARD", "NEW_USER", "LOYALTY")


@dataclass(frozen=True, slots=True)
class Case:
    """Who orders where, and which scopes refuse that with which word."""

    purchase: Purchase
    buyer: Buyer
    refused: dict[str, Refusal]


CASES = {
    "a newcomer who pays by card at the shop": Case(ORDER, Buyer(), {"LOYALTY": Refusal.ONLY_LOYAL}),
    "a regular who pays by card at the shop": Case(ORDER, Buyer(12, 10), {"NEW_USER": Refusal.ONLY_NEW}),
    "a regular who pays otherwise at another shop of another trade": Case(
        replace(ORDER, shop_id=8, category="한식", pays_by_card=False),
        Buyer(12, 10),
        {
            "NEW_USER": Refusal.ONLY_NEW,
            "SHOP": Refusal.OTHER_SHOP,
            "CATEGORY": Refusal.OTHER_CATEGORY,
            "FOODCARD": Refusal.NEEDS_CARD,
        },
    ),
    "anybody at a shop that is no partner": Case(
        replace(ORDER, partner=False), Buyer(), dict.fromkeys(SCOPES, Refusal.NOT_PARTNER)
    ),
}


def coupon(number: int, kind: Kind, scope: str, *, stackable: bool = False) -> HeldCoupon:
    return HeldCoupon(
        *(number, f"C{number}", "쿠폰", kind, 1000 if kind is Kind.FIXED_AMOUNT else None, 0, scope),
        categories=("분식",) if scope == "CATEGORY" else (),
        shop_ids=(7,) if scope == "SHOP" else (),
        first_day=date(2026, 11, 1),
        last_day=date(2026, 11, 30),
        expires_at=datetime(2026, 12, 1, tzinfo=SEOUL),
        priority=0.5,
        percent=10 if kind is Kind.PERCENTAGE else None,
        free_item="계란말이" if kind is Kind.FREEBIE else None,
        stackable=stackable,
    )


def to_pay(case: Case, *held: HeldCoupon) -> int:
    applied = best(held, case.purchase, case.buyer, NOW)
    return applied.to_pay if applied else TOTAL


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("kind", Kind)
def test_alone_each_takes_off_its_own_where_its_scope_fits(kind: Kind, scope: str, case: Case) -> None:
    one = coupon(1, kind, scope)
    assert refusal(one, case.purchase, case.buyer, NOW) == case.refused.get(scope)
    assert to_pay(case, one) == (TOTAL if scope in case.refused else TOTAL - OFF[kind])


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("other", Kind)
@pytest.mark.parametrize("kind", Kind)
def test_two_stand_together_only_where_both_may_and_both_fit(kind: Kind, other: Kind, case: Case) -> None:
    """All scopes of either, stackable or not: 144 pairs a case."""
    for scope, other_scope, stack, other_stack in product(SCOPES, SCOPES, (True, False), (True, False)):
        held = coupon(1, kind, scope, stackable=stack), coupon(2, other, other_scope, stackable=other_stack)
        fitting = [one for one in held if one.scope not in case.refused]
        both_given = kind is other and kind in {Kind.FREEBIE, Kind.BOGO}
        together = stack and other_stack and len(fitting) == 2 and not both_given
        alone = min((TOTAL - OFF[Kind(one.kind)] for one in fitting), default=TOTAL)
        expected = BOTH[frozenset({kind, other})] if together else alone
        assert to_pay(case, *held) == expected, held
        chosen = apply(held, case.purchase, case.buyer, NOW)
        if isinstance(chosen, Refused):
            first = next((one for one in held if one not in fitting), None)
            assert not together
            assert chosen.reason is (case.refused[first.scope] if first else Refusal.NOT_TOGETHER)
        else:
            assert together
            assert chosen.to_pay == expected


def test_all_four_types_together_come_to_their_sum_and_a_tenth_of_the_rest() -> None:
    held = [coupon(number, kind, "ALL", stackable=True) for number, kind in enumerate(Kind)]
    case = CASES["a newcomer who pays by card at the shop"]
    assert to_pay(case, *held) == 2_250  # 9,000 - 1,000 - 2,000 - 3,500 = 2,500, less a tenth
    rich = replace(coupon(9, Kind.FIXED_AMOUNT, "ALL", stackable=True), amount=5_000)
    assert to_pay(case, *held, rich) == 0  # more than there is: never below zero
