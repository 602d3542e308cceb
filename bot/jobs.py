"""The jobs of the timetable, wired: what each is handed, in one list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass

from aiohttp import ClientSession
from prometheus_client import CollectorRegistry
from redis.asyncio import Redis

from adapters.foodcard import FoodcardClient
from adapters.foodcard import service as card_service
from adapters.metrics import AdapterMetrics
from adapters.outside import OutsideClient, OutsideMetrics
from bot import promotions
from bot.channels import alimtalk_route, platforms, routes
from bot.config import ROOT, Settings
from bot.parts import WORDS, aid
from bot.reservations import tables
from bot.understanding import LEXICON
from core.campaigns.dispatch import Dispatcher
from core.compose import Composer
from core.foodcard.evidence import Evidence
from core.foodcard.sync import CardSync
from core.knowledge import praises
from core.notifications.live import LiveNotices
from core.orders.card_holding import CardHolding
from core.reports.report import Reports
from core.reservations.booking import Bookings
from db.crypto import Cipher
from db.outbox import Outbox
from db.phones import Phones
from db.pool import Database
from db.redis import connect
from scheduler.job import Job
from scheduler.jobs import (
    alert_reset,
    card_sync,
    coupon_expiry,
    coupon_reminders,
    daily,
    monthly,
    popularity,
    session_close,
    shop_status,
    weekly,
)
from scheduler.jobs import outbox as outbox_job
from scheduler.jobs.files import ReportFolder
from scheduler.jobs.settling import Settling
from scheduler.promoter import Promoter
from scheduler.sender import Sender

REPORTS = ROOT / "templates" / "ops" / "reports"


@dataclass(frozen=True, slots=True)
class Work:
    """What a scheduler does: the jobs, in the order of `job --list`, and promoter and sender beside them."""

    jobs: tuple[Job, ...]
    promoter: Promoter
    sender: Sender


@asynccontextmanager
async def opened(settings: Settings, database: Database) -> AsyncIterator[Work]:
    """The work with what it calls outside, closed at the end."""
    cipher, words = Cipher.from_hex(settings.data_key.get_secret_value()), Composer(WORDS)
    outbox = Outbox(database, cipher)
    folder = ReportFolder(settings.data_dir / "output" / "reports", Reports(REPORTS))
    redis = connect(settings.redis_url.get_secret_value())
    async with ClientSession() as session, aclosing(redis):
        sender = _sender(settings, database, session, redis, outbox, cipher)
        now = settings.business_clock().now
        dispatcher = Dispatcher(database, outbox, promotions.gate(), promotions.voice(settings), now)
        jobs = (
            shop_status.job(database),
            popularity.job(database),
            _card_sync(settings, database, session, cipher, words),
            session_close.job(database, Settling(_bookings(settings, database, session), outbox, words)),
            coupon_expiry.job(database),
            coupon_reminders.job(database, outbox, words),
            alert_reset.job(database),
            outbox_job.job(outbox, dispatcher, sender),
            daily.job(database, folder, tuple(praises(LEXICON / "good_words.tsv"))),
            weekly.job(database, folder),
            monthly.job(database, folder, outbox, words),
        )
        yield Work(jobs, Promoter(dispatcher), sender)


def _sender(
    settings: Settings, database: Database, session: ClientSession, redis: Redis, outbox: Outbox, cipher: Cipher
) -> Sender:
    clock = settings.business_clock()
    channels = platforms(settings, session, clock, AdapterMetrics(CollectorRegistry()))
    telephones = alimtalk_route(settings, session, OutsideMetrics(CollectorRegistry()), Phones(database, cipher), redis)
    ways = routes(channels, LiveNotices(redis, cipher), redis) | telephones
    return Sender(outbox, database, ways, promotions.gate(), clock.now)


def _bookings(settings: Settings, database: Database, session: ClientSession) -> Bookings:
    return Bookings(database, tables(settings, session, OutsideMetrics(CollectorRegistry())))


def _card_sync(settings: Settings, database: Database, session: ClientSession, cipher: Cipher, words: Composer) -> Job:
    work = None
    if settings.foodcard_provider == "http" and settings.foodcard_url:
        system = card_service(settings.foodcard_url, settings.foodcard_key.get_secret_value())
        client = FoodcardClient(OutsideClient(session, system, OutsideMetrics(CollectorRegistry())))
        holding = CardHolding(database, cipher, client, settings.business_clock())
        work = card_sync.CardSystemWork(CardSync(database, client, cipher), holding)
    doubted = " ".join(words.line("friendly", "card_doubted"))
    return card_sync.job(work, aid(database, cipher, words), Evidence(database, cipher, doubted))
