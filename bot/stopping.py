"""When a process is asked to end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable


def on_stop(ask: Callable[[], object]) -> None:
    """Call `ask` in the running loop on SIGTERM and on Ctrl-C."""
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ask)
