"""What the two embedded servers share: how a process is recognised, a port remembered, a failure explained."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import time
from pathlib import Path
from typing import Protocol

import psutil

from bot.failure import Failure

HOST = "127.0.0.1"
_PORT_SECONDS = 1.0

_ROOM_BYTES = 48 * 2**20  # a new cluster takes that much, and a running one writes its log in steps of 16 MB


class EmbeddedServerError(Failure):
    """An embedded server did not start or stop; the message says why and what to do."""


class Server(Protocol):
    """One embedded server. All calls are made under the data dir's start lock."""

    @property
    def name(self) -> str:
        """Its key in `run/pids.json`."""

    @property
    def url(self) -> str:
        """Where the running server is reached, with its password."""

    def pid(self) -> int | None:
        """The process that serves this folder, if it runs."""

    def start(self) -> None:
        """Start it and wait until it answers; does nothing if it runs."""

    def stop(self) -> None:
        """Stop it in order and wait; does nothing if it does not run."""


def find_process(pid_file: Path) -> psutil.Process | None:
    """The living process named in the first line of `pid_file`; whether it is the right one is not asked here."""
    try:
        process = psutil.Process(int(pid_file.read_text().split("\n", 1)[0]))
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return None
    return None if has_ended(process) else process


def has_ended(process: psutil.Process) -> bool:
    """Whether it is gone; one that nobody has reaped yet is."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def ends(process: psutil.Process, seconds: float) -> bool:
    """Wait until the process is gone, or tell that it is not after so many `seconds`."""
    patience = time.monotonic() + seconds
    while not has_ended(process):
        if time.monotonic() > patience:
            return False
        time.sleep(0.01)
    return True


def choose_port(remembered: Path, *, other: bool = False) -> int:
    """The port of the last run if it is free and no `other` is wanted, else a free one, which is remembered.

    A killed server keeps its port until its last thread is gone, so a taken one is tried again for a moment.
    """
    try:
        last = 0 if other else int(remembered.read_text())
    except (FileNotFoundError, ValueError):
        last = 0
    patience = time.monotonic() + _PORT_SECONDS
    while (port := _bound(last)) is None and time.monotonic() < patience:
        time.sleep(0.01)
    port = port or _bound(0)
    if port is None:
        raise EmbeddedServerError("this machine has no free port")
    remembered.write_text(str(port))
    return port


def _bound(port: int) -> int | None:
    """`port`, or a free one for 0; None while somebody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return None
        return int(probe.getsockname()[1])


def explain(what: str, detail: str, log: Path) -> EmbeddedServerError:
    """Put a failure into one sentence: a full disk by its name, anything else by the last line that was said."""
    text = f"{detail}\n{_tail(log)}".strip()
    if os.strerror(errno.ENOSPC) in text or has_no_room(log.parent):
        return EmbeddedServerError(f"{what}: {no_room(log.parent)}")
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["it said nothing"]
    return EmbeddedServerError(f"{what}: {lines[-1]} (more in {log})")


def has_no_room(folder: Path) -> bool:
    """Whether the disk is too full for a database; one that crashed for this says so nowhere we could read."""
    return shutil.disk_usage(folder).free < _ROOM_BYTES


def no_room(folder: Path) -> str:
    """What to tell then."""
    return f"the disk with {folder} is full; free some space and start again"


def _tail(log: Path, size: int = 2000) -> str:
    try:
        return log.read_bytes()[-size:].decode(errors="replace")
    except FileNotFoundError:
        return ""
