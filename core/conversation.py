"""The spine: how a message becomes an answer. Everything else hangs on these six steps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from uuid import uuid5

import structlog

from core.actions.card_questions import CardQuestions
from core.actions.search import Search
from core.actions.turn import Outcome, Perform, Turn
from core.capacity import Capacity
from core.clock import Clock
from core.closing import close
from core.compose import Composer
from core.consent import Field
from core.dialogue.acts import BETWEEN_TWO, Act
from core.dialogue.decide import decide
from core.dialogue.state import State
from core.faults import trail
from core.meaning import Meaning
from core.messages import Answer, Incoming
from core.nlu import Understanding
from core.nlu.hints import with_hints
from core.nlu.second import SecondReader, wants_second
from core.people.people import People, Person
from core.people.sessions import Sessions
from core.presses import Presses
from core.privacy import mask
from core.recommend.catalogue import Shop
from core.record import masked, record, trace
from core.stopwatch import Stopwatch
from core.telemetry import Telemetry
from core.tokens import sign_buttons
from db.turns import TurnWriter

LIMIT_SECONDS = 3.5
LATE_SECONDS = 30.0
"""The limit of a turn whose channel takes a late answer."""
LONGEST_TEXT = 2_000

_log = structlog.get_logger()


def storable(text: str) -> str:
    """The first 2,000 characters without what no database takes as text: NUL and halves of surrogate pairs."""
    return text[:LONGEST_TEXT].replace("\0", "").encode("utf-8", "ignore").decode()


class Conversation:
    """Answers one message at a time. `handle` is the only door; it never raises."""

    def __init__(
        self,
        *,
        people: People,
        sessions: Sessions,
        presses: Presses,
        understanding: Understanding,
        second: SecondReader,
        actions: Mapping[Act, Perform],
        card_questions: CardQuestions,
        search: Search,
        composer: Composer,
        writer: TurnWriter,
        clock: Clock,
        telemetry: Telemetry,
        capacity: Capacity,
        limit_seconds: float = LIMIT_SECONDS,
    ) -> None:
        self._people = people
        self._sessions = sessions
        self._presses = presses
        self._understanding = understanding
        self._second = second
        self._actions = actions
        self._card_questions = card_questions
        self._search = search
        self._composer = composer
        self._writer = writer
        self._clock = clock
        self._telemetry = telemetry
        self._capacity = capacity
        self._limit_seconds = limit_seconds

    async def handle(self, incoming: Incoming) -> Answer:
        """The answer to one message within 3.5 s; a fault or a late answer becomes a kind word, logged and counted."""
        watch = Stopwatch()
        try:
            async with asyncio.timeout(LATE_SECONDS if incoming.may_be_late else self._limit_seconds):
                with self._search.pinned():
                    readable = replace(incoming, text=storable(incoming.text))
                    answer = await self._presses.once(readable, partial(self._turn, watch))
        except TimeoutError:
            return self._apology(incoming, "too_slow", "timeout", watch)
        except Exception as error:  # noqa: BLE001 - the boundary: a child always gets an answer
            _log.error("turn_failed", turn_id=str(incoming.turn_id), error=type(error).__name__, where=trail(error))
            return self._apology(incoming, "trouble", type(error).__name__, watch)
        self._telemetry.answered(incoming.account.platform, answer, watch)
        return answer

    def wait_a_moment(self, incoming: Incoming) -> Answer:
        """What is said instead of a turn to somebody too fast, or while too many talk."""
        return self._composer.wait_a_moment(incoming)

    async def _turn(self, watch: Stopwatch, incoming: Incoming) -> Answer:
        """The six steps. The last leaves its place to another, so that more turns than have places share a commit."""
        async with self._capacity.place():
            turn, outcome, answer = await self._worked_out(watch, incoming)
        with watch.stage("remember"):
            await self._remember(turn, outcome, answer, watch)
        return replace(answer, trace=trace(turn, outcome, watch))

    async def _worked_out(self, watch: Stopwatch, incoming: Incoming) -> tuple[Turn, Outcome, Answer]:
        now = self._clock.now()
        with watch.stage("load"):
            person, state = await self._load(incoming)
        with watch.stage("understand"):
            meaning = await self._understand(incoming, person, state)
        with watch.stage("decide"):
            decision = decide(meaning, state, incoming, now)
            turn = Turn(incoming, meaning, state, decision, person, now)
        with watch.stage("act"):
            await self._search.expect(turn.state)
            outcome = close(turn, await self._act(turn), self._shop_of(turn))
        with watch.stage("compose"):
            outcome, answer = self._compose(turn, outcome)
        return turn, outcome, answer

    async def _load(self, incoming: Incoming) -> tuple[Person, State]:
        """Who writes, and what we were talking about: of what was said between two nothing is known in a group."""
        state = await self._sessions.load(incoming.talk, incoming.session_id, self._clock.now())
        is_new = state.turn == 0
        person = await self._people.load(incoming.account, vouched=incoming.vouched, first_turn=is_new)
        if is_new and person.user_id is not None and not incoming.group:
            state = await self._sessions.recall(person.user_id, incoming.session_id, state, self._clock.now())
        return person, state

    async def _understand(self, incoming: Incoming, person: Person, state: State) -> Meaning:
        """Our own reading; where it is unsure and the person agreed, with a second reader's word on the intent."""
        meaning = self._understanding.understand(incoming.text, state)
        agreed = person.may_keep(Field.TURN, self._clock.now()) and not incoming.group
        if agreed and wants_second(meaning) and (told := await self._second.intent(mask(incoming.text), state.intent)):
            meaning = self._understanding.understand(incoming.text, state, told=told)
        return with_hints(meaning, incoming.hints)

    async def _act(self, turn: Turn) -> Outcome:
        """What the decision says; but the card is asked about, or it is for two only and others read along."""
        if turn.incoming.group and turn.decision.act in BETWEEN_TWO:
            return Outcome("not_in_group", turn.state)
        return self._card_questions(turn) or await self._actions[turn.decision.act](turn)

    def _compose(self, turn: Turn, outcome: Outcome) -> tuple[Outcome, Answer]:
        """Words for the outcome; a new list of places gets an id that choices refer to, buttons their tokens."""
        answer = self._composer.compose(turn, outcome)
        if outcome.found is not None:
            answer = replace(answer, recommendation_id=uuid5(answer.turn_id, "recommendation"))
            outcome = replace(outcome, state=replace(outcome.state, recommendation_id=answer.recommendation_id))
        return outcome, sign_buttons(answer)

    async def _remember(self, turn: Turn, outcome: Outcome, answer: Answer, watch: Stopwatch) -> None:
        """Durable before the answer leaves: the rows of turns in one group commit, then their states in one call."""
        if outcome.forgotten:
            turn = replace(turn, person=Person(turn.incoming.account))
        kept = turn.person.user_id is not None and not turn.incoming.group
        outcome = replace(outcome, state=masked(outcome.state, turn.before))
        await self._writer.write(record(turn, outcome, answer, watch))
        await self._sessions.cache(turn.incoming.talk, outcome.state, kept=kept)

    def _shop_of(self, turn: Turn) -> Callable[[int], Shop | None]:
        return lambda shop_id: self._search.shop(shop_id, turn)

    def _apology(self, incoming: Incoming, words: str, error: str, watch: Stopwatch) -> Answer:
        self._telemetry.failed(incoming.account.platform, error, watch)
        return self._composer.without_turn(incoming, words)
