"""What platforms tell beside turns: a message taken back is erased, who blocked the bot is left alone."""

from __future__ import annotations

from uuid import UUID

from core.clock import Clock
from core.messages import Departure, Notice, Retraction, Return
from core.people.sessions import Sessions
from db import people, turns
from db.pool import Database


class Notices:
    """Does what a notice asks for. Doing it again changes nothing."""

    def __init__(self, database: Database, sessions: Sessions, clock: Clock) -> None:
        self._database = database
        self._sessions = sessions
        self._clock = clock

    async def take(self, notice: Notice, turn_id: UUID | None) -> None:
        """Act on `notice`; `turn_id` is the turn that answered the message it takes back, as far as that is known.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer.
            db.redis.OUTAGES: Redis does not, and may still hold what was erased.
        """
        match notice:
            case Retraction():
                await self._erase(notice, turn_id)
            case Departure(account):
                async with self._database.transaction() as connection:
                    await people.leave(connection, account.platform, account.external_id, self._clock.now())
            case Return(account):
                async with self._database.acquire() as connection:
                    await people.come_back(connection, account.platform, account.external_id)

    async def _erase(self, retraction: Retraction, turn_id: UUID | None) -> None:
        """Erase the turn, and with it what its session holds: all of that may come from the erased words."""
        async with self._database.transaction() as connection:
            known = await turns.of_message(connection, retraction.account.platform, retraction.message_id)
            told = {*known, turn_id} - {None}
            sessions = [session for turn in told if turn for session in await turns.erase(connection, turn)]
        for session in sessions:
            await self._sessions.forget(session)
