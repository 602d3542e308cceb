"""Notices and advertisements: agreed to after one question, refused in one step, and the result told at once.

The answer is the notice of the result that 정보통신망법 시행령 62조의2 asks for within 14 days: sender, what, and when.
"""

from __future__ import annotations

from core.actions.turn import Outcome, Reply, Turn
from core.consent import Consent, Standing
from core.dialogue.state import Question
from core.meaning import Wish
from core.messages import Action, ActionName
from db import marketing
from db.pool import Database

_YES = Reply("news_yes", Action(ActionName.NEWS, {"value": "yes"}))
_NO = Reply("news_no", Action(ActionName.NEWS, {"value": "no"}))
_NIGHT = Reply("news_night", Action(ActionName.NEWS, {"value": Wish.NIGHT_NEWS}))
_ALL = (Consent.MARKETING, Consent.NIGHT_MARKETING)


class News:
    """Writes the history of a person's consents to advertisements; what waits in the outbox meets the gate."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, turn: Turn) -> Outcome:
        """Of whom nothing is kept gets none anyway; under 14 nobody gets any, whoever agrees (domain.md 8)."""
        said = turn.decision.value
        if said in {Wish.NO_NEWS, Wish.NO_NIGHT_NEWS, "no"}:
            return await self._refuse(turn, _ALL if said != Wish.NO_NIGHT_NEWS else (Consent.NIGHT_MARKETING,))
        standing = turn.person.standing
        if turn.person.user_id is None or standing is None or not standing.is_of_age(turn.now.date()):
            return _by_age(turn, standing)
        if said == "yes":
            return await self._agree(turn, Consent.MARKETING)
        if not standing.agrees(Consent.MARKETING):
            return Outcome("ask_news", turn.state, question=Question.NEWS, replies=(_YES, _NO))
        return await self._agree(turn, Consent.NIGHT_MARKETING if said == Wish.NIGHT_NEWS else Consent.MARKETING)

    async def _agree(self, turn: Turn, kind: Consent) -> Outcome:
        await self._write(turn, (kind,), granted=True)
        by_day = kind is Consent.MARKETING
        values = {"on": turn.now.date(), "night": not by_day}
        return Outcome("news_given", turn.state, values, replies=(_NIGHT,) if by_day else ())

    async def _refuse(self, turn: Turn, kinds: tuple[Consent, ...]) -> Outcome:
        await self._write(turn, kinds, granted=False)
        return Outcome("news_refused", turn.state, {"on": turn.now.date(), "night": Consent.MARKETING not in kinds})

    async def _write(self, turn: Turn, kinds: tuple[Consent, ...], *, granted: bool) -> None:
        if turn.person.user_id is None:
            return
        async with self._database.transaction() as connection:
            for kind in kinds:
                await marketing.declare(connection, turn.person.user_id, kind, granted=granted)


def _by_age(turn: Turn, standing: Standing | None) -> Outcome:
    """Who is too young is told so; who may be old enough is asked for the year first."""
    if standing is not None and standing.birth_year is not None:
        return Outcome("news_young", turn.state)
    return Outcome("news_from_fourteen", turn.state, question=Question.BIRTH_YEAR)
