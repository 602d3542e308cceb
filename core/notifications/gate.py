"""The one gate of the send path: may this message go to this person now (domain.md 8, platforms.md 3). Pure.

Every message passes here right before it is sent, whoever wrote it and whenever: consent, age and hour may have
changed since it was written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.clock import SEOUL
from core.consent import Consent, Field, Standing, may_keep
from core.messages import Answer
from core.notifications.night import daytime_from, is_night

TALKING = timedelta(minutes=10)
"""Who wrote so lately is in the conversation: a service message does not wait for the morning."""

ADVERTISEMENTS_A_WEEK = 2
CONFIRMED_EVERY = timedelta(days=2 * 365)
"""A marketing consent is confirmed every two years from its date (정보통신망법 50조 8항)."""

LABEL = "(광고)"
"""How an advertisement begins, in exactly this form (50조 4항)."""


class Kind(StrEnum):
    """The kinds of `chatbot.outbox`."""

    AID = "aid"
    EXPIRY = "expiry"
    BOOKING = "booking"
    GUARDIAN = "guardian"
    CONSENT = "consent"
    ANSWER = "answer"
    CAMPAIGN = "campaign"


class Refusal(StrEnum):
    """Why a message will never go out."""

    TOO_LATE = "too_late"  # past its time, or past it before it may go
    GONE = "gone"  # left, erased, or blocked us everywhere
    NO_CONSENT = "no_consent"
    UNDER_AGE = "under_age"  # under 14, or nobody knows
    NOT_CONFIRMED = "not_confirmed"  # the consent is older than two years
    FREQUENCY = "frequency"  # two advertisements within seven days
    UNLABELLED = "unlabelled"  # an advertisement that does not say that it is one, by whom, and how to refuse
    STIGMA = "stigma"  # it would tell whoever looks at the screen


@dataclass(frozen=True, slots=True)
class Recipient:
    """What the gate must know of a person.

    `heard_at` is their last message (None: no talk is open); `advertised` how many advertisements they got, or may
    have got, in the last seven days; `confirmed_at` the newest of marketing consent and its confirming notice.
    """

    standing: Standing
    is_reachable: bool
    heard_at: datetime | None = None
    confirmed_at: datetime | None = None
    advertised: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """What the gate must know of a message; `send_before` in business time."""

    kind: Kind
    is_advertisement: bool
    answer: Answer
    send_before: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """It may go from `until` on, if nothing else speaks against it then."""

    until: datetime


Verdict = Refusal | Wait | None
"""None: send it now."""


class Gate:
    """`tells` says whether a text names card, balance or need; `sender` and `refuse` stand in every advertisement."""

    def __init__(self, tells: Callable[[str], bool], *, sender: str, refuse: str) -> None:
        self._tells = tells
        self._sender = sender
        self._refuse = refuse

    def decide(self, notice: Notice, recipient: Recipient, now: datetime) -> Verdict:
        """What becomes of the message at `now` (business time, aware)."""
        if now >= notice.send_before:
            return Refusal.TOO_LATE
        if not recipient.is_reachable:
            return Refusal.GONE
        if notice.kind is Kind.ANSWER:  # it was asked for, and only came too late for its reply token
            return None
        if self._is_telling(notice.answer):
            return Refusal.STIGMA
        refusal = self._of_advertisement(notice.answer, recipient, now) if notice.is_advertisement else None
        return refusal or _of_hour(notice, recipient, now)

    def _is_telling(self, answer: Answer) -> bool:
        seen = (answer.preview, *answer.lines, *(part for card in answer.cards for part in (card.title, card.subtitle)))
        return any(map(self._tells, seen))

    def _of_advertisement(self, answer: Answer, recipient: Recipient, now: datetime) -> Refusal | None:
        today = now.astimezone(SEOUL).date()
        if not recipient.standing.is_of_age(today):
            return Refusal.UNDER_AGE
        if not may_keep(recipient.standing, Field.MARKETING, today):
            return Refusal.NO_CONSENT
        if recipient.confirmed_at is None or now - recipient.confirmed_at > CONFIRMED_EVERY:
            return Refusal.NOT_CONFIRMED
        if recipient.advertised >= ADVERTISEMENTS_A_WEEK:
            return Refusal.FREQUENCY
        return None if self._is_labelled(answer) else Refusal.UNLABELLED

    def _is_labelled(self, answer: Answer) -> bool:
        """The label at the very start, the sender, and how to refuse for nothing at the end."""
        text = answer.text
        return (
            text.startswith(LABEL) and self._sender in text and bool(answer.lines) and self._refuse in answer.lines[-1]
        )


def _of_hour(notice: Notice, recipient: Recipient, now: datetime) -> Verdict:
    if not is_night(now) or _may_wake(notice, recipient, now):
        return None
    until = daytime_from(now)
    return Wait(until) if until < notice.send_before else Refusal.TOO_LATE


def _may_wake(notice: Notice, recipient: Recipient, now: datetime) -> bool:
    """An advertisement needs the separate consent for the night, a service message a conversation that goes on."""
    if notice.is_advertisement:
        return recipient.standing.agrees(Consent.NIGHT_MARKETING)
    return recipient.heard_at is not None and now - recipient.heard_at <= TALKING
