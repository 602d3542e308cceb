"""Who runs on a data dir: the lock that lets only one `up` in, and `run/pids.json`, which says what it started."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from bot.embedded.files import prepare, write_atomically
from bot.embedded.server import ends, has_ended
from bot.failure import Failure

SUPERVISED = "--supervised"
"""The mark on the command line of a process that `up` started."""

_END_SECONDS = 15.0


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Hold the data dir for one `up`.

    Raises:
        Failure: another one runs on it.
    """
    prepare(data_dir)
    with (data_dir / "run" / "up.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            owner = file.read().strip()
            raise Failure(f"./naviyam up already runs on {data_dir} (process {owner})") from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def write(data_dir: Path, pids: Mapping[str, object]) -> None:
    """Replace `run/pids.json`."""
    write_atomically(data_dir / "run" / "pids.json", json.dumps(pids) + "\n")


def remove(data_dir: Path) -> None:
    """Say that nothing runs any more; only after a stop in order."""
    (data_dir / "run" / "pids.json").unlink(missing_ok=True)


def end_orphans(data_dir: Path) -> None:
    """End what a killed `up` left running on this data dir: gently, then not."""
    orphans = [process for process in psutil.process_iter() if _is_ours(process, data_dir)]
    for orphan in orphans:
        orphan.terminate()
    for orphan in orphans:
        if not ends(orphan, _END_SECONDS):
            orphan.kill()
            ends(orphan, _END_SECONDS)


def _is_ours(process: psutil.Process, data_dir: Path) -> bool:
    try:
        words = process.cmdline()
    except psutil.Error:
        return False
    return SUPERVISED in words and str(data_dir) in words and not has_ended(process)
