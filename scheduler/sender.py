"""The sender of the outbox: each message through the gate, by its channel, once (domain.md 8, quality.md)."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from core.channel import Channel, Delivery, Destination
from core.faults import trail
from core.messages import Account, Answer
from core.notifications.gate import Gate, Kind, Notice, Wait
from core.notifications.message import from_payload
from core.notifications.recipient import recipient_of
from db import recipients
from db.outbox import Message, Outbox
from db.pool import Database, DatabaseUnavailableError
from db.recipients import RecipientRow
from scheduler.pace import Pace
from scheduler.resting import rest

LEASE = timedelta(seconds=30)
"""How long a message is ours: longer than every call to a platform takes at worst."""

_BATCH = 64
_LANES = 16
_ATTEMPTS = 8
_LONGEST_DELAY = timedelta(minutes=5)
_REST_SECONDS = 0.5

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Route:
    """A way out. `repeats_safely`: the same key again is still one message there (LINE's retry key).

    `cost` is what the platform charges a message, in won without tax; `pace` how fast all processes may send.
    `may_advertise`: whether the platform takes advertisements at all (AlimTalk: information only).
    """

    channel: Channel
    repeats_safely: bool
    cost: float
    pace: Pace
    may_advertise: bool = True


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a platform made of a message, to be written down."""

    message: Message
    channels: tuple[str, ...]
    delivery: Delivery
    at: datetime


class Sender:
    """Takes what is due and settles it. Any number of senders, in any number of processes, share one outbox."""

    def __init__(
        self,
        outbox: Outbox,
        database: Database,
        routes: Mapping[str, Route],
        gate: Gate,
        now: Callable[[], datetime],
    ) -> None:
        self._outbox = outbox
        self._database = database
        self._routes = routes
        self._gate = gate
        self._now = now
        self._unwritten: deque[_Outcome] = deque()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop`; the batch in hand is finished. A database that is away is asked again.

        What platforms did meanwhile is kept until it can be written down: nothing is sent twice for not being known.
        """
        while not stop.is_set():
            try:
                outcomes = await self.send_batch(self._now())
            except DatabaseUnavailableError as error:
                _log.warning("outbox_unreachable", reason=str(error))
                outcomes = Counter()
            if not outcomes:
                await rest(stop, _REST_SECONDS)
        if self._unwritten:
            _log.error("outbox_results_lost", messages=[outcome.message.id for outcome in self._unwritten])

    async def drain(self, at: datetime) -> Counter[str]:
        """Send everything that is due at `at`; counts what became of it."""
        outcomes: Counter[str] = Counter()
        while batch := await self.send_batch(at):
            outcomes += batch
        return outcomes

    async def send_batch(self, at: datetime) -> Counter[str]:
        """Take up to a batch of messages, of different people, and settle each; empty where nothing was due.

        Raises:
            DatabaseUnavailableError: PostgreSQL is away; what is in hand is not lost.
        """
        while self._unwritten:
            await self._write(self._unwritten[0])
            self._unwritten.popleft()
        messages = await self._outbox.take(_BATCH, LEASE, at)
        if not messages:
            return Counter()
        async with self._database.acquire() as connection:
            people = await recipients.read(connection, [message.user_id for message in messages], at)
        lanes = asyncio.Semaphore(_LANES)

        async def in_lane(message: Message) -> str:
            async with lanes:
                return await self._settle(message, people.get(message.user_id), at)

        return Counter(await asyncio.gather(*map(in_lane, messages)))

    async def _settle(self, message: Message, person: RecipientRow | None, at: datetime) -> str:
        """One message from hand to settled. The boundary for defects: they cost an attempt, never the sender."""
        try:
            return await self._pass(message, person, at)
        except DatabaseUnavailableError:
            return "left_to_lease"
        except Exception as error:  # noqa: BLE001 - named boundary: logged, tried again, then buried
            _log.error("outbox_message_failed", message=message.id, error=type(error).__name__, where=trail(error))
            return await self._again(message, type(error).__name__, self._channels(message, person), at)

    async def _pass(self, message: Message, person: RecipientRow | None, at: datetime) -> str:
        channels = self._channels(message, person)
        if message.was_called:
            return await self._in_doubt(message, channels, at)
        if message.payload is None:
            return await self._bury(message, at, "unreadable")
        answer = from_payload(message.payload, message.retry_key)
        notice = Notice(Kind(message.kind), message.is_advertisement, answer, message.send_before)
        verdict = self._gate.decide(notice, recipient_of(person, is_reachable=bool(channels)), at)
        if isinstance(verdict, Wait):
            await self._outbox.wait(message, verdict.until)
            return "waiting"
        if verdict is not None:
            return await self._bury(message, at, verdict, by_rule=True)
        assert person is not None  # noqa: S101 - reachable means that there is somebody
        return await self._send(message, answer, person, channels, at)

    async def _send(
        self, message: Message, answer: Answer, person: RecipientRow, channels: tuple[str, ...], at: datetime
    ) -> str:
        route = self._routes[channels[0]]
        rendered = route.channel.render(answer)
        await route.pace.pass_one()
        delivery = Delivery.LATER  # should the database go before the platform is called
        try:
            if not route.repeats_safely and not await self._outbox.call(message, LEASE):
                return "taken_over"
            account = Account(channels[0], person.accounts[channels[0]])
            delivery = await _delivery(
                route.channel, Destination(account, message.retry_key, datetime.now(UTC)), rendered
            )
            return await self._write(_Outcome(message, channels, delivery, at))
        except DatabaseUnavailableError:
            self._unwritten.append(_Outcome(message, channels, delivery, at))
            return "unwritten"

    async def _write(self, outcome: _Outcome) -> str:
        """Write down what a platform did; done twice it is done once."""
        message, channels, at = outcome.message, outcome.channels, outcome.at
        route = self._routes[channels[0]]
        match outcome.delivery:
            case Delivery.SENT | Delivery.DELIVERED as accepted:
                delivered = accepted is Delivery.DELIVERED
                await self._outbox.sent(message, at, route.cost, delivered=delivered)
                return "sent"
            case Delivery.REFUSED if len(channels) > 1:
                await self._outbox.postpone(message, timedelta(0), "refused", channels[1:])
                return "next_channel"
            case Delivery.REFUSED:
                return await self._bury(message, at, "refused")
            case Delivery.UNKNOWN if not route.repeats_safely:
                return await self._in_doubt(message, channels, at)
            case delivery:
                return await self._again(message, delivery.value, channels, at)

    async def _in_doubt(self, message: Message, channels: tuple[str, ...], at: datetime) -> str:
        """Nobody knows whether it arrived: aid is tried once more, anything else is left at that."""
        if message.kind == Kind.AID and not message.was_unknown and channels:
            await self._outbox.postpone(message, timedelta(seconds=5), "unknown", channels, uncertain=True)
            return "tried_again"
        await self._outbox.unknown(message, at, "no answer")
        return "unknown"

    async def _again(self, message: Message, reason: str, channels: tuple[str, ...], at: datetime) -> str:
        """Another attempt after 1, 2, 4 … seconds, or the end of them."""
        if message.attempts >= _ATTEMPTS or not channels:
            return await self._bury(message, at, reason)
        delay = min(timedelta(seconds=2 ** (message.attempts - 1)), _LONGEST_DELAY)
        await self._outbox.postpone(message, delay, reason, channels)
        return "postponed"

    async def _bury(self, message: Message, at: datetime, reason: str, *, by_rule: bool = False) -> str:
        _log.warning("outbox_message_dead", message=message.id, kind=message.kind, reason=reason)
        await self._outbox.bury(message, at, reason, by_rule=by_rule)
        return "kept_back" if by_rule else "dead"

    def _channels(self, message: Message, person: RecipientRow | None) -> tuple[str, ...]:
        """The channels of the message by which this person can be reached, in its order."""
        wanted = [name for name in (message.channel, *message.fallback_channels) if name in self._routes]
        if message.is_advertisement:
            wanted = [name for name in wanted if self._routes[name].may_advertise]
        return tuple(name for name in wanted if person and name in person.accounts)


async def _delivery(channel: Channel, destination: Destination, rendered: object) -> Delivery:
    """What became of a call. The boundary for defects behind it: who knows what the platform has by then."""
    try:
        return await channel.send(destination, rendered)
    except Exception as error:  # noqa: BLE001 - named boundary: logged, and treated as a call without an answer
        _log.error("outbox_call_failed", channel=channel.platform, error=type(error).__name__, where=trail(error))
        return Delivery.UNKNOWN
