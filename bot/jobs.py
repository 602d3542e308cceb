"""The jobs of the timetable, wired: what each is handed, in one list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession
from prometheus_client import CollectorRegistry

from adapters.foodcard import FoodcardClient
from adapters.foodcard import service as card_service
from adapters.outside import OutsideClient, OutsideMetrics
from bot.config import ROOT, Settings
from bot.parts import LEXICON, WORDS
from core.actions.turn import Reply
from core.compose import Composer
from core.foodcard.aid import Aid
from core.foodcard.evidence import Evidence
from core.foodcard.sync import CardSync
from core.knowledge import praises
from core.notifications.message import to_payload
from core.reports.report import Reports
from db.crypto import Cipher
from db.outbox import Outbox
from db.pool import Database
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
from scheduler.jobs.files import ReportFolder

REPORTS = ROOT / "templates" / "ops" / "reports"


@asynccontextmanager
async def opened(settings: Settings, database: Database) -> AsyncIterator[tuple[Job, ...]]:
    """Every job there is, in the order of `job --list`, with what they call outside."""
    cipher, words = Cipher.from_hex(settings.data_key.get_secret_value()), Composer(WORDS)
    outbox = Outbox(database, cipher)
    folder = ReportFolder(settings.data_dir / "output" / "reports", Reports(REPORTS))
    async with ClientSession() as session:
        yield (
            shop_status.job(database),
            popularity.job(database),
            _card_sync(settings, database, session, cipher, words),
            session_close.job(database),
            coupon_expiry.job(database),
            coupon_reminders.job(database, outbox, words),
            alert_reset.job(database),
            daily.job(database, folder, tuple(praises(LEXICON / "good_words.tsv"))),
            weekly.job(database, folder),
            monthly.job(database, folder, outbox, words),
        )


def _card_sync(settings: Settings, database: Database, session: ClientSession, cipher: Cipher, words: Composer) -> Job:
    sync = None
    if settings.foodcard_provider == "http" and settings.foodcard_url:
        system = card_service(settings.foodcard_url, settings.foodcard_key.get_secret_value())
        client = OutsideClient(session, system, OutsideMetrics(CollectorRegistry()))
        sync = CardSync(database, FoodcardClient(client), cipher)
    aid = Aid(
        database,
        cipher,
        Outbox(database, cipher),
        to_payload(words.notice("friendly", "aid_notice", {}, (Reply("my_coupons"),))),
    )
    doubted = " ".join(words.line("friendly", "card_doubted"))
    return card_sync.job(sync, aid, Evidence(database, cipher, doubted))
