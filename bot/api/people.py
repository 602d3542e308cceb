"""The doors of a person's own data: profile, preferences, coupons."""

from __future__ import annotations

from http import HTTPStatus

import orjson
from aiohttp import web

from bot.api import bodies
from bot.api.callers import Caller, Callers
from bot.api.operation import Operation
from bot.api.person_schemas import (
    BudgetRange,
    ChangedPreferences,
    CouponView,
    KeptPreferences,
    Preferences,
    Profile,
    Statistics,
    Wallet,
)
from core.clock import Clock
from core.consent import Field, diet_field
from core.privacy import mask
from db import holdings, profiles
from db.cache import PROFILE_UPDATE, Caches
from db.holdings import Holding
from db.pool import Database
from db.profiles import ProfileRow


class PeopleDoor:
    """Shows and changes what is kept of whoever calls."""

    def __init__(self, callers: Callers, database: Database, caches: Caches, clock: Clock) -> None:
        self._callers = callers
        self._database = database
        self._caches = caches
        self._clock = clock

    def operations(self) -> tuple[Operation, ...]:
        """What can be asked for."""
        own = (HTTPStatus.FORBIDDEN,)
        return (
            Operation(
                "GET", "/users/{id}/profile", "The caller's own profile.", self.profile, None, Profile, refusals=own
            ),
            Operation(
                "PUT",
                "/users/{id}/preferences",
                "Change the caller's own preferences.",
                self.prefer,
                Preferences,
                ChangedPreferences,
                refusals=(*own, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
            ),
            Operation(
                "GET", "/users/{id}/coupons", "The caller's own coupons.", self.coupons, None, Wallet, refusals=own
            ),
        )

    async def profile(self, request: web.Request) -> web.Response:
        """The guide's profile, held in Redis for five minutes."""
        caller = await self._callers.caller(request)
        key = f"user:{caller.user_id}:profile"
        held = await self._caches.get(key)
        if held is not None:
            return web.Response(body=held, content_type=bodies.JSON)
        async with self._database.acquire() as connection:
            row = await profiles.read(connection, caller.user_id)
        statistics = Statistics(row.total_orders, row.favorite_shops, row.avg_spending)
        response = bodies.answer(Profile(caller.user_id, _kept(row), statistics))
        if not row.dietary_restrictions:  # what tells of health or religion stays out of caches
            await self._caches.put(key, orjson.dumps(Profile(caller.user_id, _kept(row), statistics)))
        return response

    async def prefer(self, request: web.Request) -> web.Response:
        """Take over what may be kept of the wishes, and say what may not."""
        caller = await self._callers.caller(request)
        wish = await bodies.read(request, Preferences)
        diets, left_out = self._diets(caller, wish.dietary_restrictions)
        async with self._database.transaction() as connection:
            categories = None if wish.categories is None else [mask(name) for name in wish.categories]
            await profiles.prefer(connection, caller.user_id, categories, wish.budget, diets)
            row = await profiles.read(connection, caller.user_id)
        await self._caches.forget(PROFILE_UPDATE, {"user_id": caller.user_id})
        return bodies.answer(ChangedPreferences(caller.user_id, _kept(row), left_out))

    async def coupons(self, request: web.Request) -> web.Response:
        """The wallet."""
        caller = await self._callers.caller(request, Field.COUPON)
        async with self._database.acquire() as connection:
            held = await holdings.of_person(connection, caller.user_id, self._clock.now())
        return bodies.answer(Wallet(*(_views(held, status) for status in ("ACTIVE", "EXPIRED", "USED"))))

    def _diets(self, caller: Caller, wished: list[str] | None) -> tuple[list[str] | None, tuple[str, ...]]:
        """The diets that may be kept, masked, and those that may not."""
        if wished is None:
            return None, ()
        now = self._clock.now()
        kept = [diet for diet in wished if caller.person.may_keep(diet_field(diet), now)]
        return [mask(diet) for diet in kept], tuple(diet for diet in wished if diet not in kept)


def _kept(row: ProfileRow) -> KeptPreferences:
    budget = BudgetRange(row.budget_min, row.budget_max)
    return KeptPreferences(row.preferred_categories, budget, row.dietary_restrictions)


def _views(held: list[Holding], status: str) -> tuple[CouponView, ...]:
    return tuple(
        CouponView(
            coupon_id=one.coupon_id,
            name=one.name,
            discount_amount=one.discount_amount,
            discount_rate=one.discount_rate,
            expires_at=one.expires_at,
            applicable_shops=one.applicable_shops,
            wallet_id=one.wallet_id,
            coupon_type=one.coupon_type,
            description=one.description,
            min_order_amount=one.min_order_amount,
            max_discount_amount=one.max_discount_amount,
            free_item=one.free_item,
            usage_type=one.usage_type,
            reserved=one.is_reserved,
        )
        for one in held
        if one.status == status
    )
