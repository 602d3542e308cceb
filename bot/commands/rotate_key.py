"""Re-seals everything personal under a new `DATA_KEY`."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections import Counter

import asyncpg
from pydantic import SecretStr, ValidationError

from bot import config
from bot.config import PREFIX, Settings
from bot.database import open_database
from bot.embedded.servers import running
from bot.failure import Failure
from db.crypto import Cipher
from db.keys import RotationError, rotate
from db.migrate import migrate

HELP = "re-seal everything under NAVIYAM_DATA_KEY; the previous key comes from stdin"

PREVIOUS = PREFIX + "DATA_KEY_PREVIOUS"
"""Where the previous key may be instead of stdin; no setting, so that it does not stay around."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing beside the two keys."""
    parser.epilog = (
        f"Stop the bot, set NAVIYAM_DATA_KEY to the new key (openssl rand -hex 32), hand over the previous one on "
        f"stdin or in {PREVIOUS}, start the bot with the new key. May be stopped at any time and run again."
    )


def run(args: argparse.Namespace) -> int:
    """Print how many values of each column were re-sealed."""
    settings = config.load(args.data_dir)
    if not settings.data_key:
        raise Failure("NAVIYAM_DATA_KEY must be set to the new key")
    new = Cipher.from_hex(settings.data_key.get_secret_value())
    old = _previous()
    with running(settings) as (ready, _):
        migrate(ready.database_url.get_secret_value())
        done = asyncio.run(_rotate(ready, old, new))
    for name, count in done.items():
        print(f"{name}\t{count}")
    if not done:
        print("everything is sealed with the new key", file=sys.stderr)
    return 0


def _previous() -> Cipher:
    text = os.environ.get(PREVIOUS) or sys.stdin.readline()
    try:
        read = config.Settings(data_key=SecretStr(text.strip()))  # written in any of the ways that a key may be
    except ValidationError as error:
        raise Failure("the previous key must be written as NAVIYAM_DATA_KEY is") from error
    if not read.data_key:
        raise Failure(f"the previous key must come on stdin or in {PREVIOUS}")
    return Cipher.from_hex(read.data_key.get_secret_value())


async def _rotate(settings: Settings, old: Cipher, new: Cipher) -> Counter[str]:
    done: Counter[str] = Counter()
    try:
        async with open_database(settings, "rotate-key") as database:
            async for sealed, count in rotate(database, old, new):
                done[sealed.name] += count
    except RotationError as error:
        raise Failure(str(error)) from error
    except asyncpg.LockNotAvailableError as error:
        raise Failure("somebody is at work on these rows; stop the bot and run it again") from error
    return done
