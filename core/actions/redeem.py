"""Coupons at work in the talk: take one, use one at a partner shop, show its voucher, have the shop confirm it."""

from __future__ import annotations

from dataclasses import replace

from core.actions.search import Search
from core.actions.turn import Chosen, Outcome, Reply, Sheet, Turn
from core.consent import Field
from core.coupons.refusals import Refusal
from core.dialogue.acts import VOUCHER
from core.dialogue.state import Question, State
from core.messages import Action, ActionName
from core.orders import codes
from core.orders.confirming import Confirmed
from core.orders.till import Till
from core.orders.wish import coupon_ids_of, wishes_of
from db.vouchers import OpenVoucher


class Claim:
    """A coupon asked for by its button."""

    def __init__(self, till: Till) -> None:
        self._till = till

    async def __call__(self, turn: Turn) -> Outcome:
        """Put it into the wallet, or say kindly why not."""
        if (closed := _closed(turn)) is not None:
            return closed
        claimed = await self._till.claims.claim(turn.person.user_id or 0, turn.decision.value or "")
        if isinstance(claimed, Refusal):
            return _refused(turn, claimed)
        values = {"until": claimed.expires_at}
        return Outcome("coupon_claimed", turn.state, values, replies=(Reply("my_coupons"),))


class Use:
    """The button "쿠폰 쓰기": an order with a voucher that the shop confirms."""

    def __init__(self, till: Till, search: Search) -> None:
        self._till = till
        self._search = search

    async def __call__(self, turn: Turn) -> Outcome:
        """Open the voucher; one that is open at that shop already is shown instead."""
        if (closed := _closed(turn)) is not None:
            return closed
        shop = self._search.shop(turn.decision.shop_id, turn)
        if shop is None:
            return _refused(turn, Refusal.UNKNOWN_SHOP)
        user_id, told = turn.person.user_id or 0, turn.incoming.action.arguments if turn.incoming.action else {}
        open_ = [one for one in await self._till.ordering.open_vouchers(user_id) if one.shop_id == shop.id]
        if open_:
            return _shown(turn, open_[0], self._till)
        placed = await self._till.buying.menus(
            turn.person, shop.id, wishes_of(told), coupon_ids_of(told), turn.incoming.turn_id
        )
        if isinstance(placed, Refusal):
            return _refused(turn, placed)
        made = await self._till.ordering.open_vouchers(user_id)
        voucher = next((one for one in made if one.order_id == placed.order.id), None)
        return _shown(turn, voucher, self._till) if voucher else _refused(turn, Refusal.NOT_OPEN)


class ShowVoucher:
    """The voucher again, with the code of this minute; or what became of it."""

    def __init__(self, till: Till) -> None:
        self._till = till

    async def __call__(self, turn: Turn) -> Outcome:
        """Show the newest open voucher, or the one that the button names."""
        if (closed := _closed(turn)) is not None:
            return closed
        user_id, order_id = turn.person.user_id or 0, _order_id(turn)
        open_ = await self._till.ordering.open_vouchers(user_id)
        voucher = next((one for one in open_ if one.order_id == order_id), None) if order_id else None
        if voucher or (open_ and order_id is None):
            return _shown(turn, voucher or open_[0], self._till)
        return await _ended(turn, order_id, self._till)


class CancelVoucher:
    """The voucher taken back; its coupons can be used again at once."""

    def __init__(self, till: Till) -> None:
        self._till = till

    async def __call__(self, turn: Turn) -> Outcome:
        """Take it back, or say what became of it."""
        if (closed := _closed(turn)) is not None:
            return closed
        user_id, order_id = turn.person.user_id or 0, _order_id(turn)
        if order_id is None:  # said in words: the newest
            order_id = next((one.order_id for one in await self._till.ordering.open_vouchers(user_id)), None)
        await self._till.ordering.cancel(user_id, order_id or 0)
        return await _ended(turn, order_id, self._till)


