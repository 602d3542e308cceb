"""The monthly settlement sheet: what each shop is owed for the coupons it took, from the ledger."""

from __future__ import annotations

import argparse
import asyncio
import csv
import sys
from collections.abc import Iterable
from datetime import date

import orjson

from bot import config
from bot.arguments import row_id
from bot.config import Settings
from bot.database import open_database
from bot.embedded.servers import running
from db import wallet
from db.wallet import Settlement

HELP = "print what each shop is owed for a month's coupons (KST), from the ledger"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which month and shop, and in what form."""
    parser.add_argument("--month", required=True, type=_month, metavar="YYYY-MM")
    parser.add_argument("--shop", type=row_id, metavar="SHOP_ID", help="this shop only")
    parser.add_argument("--csv", action="store_true", help="a sheet instead of lines of JSON")


def run(args: argparse.Namespace) -> int:
    """Print a row a shop and coupon: uses and won."""
    with running(config.load(args.data_dir)) as (settings, _):
        rows = asyncio.run(_read(settings, args.month))
    wanted = [row for row in rows if args.shop in {None, row.shop_id}]
    if args.csv:
        _write_sheet(args.month, wanted)
    else:
        for row in wanted:
            sys.stdout.write(orjson.dumps({"month": f"{args.month:%Y-%m}", **_told(row)}).decode() + "\n")
    return 0


def _write_sheet(month: date, rows: Iterable[Settlement]) -> None:
    sheet = csv.writer(sys.stdout, lineterminator="\n")
    sheet.writerow(("정산월", "가게", "가게 번호", "쿠폰", "쿠폰 번호", "사용", "금액"))
    for row in rows:
        sheet.writerow(
            (f"{month:%Y-%m}", row.shop_name, row.shop_id, row.coupon_name, row.coupon_id, row.uses, row.amount)
        )


def _told(row: Settlement) -> dict[str, object]:
    return {
        "shop_id": row.shop_id,
        "shop": row.shop_name,
        "coupon_id": row.coupon_id,
        "coupon": row.coupon_name,
        "uses": row.uses,
        "amount": row.amount,
    }


async def _read(settings: Settings, month: date) -> list[Settlement]:
    async with open_database(settings, "settlements") as database, database.acquire() as connection:
        return await wallet.settlements(connection, month)


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise argparse.ArgumentTypeError("must be a month as 2026-11") from error
