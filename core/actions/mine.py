"""What is kept of me, and forgetting all of it at one's word (domain.md 9)."""

from __future__ import annotations

from dataclasses import replace

from core.actions.turn import Outcome, Reply, Sheet, Turn
from core.dialogue.state import Question, State
from core.messages import Action, ActionName
from core.people.people import Person
from core.people.sessions import Sessions
from db import linking, mine
from db.pool import Database

_YES = Reply("leave_yes", Action(ActionName.LEAVE, {"value": "yes"}))
_NO = Reply("leave_no", Action(ActionName.LEAVE, {"value": "no"}))
_DELETE = Reply("delete_all")


class MyData:
    """Answers "내 정보 보여줘" with everything that is kept, in words."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, turn: Turn) -> Outcome:
        """Of whom nothing is kept is told so."""
        if turn.person.user_id is None:
            return Outcome("nothing_kept", turn.state)
        async with self._database.acquire() as connection:
            kept = await mine.kept(connection, turn.person.user_id)
        return Outcome("my_data", turn.state, sheets=(Sheet("my_data_card", {"kept": kept}),), replies=(_DELETE,))


class Leave:
    """Answers "탈퇴", "기억하지 마": asks once, then erases the person everywhere and takes every consent back."""

    def __init__(self, database: Database, sessions: Sessions) -> None:
        self._database = database
        self._sessions = sessions

    async def __call__(self, turn: Turn) -> Outcome:
        """After the yes the very turn is written of nobody any more."""
        if turn.person.user_id is None:
            return Outcome("nothing_kept", turn.state)
        if turn.decision.value == "no":
            return Outcome("leave_kept", turn.state)
        if turn.decision.value != "yes":
            values = {"card": turn.person.card is not None, "coupons": len(turn.person.coupons)}
            return Outcome("ask_leave", turn.state, values, question=Question.LEAVE, replies=(_YES, _NO))
        await self._erase(turn.person)
        gone = replace(State(session_id=turn.state.session_id), turn=turn.state.turn, asked=turn.state.asked)
        return replace(Outcome("left", gone), forgotten=True)

    async def _erase(self, person: Person) -> None:
        user_id = person.user_id or 0
        async with self._database.transaction() as connection:
            accounts = await linking.accounts(connection, user_id)
            await mine.erase(connection, user_id)
        await self._sessions.forget_all(accounts)
