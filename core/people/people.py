"""Who is writing: from an account to a `Person`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from core.clock import Clock
from core.consent import Field, Standing, may_keep
from core.coupons.coupon import LOYAL_DAYS, Buyer, HeldCoupon
from core.coupons.held import buyer, held
from core.foodcard.card import MealCard
from core.messages import Account
from db import foodcard, linking, tastes, wards
from db import people as rows
from db.linking import Ward
from db.people import CardRow, PersonRow, Wallet
from db.places import RegionRow
from db.pool import Connection, Database
from db.wards import WardCoupon

VOUCHED_CONSENTS = ("service", "location")
VISIT_DAYS = 14


@dataclass(frozen=True, slots=True)
class Visit:
    """A place chosen lately and not rated yet: the recommendation and the shop."""

    recommendation_id: UUID
    shop_id: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in one turn. Without `user_id` nothing personal is kept, and nothing was.

    `favourites` are shops they came back to; `untold` the tastes (categories, budget, spice) that they neither told nor
    were asked for in an earlier talk.
    """

    account: Account
    user_id: int | None = None
    standing: Standing | None = None
    style: str = "friendly"
    preferred: frozenset[str] = frozenset()
    favourites: frozenset[int] = frozenset()
    diets: tuple[str, ...] = ()
    completeness: float = 0.0
    card: MealCard | None = None
    coupons: tuple[HeldCoupon, ...] = ()
    buyer: Buyer = field(default_factory=Buyer)
    visit: Visit | None = None
    untold: tuple[str, ...] = ()
    is_guardian: bool = False

    def may_keep(self, field: Field, at: datetime) -> bool:
        """The privacy gate for this person."""
        return self.user_id is not None and may_keep(self.standing, field, at.date())


class People:
    """Loads people. `regions` gives the card rules by region id as of today."""

    def __init__(self, database: Database, clock: Clock, regions: Mapping[int, RegionRow]) -> None:
        self._database = database
        self._clock = clock
        self._regions = regions

    async def load(self, account: Account, *, vouched: bool, first_turn: bool = False) -> Person:
        """The person of an account. A vouched account (a signed token) is made at its first request.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        now = self._clock.now()
        asked_for = account.platform, account.external_id, now, now - timedelta(days=LOYAL_DAYS)
        async with self._database.acquire() as connection:
            told = await rows.find_with_wallet(connection, *asked_for)
            if told is None and vouched:
                async with connection.transaction():
                    await rows.add(
                        connection, account.platform, account.external_id, VOUCHED_CONSENTS, "token", birth_year=None
                    )
                told = await rows.find_with_wallet(connection, *asked_for)
            if told is None:
                return Person(account)
            found, wallet = told
            spent = await self._spent(connection, found.card, found.id)
            visit, asked = None, frozenset[str]()
            if first_turn:
                visit = await rows.last_visit(connection, found.id, now - timedelta(days=VISIT_DAYS))
                asked = await tastes.asked_before(connection, found.id)
        person = self._person(account, found, wallet, Visit(*visit) if visit else None, vouched=vouched)
        person = replace(person, untold=tuple(taste for taste in person.untold if f"taste:{taste}" not in asked))
        return replace(person, card=replace(person.card, spent_today=spent)) if person.card and spent else person

    async def _spent(self, connection: Connection, card: CardRow | None, user_id: int) -> int:
        """Won spent today, asked only where a day has its limit."""
        if card is None or self._regions[card.region_id].daily_limit is None:
            return 0
        return await foodcard.spent_since(connection, user_id, self._midnight())

    def _midnight(self) -> datetime:
        return self._clock.now().replace(hour=0, minute=0, second=0, microsecond=0)

    async def wards(self, person: Person) -> list[Ward]:
        """The children that a guardian may see. Raises DatabaseUnavailableError."""
        if person.user_id is None or not person.is_guardian:
            return []
        async with self._database.acquire() as connection:
            return await linking.wards(connection, person.user_id)

    async def ward_coupons(self, person: Person) -> list[WardCoupon]:
        """What the children of a guardian hold, soonest to end first. Raises DatabaseUnavailableError."""
        if person.user_id is None or not person.is_guardian:
            return []
        async with self._database.acquire() as connection:
            return await wards.coupons(connection, person.user_id, self._clock.now())

    async def coupons(self, user_id: int) -> tuple[HeldCoupon, ...]:
        """What a person holds this moment. Raises DatabaseUnavailableError."""
        now = self._clock.now()
        async with self._database.acquire() as connection:
            wallet = await rows.wallet(connection, user_id, now, now - timedelta(days=LOYAL_DAYS))
        return tuple(map(held, wallet.coupons))

    async def spent_today(self, person: Person) -> int:
        """Won that the person's card has paid on this day of KST, as far as the card system has told.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        if person.user_id is None:
            return 0
        async with self._database.acquire() as connection:
            return await foodcard.spent_since(connection, person.user_id, self._midnight())

    def _person(
        self, account: Account, row: PersonRow, wallet: Wallet, visit: Visit | None, *, vouched: bool
    ) -> Person:
        return Person(
            account=account,
            user_id=row.id,
            standing=Standing(row.birth_year, row.granted, row.withdrawn, vouched),
            style=row.conversation_style,
            preferred=frozenset(row.preferred_categories),
            favourites=frozenset(row.favorite_shops),
            diets=row.dietary_restrictions,
            completeness=row.data_completeness,
            card=self._card(row.card) if row.card else None,
            coupons=tuple(map(held, wallet.coupons)),
            buyer=buyer(wallet, has_card=row.card is not None),
            visit=visit,
            untold=_untold(row),
            is_guardian=row.is_guardian,
        )

    def _card(self, row: CardRow) -> MealCard:
        return MealCard(
            balance=max(0, row.balance - row.held),
            as_of=row.as_of,
            active=row.status == "ACTIVE",
            charge_day=row.charge_day,
            rule=self._regions[row.region_id],
            held=row.held,
        )


def _untold(row: PersonRow) -> tuple[str, ...]:
    told = {
        "categories": bool(row.preferred_categories),
        "budget": row.average_budget is not None,
        "spice": row.spice_level is not None,
    }
    return tuple(taste for taste, is_told in told.items() if not is_told)
