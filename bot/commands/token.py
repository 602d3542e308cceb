"""Makes the signed token with which an outside system speaks for one of its people."""

from __future__ import annotations

import argparse
import time

from bot import config
from bot.auth import Caller, Role, issue, parse_account
from bot.embedded import secrets
from core.messages import Account

HELP = "print a JWT for the HTTP API"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose token, and for how long."""
    parser.add_argument("--user", required=True, type=_account, metavar="PLATFORM:ID")
    parser.add_argument("--role", choices=list(Role), type=Role, default=Role.USER)
    parser.add_argument("--ttl", type=_seconds, default=3600, metavar="SECONDS")


def run(args: argparse.Namespace) -> int:
    """Print the token; its expiry is real time, whatever `CLOCK` says."""
    settings = secrets.fill(config.load(args.data_dir))
    caller = Caller(args.user, args.role)
    print(issue(settings.jwt_secret.get_secret_value(), caller, issued_at=int(time.time()), ttl=args.ttl))
    return 0


def _account(text: str) -> Account:
    try:
        return parse_account(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _seconds(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError("must be a whole number of seconds above 0")
    return int(text)
