"""The doors of orders: make one, look at it, take it back; and the shop's word."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from aiohttp import web

from bot.api import bodies
from bot.api.callers import Callers
from bot.api.money_schemas import ConfirmRequest, DiscountView, OrderRequest, OrderStatus, OrderView, VoucherView
from bot.api.once import Once
from bot.api.operation import CHANGE_REFUSALS, Call, Operation, served
from bot.api.refused import Refusals
from bot.problems import FieldError, Kind, Problem
from core.clock import Clock
from core.consent import Field
from core.coupons.refusals import Refusal
from core.orders.confirming import Confirmed
from core.orders.ordering import Placed
from core.orders.till import Till
from core.orders.wish import Wish

_OWN = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY)


class OrdersDoor:
    """Takes orders of people and the word of shops."""

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
                *(
                    "POST",
                    "/orders",
                    "Order at a partner shop, with a voucher that the shop confirms.",
                    self._served(self.place),
                ),
                *(OrderRequest, OrderView, HTTPStatus.CREATED, CHANGE_REFUSALS),
                changes=True,
            ),
            Operation(
                "GET",
                "/orders/{id}",
                "An own order with its voucher's code of this minute.",
                self.show,
                answer=OrderView,
                refusals=(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND),
            ),
            Operation(
                *("POST", "/orders/{id}/confirm", "The shop's word, by its page's token or its PIN.", self.confirm),
                *(ConfirmRequest, OrderStatus, HTTPStatus.OK, CHANGE_REFUSALS),
                changes=True,
                open=True,
            ),
            Operation(
                *("POST", "/orders/{id}/cancel", "Take an own order back while it is pending.", self.cancel),
                *(None, OrderStatus, HTTPStatus.OK, _OWN),
                changes=True,
            ),
        )

    def _served(self, call: Call) -> Call:
        return served(self._till.lane, call)

    async def place(self, request: web.Request) -> web.Response:
        """201 with the order and its voucher, or why not."""
        caller = await self._callers.caller(request, Field.COUPON)
        asked = await bodies.read(request, OrderRequest)
        wishes = [Wish(item.menu_id, item.quantity, item.names) for item in asked.items]

        async def produce(request_id: UUID) -> web.Response:
            placed = await self._till.buying.menus(caller.person, asked.shop_id, wishes, asked.coupon_ids, request_id)
            if isinstance(placed, Refusal):
                raise self._refusals.problem(placed)
            return bodies.answer(_view(placed), HTTPStatus.CREATED)

        return await self._once.run(request, caller.account, self._clock.now().date(), produce)

    async def show(self, request: web.Request) -> web.Response:
        """200 with the order as it stands; 404 where it is not the caller's."""
        caller = await self._callers.caller(request, Field.COUPON)
        placed = await self._till.ordering.find(caller.user_id, bodies.id_in_path(request))
        if placed is None:
            raise Problem(Kind.NOT_FOUND)
        return bodies.answer(_view(placed))

    async def cancel(self, request: web.Request) -> web.Response:
        """200, or why not."""
        caller = await self._callers.caller(request, Field.COUPON)
        order_id = bodies.id_in_path(request)
        if await self._till.ordering.find(caller.user_id, order_id) is None:
            raise Problem(Kind.NOT_FOUND)

        async def produce(_request_id: UUID) -> web.Response:
            refusal = await self._till.ordering.cancel(caller.user_id, order_id)
            if refusal is not None:
                raise self._refusals.problem(refusal)
            return bodies.answer(OrderStatus(order_id, "CANCELLED"))

        return await self._once.run(request, caller.account, self._clock.now().date(), produce)

    async def confirm(self, request: web.Request) -> web.Response:
        """200 once the shop has spoken. A token opens only the vouchers of its own shop."""
        asked = await bodies.read(request, ConfirmRequest)
        order_id = bodies.id_in_path(request)
        if asked.shop_token is not None and asked.code is not None:
            shop = await self._till.confirming.shop(asked.shop_token)
            if shop is None:
                raise Problem(Kind.FORBIDDEN)
            return await self._once.run(
                request,
                f"shop:{shop.id}",
                self._clock.now().date(),
                lambda _id: self._by_page(shop.id, order_id, asked.code or ""),
            )
        if asked.pin is None:
            raise Problem(Kind.INVALID_FIELD, errors=(FieldError("pin", "missing"),), words={"field": "pin"})
        caller = await self._callers.caller(request, Field.COUPON)
        if await self._till.ordering.find(caller.user_id, order_id) is None:
            raise Problem(Kind.NOT_FOUND)
        pin = asked.pin
        return await self._once.run(
            request,
            caller.account,
            self._clock.now().date(),
            lambda _id: self._by_pin(caller.user_id, order_id, pin),
        )

    async def _by_page(self, shop_id: int, order_id: int, code: str) -> web.Response:
        return self._confirmed(await self._till.confirming.by_page(shop_id, order_id, code))

    async def _by_pin(self, user_id: int, order_id: int, pin: str) -> web.Response:
        return self._confirmed(await self._till.confirming.by_pin(user_id, order_id, pin))

    def _confirmed(self, said: Confirmed | Refusal) -> web.Response:
        if isinstance(said, Refusal):
            raise self._refusals.problem(said)
        return bodies.answer(OrderStatus(said.order_id, "COMPLETED"))


def _view(placed: Placed) -> OrderView:
    order = placed.order
    return OrderView(
        order_id=order.id,
        status=order.status,
        total=order.total_amount,
        discounts=tuple(DiscountView(*discount) for discount in placed.discounts),
        to_pay=order.amount_to_pay,
        hold_id=placed.hold_id,
        voucher=VoucherView(placed.code, placed.expires_at),
    )