class ConfirmByPin:
    """The shop's number typed on the child's phone. It is never stored, and never said again."""

    def __init__(self, till: Till) -> None:
        self._till = till

    async def __call__(self, turn: Turn) -> Outcome:
        """Confirm, or say how many ways are left."""
        user_id = turn.person.user_id or 0
        open_ = await self._till.ordering.open_vouchers(user_id)
        named = turn.before.pending.get(VOUCHER)
        voucher = next((one for one in open_ if str(one.order_id) == named), None)
        if voucher is None:
            return await _ended(turn, int(named) if named else None, self._till)
        said = await self._till.confirming.by_pin(user_id, voucher.order_id, turn.decision.value or "")
        if isinstance(said, Confirmed):
            values = {"to_pay": voucher.amount_to_pay, "thanks": said.thanks is not None}
            state = _let_go(turn.state, voucher.order_id)
            return Outcome("voucher_done", state, values, chosen=Chosen(voucher.shop_id))
        if said is Refusal.WRONG_PIN:
            return replace(_shown(turn, voucher, self._till), words="refused", values={"reason": said.value})
        return _refused(turn, said)


def _closed(turn: Turn) -> Outcome | None:
    """Why nothing of money is done for this person here."""
    if turn.person.user_id is None or not turn.person.may_keep(Field.COUPON, turn.now):
        return Outcome("coupons_how", turn.state)
    return None


def _refused(turn: Turn, refusal: Refusal) -> Outcome:
    replies: tuple[Reply, ...] = (Reply("my_coupons"),)
    if refusal is Refusal.RESERVED:
        replies = (Reply("voucher_again", Action(ActionName.VOUCHER)), *replies)
    return Outcome("refused", turn.state, {"reason": refusal.value}, replies=replies)


async def _ended(turn: Turn, order_id: int | None, till: Till) -> Outcome:
    """What became of a voucher that is open no more."""
    placed = await till.ordering.find(turn.person.user_id or 0, order_id) if order_id else None
    state = _let_go(turn.state, order_id)
    if placed is not None and placed.order.status == "COMPLETED":
        return Outcome("voucher_done", state, {"to_pay": placed.order.amount_to_pay, "thanks": False})
    values = {"cancelled": placed is not None and placed.order.status == "CANCELLED", "unknown": placed is None}
    return Outcome("voucher_gone", state, values, replies=(Reply("my_coupons"),))


def _let_go(state: State, order_id: int | None) -> State:
    """The state without the voucher that is over (None: none is open): digits mean its shop's number no more."""
    if order_id is not None and state.pending.get(VOUCHER) != str(order_id):
        return state
    return replace(state, pending={name: value for name, value in state.pending.items() if name != VOUCHER})


def _shown(turn: Turn, voucher: OpenVoucher, till: Till) -> Outcome:
    """The voucher as a card, open to the shop's number."""
    order = {"order": str(voucher.order_id)}
    at = codes.clock()
    values = {
        "voucher": voucher,
        "code": till.ordering.code_of(voucher),
        "seconds": codes.seconds_left(at),
        "items": [f"{i.name} {i.quantity}개" if i.quantity > 1 else i.name for i in voucher.items],
    }
    state = replace(turn.state, pending={**turn.state.pending, VOUCHER: order["order"]})
    return Outcome(
        "voucher",
        state,
        {"shop": voucher.shop_name},
        question=Question.PIN,
        sheets=(Sheet("voucher_card", values),),
        replies=(
            Reply("voucher_again", Action(ActionName.VOUCHER, order)),
            Reply("voucher_cancel", Action(ActionName.CANCEL, order)),
        ),
    )


def _order_id(turn: Turn) -> int | None:
    told = turn.incoming.action.arguments.get("order", "") if turn.incoming.action else ""
    return int(told) if told.isdecimal() and len(told) <= 18 else None
