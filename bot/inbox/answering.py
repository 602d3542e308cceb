"""How one event or burst of the inbox is answered: from the hand that took it to settled."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram

from core.admission import Verdict
from core.channel import Channel, Delivery, Destination, Handle
from core.conversation import LATE_SECONDS
from core.messages import Account, Answer, Incoming, Notice, Retraction, together
from db.inbox import Inbox, Taken
from db.pool import DatabaseUnavailableError

LEASE = timedelta(seconds=10)
"""How long an event is ours; longer than a turn (3.5 s) takes at worst, and anew before the answer is sent: longer
than a reply and a push (2.5 s each) take at worst."""

SLOW_SECONDS = 1.0
"""After so long a person is told that an answer is on its way."""

_COMPOSE_SECONDS = 4.5
_LATE_COMPOSE_SECONDS = LATE_SECONDS + 1.0
_SETTLE_AGAIN_SECONDS = 0.5
_MAX_ATTEMPTS = 12
_LONGEST_DELAY = timedelta(minutes=1)
_IN_HAND = timedelta(seconds=1)

_log = structlog.get_logger()

TakeNote = Callable[[Notice, UUID | None], Awaitable[None]]
"""What the product does about a notice: erase (the turn that answered the message), stop sending, send again."""

IsWithinRate = Callable[[Account], Awaitable[bool]]
"""Whether an account may speak now; if so, it counts."""


class InboxMetrics:
    """What became of events, and how long they waited from our 200 to their answer."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.settled = Counter(
            "naviyam_inbox_events", "Inbox events by what became of them.", ["platform", "outcome"], registry=registry
        )
        self.waited = Histogram(
            "naviyam_inbox_seconds", "Seconds from taking an event in to its answer.", ["platform"], registry=registry
        )


