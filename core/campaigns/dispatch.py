"""From a campaign to messages in the outbox: lists made, people taken a batch at a time, each once.

Everything about one person is one transaction: coupon, message, link, place on the list. Whatever is killed meanwhile
has done all of it or nothing, and any number of processes work beside each other under the campaign's row.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

import structlog

from core.campaigns.messages import Voice, coupon_values
from core.campaigns.plan import Kind, audience_of
from core.clock import SEOUL
from core.coupons.claims import KEPT
from core.experiments import HELD_OUT, assign, even_shares
from core.faults import trail
from core.notifications.gate import Gate, Notice, Refusal
from core.notifications.gate import Kind as MessageKind
from core.notifications.leaving import Outgoing
from core.notifications.message import to_payload
from core.notifications.recipient import recipient_of
from db import audience, campaign_list, campaigns, coupons, experiments, links, recipients, wallet
from db.campaign_list import Queued, Recipient
from db.campaigns import CampaignRow
from db.coupons import Promoted
from db.outbox import Outbox
from db.pool import Connection, Database, DatabaseUnavailableError
from db.recipients import RecipientRow

WORTH_SENDING = timedelta(hours=24)
"""How long a campaign's message may wait in the outbox, for the morning or for the platform."""

LINKS_LIVE = timedelta(days=90)

_BATCH = 50
_IN_OUTBOX = 500
_OCCASIONS = UUID("8c2a8f5e-5a4b-4ac5-9d3c-0c6f0f3a9b11")

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Batch:
    """What is the same for everybody in a batch."""

    campaign: CampaignRow
    coupon: Promoted | None
    at: datetime
    people: Mapping[int, RecipientRow]
    channels: Mapping[int, tuple[str, ...]]
    favourites: Mapping[int, str]


