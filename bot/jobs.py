"""The jobs of the timetable, wired: what each is handed, in one list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession
from prometheus_client import CollectorRegistry

from adapters.foodcard import FoodcardClient
from adapters.foodcard import service as card_service
from adapters.outside import OutsideClient, OutsideMetrics
from bot.config import Settings
from bot.parts import WORDS
from core.compose import Composer
from core.foodcard.aid import Aid
from core.foodcard.evidence import Evidence
from core.foodcard.sync import CardSync
from db.crypto import Cipher
from db.outbox import Outbox
from db.pool import Database
from scheduler.job import Job
from scheduler.jobs import alert_reset, card_sync, coupon_expiry, popularity, shop_status


@asynccontextmanager
async def opened(settings: Settings, database: Database) -> AsyncIterator[tuple[Job, ...]]:
    """Every job there is, in the order of `job --list`, with what they call outside."""
    async with ClientSession() as session:
        yield (
            shop_status.job(database),
            popularity.job(database),
            _card_sync(settings, database, session),
            coupon_expiry.job(database),
            alert_reset.job(database),
        )


def _card_sync(settings: Settings, database: Database, session: ClientSession) -> Job:
    cipher, words = Cipher.from_hex(settings.data_key.get_secret_value()), Composer(WORDS)
    sync = None
    if settings.foodcard_provider == "http" and settings.foodcard_url:
        system = card_service(settings.foodcard_url, settings.foodcard_key.get_secret_value())
        client = OutsideClient(session, system, OutsideMetrics(CollectorRegistry()))
        sync = CardSync(database, FoodcardClient(client), cipher)
    notice = {"lines": list(words.line("friendly", "aid_notice")), "preview": words.preview()}
    aid = Aid(database, cipher, Outbox(database, cipher), notice)
    doubted = " ".join(words.line("friendly", "card_doubted"))
    return card_sync.job(sync, aid, Evidence(database, cipher, doubted))
