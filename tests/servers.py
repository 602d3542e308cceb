"""One PostgreSQL and one Valkey for a test run, in a folder that is thrown away, also after a killed run."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg

from bot.embedded.files import prepare
from bot.embedded.postgres import DATABASE, Postgres
from bot.embedded.servers import Servers
from bot.embedded.valkey import Valkey
from db.migrate import migrate

_PREFIX = "naviyam-tests-"
_MEMORY = Path("/dev/shm")  # noqa: S108 - a disk in memory, several times as fast as a busy real one
_MEMORY_NEEDED = 2 * 2**30


class Databases:
    """Hands out copies of a migrated, empty database; a copy takes 50 ms, as long as emptying 25 tables."""

    def __init__(self, owner_url: str) -> None:
        self._url = owner_url.removesuffix(DATABASE)
        self._admin = psycopg.connect(self._url + "postgres", autocommit=True)
        self._made = 0

    @contextmanager
    def copy(self) -> Iterator[str]:
        """The owner's URL of a fresh copy, which is dropped afterwards."""
        self._made += 1
        name = f"test_{self._made}"
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {DATABASE} STRATEGY FILE_COPY")
        try:
            yield self._url + name
        finally:
            self._admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._admin.close()


@contextmanager
def throwaway_servers() -> Iterator[tuple[Databases, str]]:
    """Migrated databases and the URL of a Valkey."""
    _sweep()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a run that is ended from outside cleans up too
    with scratch_folder() as folder:
        prepare(folder)
        postgres, valkey = _servers_in(folder)
        with Servers(folder, (postgres, valkey)):
            migrate(postgres.url)
            databases = Databases(postgres.url)
            yield databases, valkey.url
            databases.close()


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for a data dir, in memory if there is room; unlike pytest's own, PostgreSQL's user can reach it."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_parent()))
    (folder / "owner").write_text(str(os.getpid()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _parent() -> Path:
    has_room = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _MEMORY_NEEDED
    return _MEMORY if has_room else Path(tempfile.gettempdir())


def _servers_in(folder: Path) -> tuple[Postgres, Valkey]:
    return Postgres(folder / "postgres", "test", durable=False), Valkey(folder / "valkey", "test")


def _sweep() -> None:
    """Stop and remove what a killed run left."""
    for folder in _parent().glob(_PREFIX + "*"):
        owner = folder / "owner"
        if owner.exists() and not psutil.pid_exists(int(owner.read_text() or 0)):
            for server in _servers_in(folder):
                server.stop()
            shutil.rmtree(folder, ignore_errors=True)
