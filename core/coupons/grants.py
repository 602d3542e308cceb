"""A coupon that an operator gives a person, once for a key, within the programme's budget, written in the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import SEOUL
from core.consent import Field, Standing, may_keep
from core.coupons.claims import REASONS
from core.coupons.refusals import Refusal
from core.messages import Account
from db import grants, people, velocity, wallet
from db.grants import Granted
from db.pool import Connection, Database

LIVES = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Wish:
    """Who is to have which coupon, and why; `key` makes a wish that is repeated the same one.

    `operator_id` None is the command line. An operator of a region (`region_id`) gives only to people whose card is of
    it, and only coupons of its programmes or of the whole country's.
    """

    account: Account
    coupon_id: str
    reason: str
    key: str
    operator_id: int | None = None
    region_id: int | None = None


class OtherWishError(Exception):
    """The key stands for another grant."""


class Grants:
    """Gives coupons at an operator's word."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def give(self, wish: Wish, now: datetime) -> Granted | Refusal:
        """Put the coupon into the wallet, or say why not; a refusal writes nothing, so that it may be tried again.

        Raises:
            OtherWishError: the key was used for something else.
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        async with self._database.transaction() as connection:
            await grants.hold_key(connection, wish.key)
            known = await people.find(connection, wish.account.platform, wish.account.external_id)
            if known is None or not await velocity.hold_person(connection, known.id):
                return Refusal.NOT_KEPT
            if (before := await grants.of_key(connection, wish.key)) is not None:
                if before[1:] != (known.id, wish.coupon_id):
                    raise OtherWishError(wish.key)
                return before[0]
            region_id = known.card.region_id if known.card else None
            if wish.region_id not in {None, region_id}:
                return Refusal.NOT_KEPT
            if wish.region_id is not None and not await grants.is_within(connection, wish.coupon_id, wish.region_id):
                return Refusal.NOT_OFFERED
            vouched = await people.is_vouched(connection, known.id)
            standing = Standing(known.birth_year, known.granted, known.withdrawn, vouched)
            if not may_keep(standing, Field.COUPON, now.astimezone(SEOUL).date()):
                return Refusal.NOT_KEPT
            return await self._give(connection, wish, known.id, region_id, now)

    async def _give(
        self, connection: Connection, wish: Wish, user_id: int, region_id: int | None, now: datetime
    ) -> Granted | Refusal:
        given_by = "operator" if wish.operator_id is None else f"operator {wish.operator_id}"
        at = now.astimezone(SEOUL)
        made = await wallet.claim(connection, user_id, wish.coupon_id, "ADMIN_GRANT", given_by, at, at + LIVES)
        if isinstance(made, wallet.Refusal):
            return REASONS[made]
        granted = Granted(made, await wallet.expiry(connection, made))
        await grants.record(connection, wish.key, granted, wish.coupon_id, wish.reason, (wish.operator_id, region_id))
        return granted
