"""Who agreed in the chat is remembered from then on, and welcomed: both in one transaction, or neither."""

from __future__ import annotations

from datetime import datetime

from core.coupons.benefits import Benefits
from core.messages import Account
from db import people
from db.lane import Lane


class Newcomers:
    """Takes people in who are 14 or older and said yes."""

    def __init__(self, lane: Lane, benefits: Benefits) -> None:
        self._lane = lane
        self._benefits = benefits

    async def take_in(self, account: Account, birth_year: int, known: int | None, at: datetime) -> int:
        """Keep the person (`known`: kept already under this id); returns how many welcome coupons wait for them.

        Told again after a death in between, it adds nothing and returns the same.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        async with self._lane.transaction() as connection:
            user_id = known or await people.add(
                connection, account.platform, account.external_id, ("service",), "chat", birth_year=birth_year
            )
            await self._benefits.welcome(connection, user_id, account, None, at)
            return await self._benefits.waiting(connection, account)
