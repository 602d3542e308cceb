"""Logs: one JSON object a line on stderr (in colours on a terminal), and in `LOG_DIR` if that is set."""

from __future__ import annotations

import logging
import os
import sys
import time
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path

import orjson
import structlog

from core.privacy import redact

KEEP_DAYS = 7  # the guide's 2.1


def configure(process: str, folder: Path | None) -> None:
    """Send structlog's and the libraries' messages to the same places; `process` names ours in every line."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.processors.format_exc_info,
            redact,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)
    logging.basicConfig(level=logging.INFO, handlers=_handlers(process, folder), force=True)
    for chatty in ("apscheduler", "yoyo"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # it would write the address and the bytes of whoever sent an unreadable request
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)


def _handlers(process: str, folder: Path | None) -> list[logging.Handler]:
    console = logging.StreamHandler(sys.stderr)
    console.setFormatter(_formatter(pretty=sys.stderr.isatty()))
    if folder is None:
        return [console]
    folder.mkdir(parents=True, exist_ok=True)
    _forget_old(folder)
    # a file a process: two processes that rotate one file lose lines
    file = TimedRotatingFileHandler(folder / f"{process}.{os.getpid()}.log", when="midnight", backupCount=KEEP_DAYS)
    file.setFormatter(_formatter(pretty=False))
    return [console, file]


def _formatter(*, pretty: bool) -> logging.Formatter:
    json = structlog.processors.JSONRenderer(serializer=lambda line, **_: orjson.dumps(line, default=str).decode())
    return structlog.stdlib.ProcessorFormatter(
        processor=structlog.dev.ConsoleRenderer() if pretty else json,
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
    )


def _forget_old(folder: Path) -> None:
    oldest = time.time() - KEEP_DAYS * 86_400
    for path in folder.glob("*.log*"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
