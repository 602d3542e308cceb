"""Everything shown is open, payable, affordable, safe and in range, or labelled as the rules say: every time."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from bot import sample
from bot.config import ROOT
from bot.parts import WORDS
from bot.understanding import LEXICON
from core.actions.food_request import show
from core.actions.turn import Turn
from core.clock import SEOUL
from core.compose import Composer
from core.coupons.coupon import HeldCoupon
from core.dialogue.acts import Decision
from core.dialogue.state import State
from core.knowledge import Live
from core.meaning import Entities, Intent, Meaning
from core.messages import Account, Answer, Incoming, Point
from core.people.people import Person
from core.recommend.find import find
from core.recommend.request import Request
from core.recommend.wishes import FoodGroups
from db.pool import Database
from tests.validity.oracle import Asked, Oracle
from tests.validity.world import GAPS, World, read_world

FIRST = datetime(2026, 11, 23, tzinfo=SEOUL)
PLACES = (
    *((37.5407, 127.0702), (37.4979, 127.0276), (37.5568, 126.9237), (37.4842, 126.9297), (37.6554, 127.0613)),
    *((37.2659, 126.9999), (37.4895, 126.7245), (35.1578, 129.0593), (35.8693, 128.5955), (36.3324, 127.4342)),
    *((35.1765, 126.9066), (37.8813, 127.7300), (33.4996, 126.5312)),
)
DISHES = ("떡볶이", "김밥", "돈까스", "국밥", "짜장면", "피자", "치킨", "한식", "고기", "햄버거")
ALLERGIES = ("견과류", "갑각류", "우유", "계란", "밀", "대두", "땅콩")
PLAIN_KINDS = ("FIXED_AMOUNT", "PERCENTAGE")


def ask(dice: random.Random, coupons: list[str]) -> Asked:
    """One request out of all that may come: any hour of a year, near or far from a place, poor or rich."""
    latitude, longitude = dice.choice(PLACES)
    return Asked(
        at=FIRST + timedelta(minutes=dice.randrange(60 * 24 * 365)),
        latitude=latitude + dice.gauss(0, 0.006),
        longitude=longitude + dice.gauss(0, 0.006),
        budget=dice.choice([None, dice.randrange(0, 30_000, 500), dice.randrange(2_000, 12_000, 100)]),
        people=dice.choice([1, 1, 1, 2, 3, 4]),
        pays_by_card=dice.random() < 0.5,
        allergies=tuple(dice.sample(ALLERGIES, dice.choice([0, 0, 0, 1, 2]))),
        diets=tuple(dice.sample(["할랄", "채식", "비건"], dice.choice([0, 0, 0, 0, 1]))),
        coupons=tuple(dice.sample(coupons, min(len(coupons), dice.choice([0, 0, 1, 2])))),
        wish=dice.choice([None, None, dice.choice(DISHES)]),
        samples=dice.random() < 0.8,
    )


def answered(asked: Asked, live: Live, foods: FoodGroups, composer: Composer, held: dict[str, HeldCoupon]) -> Answer:
    """What the product shows to that request."""
    wishes = (asked.wish,) if asked.wish else ()
    request = Request(
        asked.at,
        Point(asked.latitude, asked.longitude),
        budget=asked.budget,
        people=asked.people,
        wishes=foods.wishes(wishes),
        query=" ".join(wishes),
        diets=(*(f"알레르기 {one}" for one in asked.allergies), *asked.diets),
        must_take_card=asked.pays_by_card,
        coupons=tuple(held[one] for one in asked.coupons),
        samples=asked.samples,
    )
    account = Account("test", "somebody")
    state = State(UUID(int=1), slots=Entities(food_type=wishes, budget=asked.budget, people=asked.people))
    incoming = Incoming(UUID(int=2), account, "", asked.at)
    meaning, decision = Meaning("", Intent.FOOD_REQUEST, 1.0), Decision(Intent.FOOD_REQUEST, state)
    turn = Turn(incoming, meaning, state, decision, Person(account), asked.at)
    found = find(live.current.catalogue, request)
    return composer.compose(turn, show(turn, found, request, "food_request", {"place": None}))


def held_of(world: World) -> dict[str, HeldCoupon]:
    """The coupons of plain kinds that anybody may use at any partner on any day, as somebody holds them."""
    plain = {
        name: row
        for name, row in world.coupons.items()
        if row["coupon_type"] in PLAIN_KINDS and row["usage_type"] == "ALL" and not row["is_stackable"]
    }
    return {
        name: HeldCoupon(
            wallet_id=place,
            coupon_id=name,
            name=row["coupon_name"],
            kind=row["coupon_type"],
            amount=row["discount_amount"],
            minimum=row["min_order_amount"],
            scope="ALL",
            categories=(),
            shop_ids=(),
            first_day=FIRST.date(),
            last_day=(FIRST + timedelta(days=400)).date(),
            expires_at=FIRST + timedelta(days=400),
            priority=0.5,
            percent=round(row["discount_rate"] * 100) if row["discount_rate"] else None,
            most=row["max_discount_amount"],
        )
        for place, (name, row) in enumerate(sorted(plain.items()), 1)
    }


@pytest.mark.parametrize(
    "count", [pytest.param(500, marks=pytest.mark.slow), pytest.param(5_000, marks=pytest.mark.soak)]
)
async def test_whatever_is_asked_nothing_shown_misleads(database: Database, count: int) -> None:
    await sample.load_reference(database, ROOT / "data")
    await sample.load(database, ROOT / "data", FIRST)
    async with database.acquire() as connection:
        await connection.execute(GAPS)
    live = await Live.read(database, LEXICON, FIRST.date())
    world = await read_world(database)
    oracle, held = Oracle(world), held_of(world)
    foods, composer = FoodGroups.load(LEXICON / "food_groups.tsv"), Composer(WORDS)
    dice = random.Random(count)  # noqa: S311 - a seed, no secret
    shown, faults = 0, []
    for _ in range(count):
        asked = ask(dice, sorted(held))
        answer = answered(asked, live, foods, composer, held)
        shown += len(answer.cards)
        faults += [f"{asked}: {fault}; {answer.lines}" for fault in oracle.faults(asked, answer)]
    assert not faults, "\n".join([f"{len(faults)} of {count}", *faults[:10]])
    assert held
    assert shown > count  # the requests are such as find something