class Dispatcher:
    """Moves every campaign on by a step. `now` is business time; throttles count real time."""

    def __init__(
        self, database: Database, outbox: Outbox, gate: Gate, voice: Voice, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._gate = gate
        self._voice = voice
        self._now = now

    async def look(self, at: datetime | None = None) -> Counter[str]:
        """Begin what is due, write a batch of each campaign's messages, end what is through; counts the people.

        Raises:
            DatabaseUnavailableError: PostgreSQL went away; what was not committed is taken up at the next look.
        """
        at = (at or self._now()).astimezone(SEOUL)
        done: Counter[str] = Counter()
        async with self._database.acquire() as connection:
            due = await campaigns.due(connection, at)
        for campaign_id in due:
            done["listed"] += await self._begin(campaign_id, at)
        async with self._database.acquire() as connection:
            running = await campaigns.running(connection)
        for campaign in running:
            done += await self._move(campaign, at)
        async with self._database.transaction() as connection:
            for experiment_id in await campaigns.finish_emptied(connection, at):
                await experiments.end(connection, experiment_id, at)
        return +done

    async def _move(self, campaign: CampaignRow, at: datetime) -> Counter[str]:
        """One campaign's step. The boundary for its defects: they hold up this one, never the others."""
        try:
            if campaign.trigger_event is not None:
                await self._gather(campaign, at)
            return await self._write(campaign.id, at)
        except DatabaseUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - named boundary: nothing of the batch was kept, it is tried again
            _log.error("campaign_stuck", campaign=campaign.id, error=type(error).__name__, where=trail(error))
            return Counter()

    async def _begin(self, campaign_id: int, at: datetime) -> int:
        """Make the list and let it run, in one transaction; whoever comes second finds it running."""
        async with self._database.transaction() as connection:
            campaign = await campaigns.read(connection, campaign_id, hold=True)
            if campaign is None or campaign.status != "SCHEDULED":
                return 0
            if campaign.experiment_id is not None:
                await experiments.start(connection, campaign.experiment_id, at)
            listed = 0
            if campaign.trigger_event is None:
                wanted = await self._audience(connection, campaign, at)
                listed = await _list(connection, campaign, await audience.people(connection, *wanted), at)
            await campaigns.change(connection, campaign_id, "RUNNING", at)
        return listed

    async def _gather(self, campaign: CampaignRow, at: datetime) -> None:
        """Put on the list to whom the event has happened since the campaign began."""
        if campaign.trigger_event is None or campaign.started_at is None:
            return
        async with self._database.transaction() as connection:
            wanted = await self._audience(connection, campaign, at)
            found = await audience.newcomers(connection, *wanted, campaign.trigger_event, campaign.started_at)
            await _list(connection, campaign, found, at)

    async def _audience(
        self, connection: Connection, campaign: CampaignRow, at: datetime
    ) -> tuple[audience.Audience, int]:
        segment = await audience.segment(connection, campaign.segment_id)
        if segment is None:
            raise LookupError("a campaign's segment is gone")
        return audience_of(segment, at, is_advertising=campaign.kind == Kind.ADVERTISEMENT), campaign.id

    async def _write(self, campaign_id: int, at: datetime) -> Counter[str]:
        async with self._database.transaction() as connection:
            allowed = await campaigns.allow(connection, campaign_id, _BATCH, _IN_OUTBOX)
            taken = await campaign_list.take_pending(connection, campaign_id, allowed) if allowed else []
            campaign = await campaigns.read(connection, campaign_id)
            if not taken or campaign is None:
                return Counter()
            batch = await _read_batch(connection, campaign, taken, at)
            done = {recipient.id: await self._queue(connection, batch, recipient) for recipient in taken}
            skipped = {recipient_id: reason for recipient_id, reason in done.items() if isinstance(reason, str)}
            await campaign_list.queue(connection, [each for each in done.values() if isinstance(each, Queued)])
            await campaign_list.skip(connection, skipped)
            return Counter(queued=len(done) - len(skipped), skipped=len(skipped))

    async def _queue(self, connection: Connection, batch: _Batch, recipient: Recipient) -> Queued | str:
        """One person's message with everything that goes with it, or the reason why there is none."""
        campaign, at = batch.campaign, batch.at
        if campaign.coupon_id is not None and batch.coupon is None:
            return wallet.Refusal.NOT_OFFERED
        channels = batch.channels.get(recipient.user_id, ())
        code = secrets.token_urlsafe(9)
        notice = self._notice(batch, recipient, code)
        person = recipient_of(batch.people.get(recipient.user_id), is_reachable=bool(channels))
        verdict = self._gate.decide(notice, person, at)
        if isinstance(verdict, Refusal):  # before anything is given; the sender asks again
            return verdict
        given = await _give(connection, campaign, recipient.user_id, at)
        if isinstance(given, wallet.Refusal):
            return given
        key = f"campaign:{campaign.id}:{recipient.user_id}"
        payload = to_payload(notice.answer)
        message = Outgoing(key, notice.kind, payload, at, notice.send_before, notice.is_advertisement)
        outbox_id = await self._outbox.add(connection, message.to(recipient.user_id, channels))
        if outbox_id is None:
            raise LookupError("a message of this campaign to this person is in the outbox already")
        if link := campaign.messages[recipient.variant].get("link"):
            await links.add(connection, code, link, recipient.id, at, at + LINKS_LIVE)
        await _expose(connection, campaign, recipient.user_id, recipient.variant, at)
        return Queued(recipient.id, outbox_id, given)

    def _notice(self, batch: _Batch, recipient: Recipient, code: str) -> Notice:
        campaign = batch.campaign
        values = {**coupon_values(batch.coupon), "link": self._voice.link(code)}
        if food := batch.favourites.get(recipient.user_id):
            values["food"] = food
        kind = MessageKind.AID if campaign.kind == Kind.AID else MessageKind.CAMPAIGN
        answer = self._voice.say(campaign, recipient.variant, values)
        return Notice(kind, campaign.kind == Kind.ADVERTISEMENT, answer, batch.at + WORTH_SENDING)


async def _expose(connection: Connection, campaign: CampaignRow, user_id: int, variant: str, at: datetime) -> None:
    if campaign.experiment_id is not None:
        await experiments.expose(connection, campaign.experiment_id, user_id, variant, occasion(campaign.id), at)


def occasion(campaign_id: int) -> UUID:
    """The one occasion of a campaign in the log of exposures: a person counts once."""
    return uuid5(_OCCASIONS, f"campaign:{campaign_id}")


async def _read_batch(
    connection: Connection, campaign: CampaignRow, taken: Sequence[Recipient], at: datetime
) -> _Batch:
    ids = [recipient.user_id for recipient in taken]
    coupon = None
    if campaign.coupon_id is not None:
        coupon = await coupons.promoted(connection, campaign.coupon_id, at, KEPT)
    people = await recipients.read(connection, ids, at)
    channels = await recipients.channels(connection, ids)
    return _Batch(campaign, coupon, at, people, channels, await audience.favourites(connection, ids))


async def _give(
    connection: Connection, campaign: CampaignRow, user_id: int, at: datetime
) -> int | wallet.Refusal | None:
    """The campaign's coupon into the wallet; None where it has none, or the person holds that coupon already."""
    if campaign.coupon_id is None:
        return None
    by = f"campaign:{campaign.id}"
    given = await wallet.claim(connection, user_id, campaign.coupon_id, "PROMOTION", by, at, at + KEPT)
    return None if given is wallet.Refusal.HELD else given


async def _list(connection: Connection, campaign: CampaignRow, people: Sequence[int], at: datetime) -> int:
    """Write people onto the list under their variants; those held out are written, and exposed to nothing, too."""
    shares = even_shares(tuple(campaign.messages), campaign.hold_out_percent)
    assigned = [(user_id, assign(f"campaign:{campaign.id}", user_id, shares)) for user_id in people]
    held_out = [pair for pair in assigned if pair[1] == HELD_OUT]
    await campaign_list.add(connection, campaign.id, [pair for pair in assigned if pair[1] != HELD_OUT], at)
    await campaign_list.add(connection, campaign.id, held_out, at, held_out=True)
    for user_id, variant in held_out:
        await _expose(connection, campaign, user_id, variant, at)
    return len(assigned)
