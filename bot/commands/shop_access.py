"""Lets a partner shop confirm vouchers: makes the address of its page and the PIN for its counter."""

from __future__ import annotations

import argparse
import asyncio
import sys

import orjson

from bot import config
from bot.arguments import row_id
from bot.config import Settings
from bot.database import open_database
from bot.embedded.reached import address_of
from bot.embedded.servers import running
from bot.failure import Failure
from core.orders import access
from core.orders.access import Access
from db.crypto import Cipher

HELP = "make the page address and PIN by which a partner shop confirms vouchers; the ones before end"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which shop."""
    parser.add_argument("shop", type=row_id, metavar="SHOP_ID")


def run(args: argparse.Namespace) -> int:
    """Print both once, as one line of JSON: only their keyed hashes are kept.

    Raises:
        Failure: no such shop, or no coupon partner.
    """
    with running(config.load(args.data_dir)) as (settings, _):
        made = asyncio.run(_let_in(settings, args.shop))
    if made is None:
        raise Failure(f"{args.shop} is no coupon partner")
    page = f"{address_of(settings)}/s/{made.token}"
    told = {"shop_id": made.shop_id, "shop": made.shop_name, "page": page, "pin": made.pin}
    sys.stdout.write(orjson.dumps(told).decode() + "\n")
    return 0


async def _let_in(settings: Settings, shop_id: int) -> Access | None:
    async with open_database(settings, "shop-access") as database:
        return await access.let_in(database, Cipher.from_hex(settings.data_key.get_secret_value()), shop_id)
