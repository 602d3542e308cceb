"""The servers of one data dir, shared by every command that runs on it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import SecretStr

from bot.config import SECRETS, Settings
from bot.embedded import secrets
from bot.embedded.files import exclusive
from bot.embedded.postgres import Postgres
from bot.embedded.server import Server
from bot.embedded.valkey import Valkey


class Servers:
    """As a context: attaches to the servers that run, starts those that do not; the last to leave stops them.

    Each user holds a shared lock on `run/servers.lock`, which the system frees even if the user is killed.
    """

    def __init__(self, folder: Path, servers: tuple[Server, ...]) -> None:
        self._servers = servers
        self._start_lock = folder / "run" / "start.lock"
        self._users_lock = folder / "run" / "servers.lock"
        self._leave = ExitStack()

    def __enter__(self) -> Self:
        users = self._leave.enter_context(self._users_lock.open("a"))
        with exclusive(self._start_lock):
            fcntl.flock(users, fcntl.LOCK_SH)
            self._leave.callback(self._stop_if_last, users.fileno())
            self._start_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave.close()

    def restart_dead(self) -> bool:
        """Start again what has died; tells whether something had."""
        if all(server.pid() is not None for server in self._servers):
            return False
        with exclusive(self._start_lock):
            self._start_all()
        return True

    def pids(self) -> dict[str, int | None]:
        """The process of each server, by its name."""
        return {server.name: server.pid() for server in self._servers}

    def _start_all(self) -> None:
        for server in self._servers:
            server.start()

    def _stop_if_last(self, users: int) -> None:
        with exclusive(self._start_lock):
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            for server in reversed(self._servers):
                server.stop()


@contextmanager
def running(settings: Settings) -> Iterator[tuple[Settings, Servers]]:
    """Run a command's body with servers: `settings` come back with URLs and secrets filled in.

    What is configured is used as it is; only what is not is embedded.

    Raises:
        EmbeddedServerError, SecretsError: with the reason, in one sentence.
    """
    known = fill_secrets(settings)
    folder = known.data_dir
    own = secrets.load(folder)
    postgres = Postgres(folder / "postgres", own["postgres_password"])
    valkey = Valkey(folder / "valkey", own["valkey_password"])
    missing: dict[str, Server] = {}
    if not known.database_url:
        missing["database_url"] = postgres
    if not known.redis_url:
        missing["redis_url"] = valkey
    with Servers(folder, tuple(missing.values())) as servers:
        urls = {name: SecretStr(server.url) for name, server in missing.items()}
        yield known.model_copy(update=urls), servers


def fill_secrets(settings: Settings) -> Settings:
    """Take the secrets that are not configured from the data dir, which is made if it is not there."""
    prepare(settings.data_dir)
    own = secrets.load(settings.data_dir)
    return settings.model_copy(update={name: SecretStr(own[name]) for name in SECRETS if not getattr(settings, name)})


def prepare(data_dir: Path) -> None:
    """Make the data dir: ours alone, except that root lets PostgreSQL's user pass through."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
    (data_dir / "run").mkdir(exist_ok=True)
