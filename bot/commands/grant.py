"""Gives a person a coupon at an operator's word."""

from __future__ import annotations

import argparse
import asyncio
import sys
from uuid import uuid4

import orjson

from bot import config
from bot.auth import parse_account
from bot.config import Settings
from bot.database import open_database
from bot.embedded.servers import running
from bot.failure import Failure
from core.coupons.grants import Grants, OtherWishError, Wish
from core.coupons.refusals import Refusal
from core.messages import Account
from db import operators
from db.grants import Granted
from db.pool import Database

HELP = "give a person a coupon, once for a key, within its programme's budget"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """To whom, what, why."""
    parser.add_argument("--user", required=True, type=_account, metavar="PLATFORM:ID")
    parser.add_argument("--coupon", required=True, metavar="COUPON_ID")
    parser.add_argument("--reason", required=True, help="stands in the audit log; no personal data")
    parser.add_argument("--operator", metavar="NAME", help="who gives it; the command line if left out")
    parser.add_argument("--key", type=_key, help="a wish repeated with the same key is the same one")


def run(args: argparse.Namespace) -> int:
    """Print the wallet's id and when the coupon runs out, as one line of JSON.

    Raises:
        Failure: it was refused, the key stands for another grant, or there is no such operator.
    """
    with running(config.load(args.data_dir)) as (settings, _):
        granted = asyncio.run(_give(settings, args))
    if isinstance(granted, Refusal):
        raise Failure(f"not given: {granted.value}")
    told = {"wallet_id": granted.wallet_id, "expires_at": granted.expires_at}
    sys.stdout.write(orjson.dumps(told).decode() + "\n")
    return 0


async def _give(settings: Settings, args: argparse.Namespace) -> Granted | Refusal:
    async with open_database(settings, "grant") as database:
        operator_id = await _operator(database, args.operator) if args.operator else None
        wish = Wish(args.user, args.coupon, args.reason, args.key or str(uuid4()), operator_id)
        try:
            return await Grants(database).give(wish, settings.business_clock().now())
        except OtherWishError as error:
            raise Failure(f"the key {error} stands for another grant") from error


async def _operator(database: Database, name: str) -> int:
    async with database.acquire() as connection:
        found = await operators.find(connection, name)
    if found is None or found.role != "admin":
        raise Failure(f"{name} is no operator with the role admin")
    return found.id


def _account(text: str) -> Account:
    try:
        return parse_account(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _key(text: str) -> str:
    if not 0 < len(text) <= 100:
        raise argparse.ArgumentTypeError("must be 1 to 100 characters")
    return text
