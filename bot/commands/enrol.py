"""Prints the one-use codes that a welfare office hands out with a card."""

from __future__ import annotations

import argparse
import asyncio
import sys

import orjson

from bot import config, sample
from bot.config import ROOT, Settings
from bot.database import open_database
from bot.embedded.servers import running
from bot.failure import Failure
from core.clock import SEOUL
from core.coupons.benefits import Benefits
from core.people.enrolment import Codes, Enrolment, UnknownRegionError
from core.people.phone import read_phone
from db.crypto import Cipher
from db.migrate import migrate

HELP = "print one-use codes that link a card (and a guardian) in the chat"

_LONGEST_REF = 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose card, where, and from which year the child is."""
    parser.add_argument("--card", required=True, type=_reference, metavar="REF", help="the card system's name for it")
    parser.add_argument("--region", required=True, metavar="NAME")
    parser.add_argument("--birth-year", required=True, type=_year, metavar="YYYY")
    parser.add_argument("--guardian", action="store_true", help="a code for a guardian too")
    parser.add_argument("--phone", action="store_true", help="the guardian's mobile number is read from stdin")


def run(args: argparse.Namespace) -> int:
    """Print one JSON object.

    Raises:
        Failure: there is no such region, or no number on stdin.
    """
    if args.phone and not args.guardian:
        raise Failure("--phone is the guardian's number: it needs --guardian")
    phone = _phone(sys.stdin.readline()) if args.phone else None
    with running(config.load(args.data_dir)) as (settings, _):
        migrate(settings.database_url.get_secret_value())
        codes = asyncio.run(_issue(settings, args, phone))
    told = {"child": codes.child} | ({"guardian": codes.guardian} if codes.guardian else {})
    print(orjson.dumps(told).decode())
    return 0


async def _issue(settings: Settings, args: argparse.Namespace, phone: str | None) -> Codes:
    cipher = Cipher.from_hex(settings.data_key.get_secret_value())
    now = settings.business_clock().now().astimezone(SEOUL)
    async with open_database(settings, "enrol") as database:
        await sample.load_reference(database, ROOT / "data")
        enrolment = Enrolment(database, cipher, Benefits(cipher, samples=settings.embedded))
        try:
            return await enrolment.issue(
                *(args.card, args.region, args.birth_year, now), guardian=args.guardian, phone=phone
            )
        except UnknownRegionError as error:
            raise Failure(f"there is no region {args.region}; the regions are {error}") from error


def _reference(text: str) -> str:
    if not text.strip() or len(text) > _LONGEST_REF:
        raise argparse.ArgumentTypeError(f"must be 1 to {_LONGEST_REF} characters")
    return text.strip()


def _phone(line: str) -> str:
    number = read_phone(line)
    if number is None:
        raise Failure("stdin must hold a Korean mobile number such as 010-1234-5678")
    return number


def _year(text: str) -> int:
    if not text.isdecimal() or not 1900 <= int(text) <= 2100:
        raise argparse.ArgumentTypeError("must be a year such as 2014")
    return int(text)