class Answering:
    """Lets `handle` answer what was taken and the event's channel send the answer, once. Who writes more than a minute
    allows is asked to wait (`wait_a_moment`), without a turn.
    """

    def __init__(
        self,
        inbox: Inbox,
        channels: Mapping[str, Channel],
        handle: Handle,
        take_note: TakeNote,
        metrics: InboxMetrics,
        *,
        is_within_rate: IsWithinRate,
        wait_a_moment: Callable[[Incoming], Answer],
        lease: timedelta = LEASE,
        slow_seconds: float = SLOW_SECONDS,
    ) -> None:
        self._inbox = inbox
        self._channels = channels
        self._handle = handle
        self._take_note = take_note
        self._metrics = metrics
        self._is_within_rate = is_within_rate
        self._wait_a_moment = wait_a_moment
        self._slow_seconds = slow_seconds
        self.lease = lease

    async def answer(self, event: Taken, running: asyncio.Future[Answer] | None = None) -> None:
        """One event from hand to settled; `running` is its turn where that is under way.

        The boundary for defects: they cost an attempt, never the worker.
        """
        rendered, uncertain = event.rendered, event.uncertain
        try:
            channel = self._channels.get(event.platform)
            if channel is None or not event.is_readable:
                await self._settle(event, "unanswerable")
                return
            if not await self._noted(channel, event):
                await self._postpone(event, _IN_HAND, "its message is in hand", rendered, uncertain=False)
                return
            incoming = _turn(channel, event)
            if incoming is None:
                await self._settle(event, "silent")
                return
            if rendered is None:
                rendered = await self._rendered(channel, event, incoming, running)
            if await self._inbox.begin_sending(event, rendered, self.lease):  # else another has it
                uncertain = True
                delivery = await channel.send(_destination(event, incoming), rendered)
                await self._conclude(event, delivery, rendered)
        except DatabaseUnavailableError as error:  # nothing was sent: its lease brings it back
            _log.warning("inbox_event_left_to_its_lease", platform=event.platform, reason=str(error))
        except TimeoutError:
            await self._again(event, "slow", rendered, uncertain=uncertain)
        except Exception as error:  # noqa: BLE001 - named boundary: logged, counted, tried again, then buried
            _log.error("inbox_event_failed", platform=event.platform, attempt=event.attempts, **origin(error))
            await self._again(event, type(error).__name__, rendered, uncertain=uncertain)

    async def _noted(self, channel: Channel, event: Taken) -> bool:
        """Take note of what the event tells beside a turn; false where the message it takes back is in hand."""
        told_of = [channel.notice(one) for one in event.events] if channel.notice is not None else []
        for told in told_of:
            if told is None:
                continue
            turn_id = None
            if isinstance(told, Retraction):
                turn_id, is_in_hand = await self._inbox.turn_of(event.platform, told.message_id)
                if is_in_hand:
                    return False
            await self._take_note(told, turn_id)
        return True

    async def _rendered(
        self, channel: Channel, event: Taken, incoming: Incoming, running: asyncio.Future[Answer] | None
    ) -> Any:  # noqa: ANN401 - the platform's JSON
        """The answer, while a person who waits long is told that it is on its way, and the event stays ours."""
        meanwhile = [asyncio.create_task(one) for one in (self._show_waiting(channel, incoming), self._hold(event))]
        try:
            async with asyncio.timeout(_LATE_COMPOSE_SECONDS if incoming.may_be_late else _COMPOSE_SECONDS):
                answer = await (running or self._answered(event, incoming))
                return channel.response(event.events[-1], answer)
        finally:
            for task in meanwhile:
                task.cancel()

    async def _answered(self, event: Taken, incoming: Incoming) -> Answer:
        if event.attempts == 1 and not await self._is_within_rate(incoming.account):
            self._metrics.settled.labels(event.platform, Verdict.TOO_OFTEN).inc()
            return self._wait_a_moment(incoming)
        return await self._handle(incoming)

    async def _hold(self, event: Taken) -> None:
        """Renew the lease as long as the turn runs."""
        while True:
            await asyncio.sleep(self.lease.total_seconds() / 3)
            try:
                await self._inbox.renew(event, self.lease)
            except DatabaseUnavailableError:
                _log.warning("inbox_lease_not_renewed", platform=event.platform)

    async def _show_waiting(self, channel: Channel, incoming: Incoming) -> None:
        if channel.show_waiting is not None and not incoming.group:
            await asyncio.sleep(self._slow_seconds)
            await channel.show_waiting(incoming)

    async def _conclude(self, event: Taken, delivery: Delivery, rendered: object) -> None:
        match delivery:
            case Delivery.SENT | Delivery.DELIVERED:
                self._metrics.waited.labels(event.platform).observe(_age(event).total_seconds())
                await self._settle(event, "answered")
            case Delivery.REFUSED:
                await self._settle(event, "refused")
            case Delivery.LATER | Delivery.UNKNOWN:
                uncertain = event.uncertain or delivery is Delivery.UNKNOWN
                await self._again(event, delivery.value, rendered, uncertain=uncertain)

    async def _again(self, event: Taken, reason: str, rendered: object, *, uncertain: bool) -> None:
        """Another attempt after 1, 2, 4 … seconds, or the end of them."""
        if event.attempts >= _MAX_ATTEMPTS:
            await self._settle(event, "given_up")
            return
        delay = min(timedelta(seconds=2 ** (event.attempts - 1)), _LONGEST_DELAY)
        await self._postpone(event, delay, reason, rendered, uncertain=uncertain)

    async def _postpone(
        self, event: Taken, delay: timedelta, reason: str, rendered: object, *, uncertain: bool
    ) -> None:
        self._metrics.settled.labels(event.platform, "postponed").inc()
        try:
            await self._inbox.postpone(event, delay, reason, uncertain=uncertain, rendered=rendered)
        except DatabaseUnavailableError:
            _log.warning("inbox_postponed_by_lease", platform=event.platform)

    async def _settle(self, event: Taken, outcome: str) -> None:
        """Write the end of an event down, however long the database stays away: it must not be answered twice."""
        self._metrics.settled.labels(event.platform, outcome).inc()
        while True:
            try:
                if outcome in {"answered", "silent"}:
                    await self._inbox.finish(event)
                else:
                    _log.error("inbox_event_dead", platform=event.platform, outcome=outcome, attempts=event.attempts)
                    await self._inbox.bury(event, outcome)
            except DatabaseUnavailableError:
                await asyncio.sleep(_SETTLE_AGAIN_SECONDS)
            else:
                return


def _turn(channel: Channel, event: Taken) -> Incoming | None:
    """The one turn that the event or the burst asks for; None where nothing is to be answered."""
    turns = [turn for turn in map(channel.parse, event.events) if turn is not None]
    if not turns:
        return None
    turn = together(turns)
    return turn if event.turn_id is None else replace(turn, turn_id=event.turn_id)


def _destination(event: Taken, incoming: Incoming) -> Destination:
    """Where the answer goes. A second attempt, for the platform, is one after a reply it may have accepted."""
    chat = incoming.chat_id
    return Destination(
        account=incoming.account if chat is None else Account(incoming.account.platform, chat),
        key=incoming.turn_id,
        received_at=event.received_at,
        reply_token=event.reply_token,
        attempt=2 if event.uncertain else 1,
    )


def origin(error: BaseException) -> dict[str, str]:
    """Kind and place of a defect. Its message and the values around it may be a person's words: never logged."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return {"error": type(error).__name__, "where": f"{place.filename}:{place.lineno}"}


def _age(event: Taken) -> timedelta:
    return datetime.now(UTC) - event.received_at
