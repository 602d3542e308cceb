"""Sets up the rich menu of the LINE channel."""

from __future__ import annotations

import argparse
import asyncio

from aiohttp import ClientSession

from adapters.line.console import ConsoleError, LineConsole
from adapters.line.menu import set_up, shipped
from bot import config
from bot.config import Settings
from bot.embedded import platforms
from bot.failure import Failure

HELP = "show the menu under every LINE chat; doing it again changes nothing"


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Nothing of its own."""


def run(args: argparse.Namespace) -> int:
    """Print the menu's id and what was done."""
    settings = platforms.fill(config.load(args.data_dir))
    if not settings.line_access_token:
        raise Failure("the LINE channel has no token yet; set NAVIYAM_LINE_ACCESS_TOKEN (docs/channels/line.md)")
    menu_id, done = asyncio.run(_set_up(settings))
    print(f"{menu_id}: {', '.join(done) or 'as it should be already'}")
    return 0


async def _set_up(settings: Settings) -> tuple[str, list[str]]:
    async with ClientSession() as session:
        console = LineConsole(session, settings.line_api_url, settings.line_access_token.get_secret_value())
        try:
            return await set_up(console, *shipped())
        except ConsoleError as error:
            raise Failure(f"LINE did not take the menu: {error}") from error
