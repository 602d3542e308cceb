"""The servers of one data dir, shared by every command that runs on it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import SecretStr

from bot.config import Settings
from bot.embedded import platforms, secrets
from bot.embedded.files import exclusive
from bot.embedded.postgres import Postgres
from bot.embedded.server import Server, has_no_room, no_room
from bot.embedded.valkey import Valkey
from bot.failure import Failure
from db.migrate import MigrationError
from db.pool import DatabaseUnavailableError


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
        with ExitStack() as started:
            users = started.enter_context(self._users_lock.open("a"))
            started.callback(self._stop_if_last, users.fileno())
            with exclusive(self._start_lock):
                fcntl.flock(users, fcntl.LOCK_SH)
                self._start_all()
            self._leave = started.pop_all()
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
        Failure: with the reason, also if PostgreSQL goes away or cannot be migrated while the body runs.
    """
    folder = settings.data_dir
    own = secrets.load(folder)
    servers: dict[str, Server] = {}
    if not settings.database_url:
        servers["database_url"] = Postgres(folder / "postgres", own["postgres_password"])
    if not settings.redis_url:
        servers["redis_url"] = Valkey(folder / "valkey", own["valkey_password"])
    try:
        with Servers(folder, tuple(servers.values())) as attached:
            urls = {name: SecretStr(server.url) for name, server in servers.items()}
            yield platforms.fill(secrets.fill(settings).model_copy(update=urls)), attached
    except (DatabaseUnavailableError, MigrationError) as error:
        crowded = "database_url" in servers and has_no_room(folder)
        raise Failure(no_room(folder) if crowded else str(error)) from error
