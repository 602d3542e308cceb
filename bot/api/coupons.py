"""The doors of coupons: claim one, apply one to an amount at a shop."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from aiohttp import web

from bot.api import bodies
from bot.api.callers import Callers
from bot.api.money_schemas import AppliedCoupon, ApplyRequest, Claimed, ClaimRequest
from bot.api.once import Once
from bot.api.operation import CHANGE_REFUSALS, Call, Operation, served
from bot.api.refused import Refusals
from bot.problems import Kind, Problem
from core.clock import Clock
from core.consent import Field
from core.coupons.refusals import Refusal
from core.orders.till import Till


class CouponsDoor:
    """Takes claims and applications."""

    def __init__(self, callers: Callers, till: Till, once: Once, refusals: Refusals, clock: Clock) -> None:
        self._callers = callers
        self._till = till
        self._once = once
        self._refusals = refusals
        self._clock = clock

    def operations(self) -> tuple[Operation, ...]:
        """What can be asked for."""
        return (
            Operation(
                *("POST", "/coupons/claim", "Put a coupon into the caller's wallet.", self._served(self.claim)),
                *(ClaimRequest, Claimed, HTTPStatus.CREATED, CHANGE_REFUSALS),
                changes=True,
            ),
            Operation(
                *(
                    "POST",
                    "/coupons/apply",
                    "Reserve a coupon for an amount at a shop for ten minutes.",
                    self._served(self.apply),
                ),
                *(ApplyRequest, AppliedCoupon, HTTPStatus.OK, CHANGE_REFUSALS),
                changes=True,
            ),
        )

    def _served(self, call: Call) -> Call:
        return served(self._till.lane, call)

    async def claim(self, request: web.Request) -> web.Response:
        """201 with the wallet's id, or why not."""
        caller = await self._callers.caller(request, Field.COUPON)
        asked = await bodies.read(request, ClaimRequest)

        async def produce(_request_id: UUID) -> web.Response:
            claimed = await self._till.claims.claim(caller.user_id, asked.coupon_id)
            if isinstance(claimed, Refusal):
                raise self._refusals.problem(claimed)
            return bodies.answer(Claimed(claimed.wallet_id, claimed.expires_at), HTTPStatus.CREATED)

        return await self._once.run(request, caller.account, self._clock.now().date(), produce)

    async def apply(self, request: web.Request) -> web.Response:
        """200 with the order that holds the coupon, or why not."""
        caller = await self._callers.caller(request, Field.COUPON)
        asked = await bodies.read(request, ApplyRequest)
        if asked.user_id not in {None, caller.user_id}:
            raise Problem(Kind.FORBIDDEN)

        async def produce(request_id: UUID) -> web.Response:
            placed = await self._till.buying.amount(
                caller.person, asked.shop_id, asked.order_amount, asked.coupon_id, request_id
            )
            if isinstance(placed, Refusal):
                raise self._refusals.problem(placed)
            order = placed.order
            return bodies.answer(AppliedCoupon(order.id, order.discount_amount, order.amount_to_pay, placed.expires_at))

        return await self._once.run(request, caller.account, self._clock.now().date(), produce)
