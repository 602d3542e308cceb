"""The worker that answers the inbox: each person's events in order, many people at once."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram

from core.channel import Channel, Delivery, Destination, Handle
from core.messages import Incoming
from db.inbox import Inbox, Taken
from db.pool import DatabaseUnavailableError

LEASE = timedelta(seconds=10)
"""How long an event is ours; longer than a turn (3.5 s), a reply and a push (2.5 s each) take at worst."""

_POLL_SECONDS = 1.0
_COMPOSE_SECONDS = 4.5
_SETTLE_AGAIN_SECONDS = 0.5
_MAX_ATTEMPTS = 12
_LONGEST_DELAY = timedelta(minutes=1)

_log = structlog.get_logger()


class InboxMetrics:
    """What became of events, and how long they waited from our 200 to their answer."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.settled = Counter(
            "naviyam_inbox_events", "Inbox events by what became of them.", ["platform", "outcome"], registry=registry
        )
        self.waited = Histogram(
            "naviyam_inbox_seconds", "Seconds from taking an event in to its answer.", ["platform"], registry=registry
        )


class InboxWorker:
    """Takes due events, lets `handle` answer them and the event's channel send the answer.

    Any number of workers, in any number of processes, share one inbox. `lanes` is how many events this one
    answers at a time, each of another person.
    """

    def __init__(
        self, inbox: Inbox, channels: Mapping[str, Channel], handle: Handle, metrics: InboxMetrics, *, lanes: int = 32
    ) -> None:
        self._inbox = inbox
        self._channels = channels
        self._handle = handle
        self._metrics = metrics
        self._lanes = lanes
        self._running: dict[int, asyncio.Task[None]] = {}
        self._awake = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Look at the inbox now rather than at the next second."""
        self._awake.set()

    async def run(self) -> None:
        """Answer events until `stop`; a database that is away is asked again each second."""
        while not self._stopping:
            self._awake.clear()
            if not await self._start_due():
                await self._rest()

    async def stop(self, seconds: float = 8.0) -> None:
        """Take nothing more and give the events in hand `seconds` to be answered; the rest keep their lease."""
        self._stopping = True
        self.wake()
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _start_due(self) -> bool:
        """Begin what is due and has a free lane; says whether there was anything."""
        free = self._lanes - len(self._running)
        if free == 0:
            return False
        try:
            events = await self._inbox.take(free, LEASE)
        except DatabaseUnavailableError as error:
            _log.warning("inbox_unreachable", reason=str(error))
            return False
        for event in events:
            if event.id not in self._running:  # else our lease ran out while it waits to be settled
                self._running[event.id] = task = asyncio.create_task(self._answer(event))
                task.add_done_callback(partial(self._ended, event.id))
        return bool(events)

    def _ended(self, event_id: int, task: asyncio.Task[None]) -> None:
        del self._running[event_id]
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("inbox_event_not_settled", **_origin(error))  # its lease brings it back
        self.wake()  # the next of this person may be waiting

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(_POLL_SECONDS):
                await self._awake.wait()
        except TimeoutError:
            return

    async def _answer(self, event: Taken) -> None:
        """One event from hand to settled. The boundary for defects: they cost an attempt, never the worker."""
        rendered = event.rendered
        try:
            incoming = self._read(event)
            if incoming is None:
                await self._settle(event, "unanswerable" if event.event is None else "silent")
                return
            channel = self._channels[event.platform]
            if rendered is None:
                async with asyncio.timeout(_COMPOSE_SECONDS):
                    rendered = channel.render(await self._handle(incoming))
            delivery = await channel.send(_destination(event, incoming), rendered)
        except TimeoutError:
            await self._again(event, "slow", rendered)
        except Exception as error:  # noqa: BLE001 - named boundary: logged, counted, tried again, then buried
            _log.error("inbox_event_failed", platform=event.platform, attempt=event.attempts, **_origin(error))
            await self._again(event, type(error).__name__, rendered)
        else:
            await self._conclude(event, delivery, rendered)

    def _read(self, event: Taken) -> Incoming | None:
        channel = self._channels.get(event.platform)
        return channel.parse(event.event) if channel is not None and event.event is not None else None

    async def _conclude(self, event: Taken, delivery: Delivery, rendered: object) -> None:
        match delivery:
            case Delivery.SENT:
                self._metrics.waited.labels(event.platform).observe(_age(event).total_seconds())
                await self._settle(event, "answered")
            case Delivery.REFUSED:
                await self._settle(event, "refused")
            case Delivery.LATER | Delivery.UNKNOWN:
                await self._again(event, delivery.value, rendered, uncertain=delivery is Delivery.UNKNOWN)

    async def _again(self, event: Taken, reason: str, rendered: object, *, uncertain: bool = False) -> None:
        """Another attempt after 1, 2, 4 … seconds, or the end of them."""
        if event.attempts >= _MAX_ATTEMPTS:
            await self._settle(event, "given_up")
            return
        delay = min(timedelta(seconds=2 ** (event.attempts - 1)), _LONGEST_DELAY)
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


def _destination(event: Taken, incoming: Incoming) -> Destination:
    """Where the answer goes. A second attempt, for the platform, is one after a reply it may have accepted."""
    return Destination(
        account=incoming.account,
        key=incoming.turn_id,
        received_at=event.received_at,
        reply_token=event.reply_token,
        attempt=2 if event.uncertain else 1,
    )


def _origin(error: BaseException) -> dict[str, str]:
    """Kind and place of a defect. Its message and the values around it may be a person's words: never logged."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return {"error": type(error).__name__, "where": f"{place.filename}:{place.lineno}"}


def _age(event: Taken) -> timedelta:
    return datetime.now(UTC) - event.received_at
