"""What a shop is told to be owed is what its vouchers took off, to the won, in the month they were used."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sys
from pathlib import Path

import pytest

from bot.config import PREFIX
from tests.core.orders.market import PIN, Market


async def test_the_sheet_of_a_month_tells_each_use_once(
    market: Market,
    database_url: str,
    redis_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(PREFIX + "DATABASE_URL", database_url)
    monkeypatch.setenv(PREFIX + "REDIS_URL", redis_url)
    await market.coupon("A")
    for confirmed in (True, True, False):
        child = await market.holding("A")
        placed = await market.placed(child, "A")
        if confirmed:
            await market.confirming.by_pin(child, placed.order.id, PIN)

    async def told(month: str, *words: str) -> str:
        arguments = ["settlements", "--data-dir", str(tmp_path), "--month", month, *words]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
        assert process.returncode == 0
        return out.decode()

    (line,) = (await told("2026-11")).splitlines()
    owed = json.loads(line)
    assert (owed["shop"], owed["coupon_id"], owed["uses"], owed["amount"]) == ("참맛분식", "A", 2, 2000)
    sheet = list(csv.reader(io.StringIO(await told("2026-11", "--csv"))))
    assert sheet[1] == ["2026-11", "참맛분식", "1", "쿠폰", "A", "2", "2000"]
    assert await told("2026-10") == ""
    assert await told("2026-11", "--shop", "2") == ""
