"""A process that reads the card system and sweeps for low balances, to be run beside others and killed.

`python -m tests.soak.card_worker DATABASE_URL CARD_SYSTEM_URL TIME`
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime

from aiohttp import ClientSession
from prometheus_client import CollectorRegistry

from adapters.foodcard import FoodcardClient, service
from adapters.outside import OutsideClient, OutsideMetrics
from core.foodcard.aid import Aid
from core.foodcard.sync import CardSync
from db.crypto import Cipher
from db.outbox import Outbox
from db.pool import Database

KEY = "0123456789abcdef" * 4


async def work(database_url: str, system_url: str, at: datetime) -> None:
    """One run of the job's two parts that move money."""
    database = await Database.connect(database_url, application="card worker", size=8, statement_seconds=60)
    cipher = Cipher.from_hex(KEY)
    async with ClientSession() as session:
        client = OutsideClient(session, service(system_url, ""), OutsideMetrics(CollectorRegistry()))
        report = await CardSync(database, FoodcardClient(client), cipher).run(at)
        notice = {"lines": ["나비얌이 준비한 게 있어요"], "preview": "나비얌이 답했어요"}
        given = await Aid(database, cipher, Outbox(database, cipher), notice).sweep(at)
    await database.close()
    sys.stdout.write(f"{report.pages} pages, {report.changed} changed, finished {report.finished}, {given} aided\n")


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], sys.argv[2], datetime.fromisoformat(sys.argv[3])))
