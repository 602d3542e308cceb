"""What is given without asking: welcome and first order, loyalty, bringing a friend (domain.md 6).

Each is a coupon that an operator marked with its occasion (`coupons.given_for`), within its programme's budget; where
none is marked, nothing is given. Welcome and first order are had once by an account and once by a card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import SEOUL
from core.coupons.coupon import LOYAL_DAYS, LOYAL_ORDERS
from core.messages import Account
from db import benefits, coupons, people, wallet
from db.crypto import Cipher
from db.pool import Connection

WELCOME, FIRST_ORDER, LOYALTY, REFERRAL = "welcome", "first_order", "loyalty", "referral"
LIVES = timedelta(days=30)

_PAID_BY_NOBODY = frozenset({"web"})
"""Channels on which anybody is a new person at will: alone they mint nothing, except where all is a sample."""


@dataclass(frozen=True, slots=True)
class Given:
    """A coupon that was given."""

    wallet_id: int
    coupon_id: str


class Benefits:
    """Gives benefits inside the transaction of what they are given for.

    `samples` is true in the embedded mode, where money is play money; `refers` turns referral on, which is off by
    default because the people are children.
    """

    def __init__(self, cipher: Cipher, *, samples: bool, refers: bool = False) -> None:
        self._cipher = cipher
        self._samples = samples
        self._refers = refers

    async def welcome(
        self, connection: Connection, user_id: int, account: Account, card_ref_hash: bytes | None, at: datetime
    ) -> list[Given]:
        """The welcome and the first-order coupon, for an account (and card) that had neither before.

        Call it when somebody may be kept, and again when a card is linked: then the card counts as served too.
        """
        if account.platform in _PAID_BY_NOBODY and card_ref_hash is None and not self._samples:
            return []
        subjects = [self._subject(account)]
        if card_ref_hash is not None:
            subjects.append(card_ref_hash)
        given = [await self._once(connection, occasion, user_id, subjects, at) for occasion in (WELCOME, FIRST_ORDER)]
        return [one for one in given if one is not None]

    async def waiting(self, connection: Connection, account: Account) -> int:
        """How many coupons of an account's welcome are still in the wallet."""
        return await benefits.waiting(connection, (WELCOME, FIRST_ORDER), self._subject(account))

    async def loyal(self, connection: Connection, user_id: int, at: datetime) -> Given | None:
        """The loyalty coupon at every tenth order completed within 90 days; call it when an order is completed."""
        completed = await people.completed_since(connection, user_id, at - timedelta(days=LOYAL_DAYS))
        if completed == 0 or completed % LOYAL_ORDERS:
            return None
        return await self._give(connection, LOYALTY, user_id, "LOYALTY_REWARD", at)

    async def brought(self, connection: Connection, referred_user_id: int, at: datetime) -> list[Given]:
        """Both coupons of a referral whose friend completed an order; nothing where referral is off."""
        if not self._refers:
            return []
        referrer = await benefits.end_referral(connection, referred_user_id, "REWARDED", at)
        if referrer is None:
            return []
        both = [await self._give(connection, REFERRAL, who, "REFERRAL", at) for who in (referrer, referred_user_id)]
        return [one for one in both if one is not None]

    async def _once(
        self, connection: Connection, occasion: str, user_id: int, subjects: Sequence[bytes], at: datetime
    ) -> Given | None:
        """Mark every subject as served; give only where none was, and take the marks back where nothing was given."""
        new = [await benefits.mark(connection, occasion, subject, at) for subject in subjects]
        if not all(new):
            return None
        given = await self._give(connection, occasion, user_id, "WELCOME_BONUS", at)
        for subject in subjects:
            await benefits.settle(connection, occasion, subject, given.wallet_id if given else None)
        return given

    async def _give(
        self, connection: Connection, occasion: str, user_id: int, source: str, at: datetime
    ) -> Given | None:
        coupon_id = await coupons.given_at(connection, occasion, at.astimezone(SEOUL).date())
        if coupon_id is None:
            return None
        made = await wallet.claim(connection, user_id, coupon_id, source, occasion, at, at + LIVES)
        return None if isinstance(made, wallet.Refusal) else Given(made, coupon_id)

    def _subject(self, account: Account) -> bytes:
        return self._cipher.keyed_hash(str(account), "benefit_account")
