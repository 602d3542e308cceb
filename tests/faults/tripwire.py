"""A wire to PostgreSQL that trips at the n-th statement: then whoever sends it is killed."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

_PROTOCOL = 196608
"""Version 3.0, by which the first real message of a connection is known."""

_STATEMENT_ENDS = {b"Q", b"S"}  # a simple query; the end of an extended one
_EXECUTED_SECONDS = 0.03


@dataclass(frozen=True, slots=True)
class Trip:
    """At which statement, and whether the server still gets it (its answer never comes back)."""

    at: int
    is_executed: bool


class Tripwire:
    """Carries connections to a PostgreSQL; `url` leads through it. Counts statements of all of them once armed."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._trip: Trip | None = None
        self._kill: Callable[[], None] = lambda: None
        self._passed = 0
        self._has_tripped = False
        self._is_cut = False
        self._flows = asyncio.Event()
        self._flows.set()
        self._ends: set[asyncio.StreamWriter] = set()
        self.url = ""

    @classmethod
    @asynccontextmanager
    async def lay(cls, url: str) -> AsyncIterator[Self]:
        """Lay a wire to the PostgreSQL of `url`."""
        parts = urlsplit(url)
        if parts.hostname is None or parts.port is None:
            raise ValueError(url)
        wire = cls(parts.hostname, parts.port)
        server = await asyncio.start_server(wire._carry, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        wire.url = url.replace(f"{parts.hostname}:{parts.port}", f"127.0.0.1:{port}")
        yield wire
        server.close()

    def arm(self, trip: Trip, kill: Callable[[], None]) -> None:
        """Call `kill` at that statement from now on."""
        self._trip, self._kill = trip, kill
        self._passed, self._has_tripped = 0, False

    def disarm(self) -> None:
        """Carry everything again."""
        self._trip, self._has_tripped = None, False

    def cut(self) -> None:
        """Drop every connection and take no new one: to whoever is at the other end PostgreSQL is gone."""
        self._is_cut = True
        for end in self._ends:
            end.transport.abort()

    def freeze(self) -> None:
        """Carry nothing on: PostgreSQL is there and says nothing."""
        self._flows.clear()

    def mend(self) -> None:
        """Take connections again, and carry on."""
        self._is_cut = False
        self._flows.set()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        self._ends.add(writer)
        far_reader, far_writer = await asyncio.open_connection(self._host, self._port)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            async with asyncio.TaskGroup() as both:
                both.create_task(self._asked(reader, far_writer))
                both.create_task(self._answered(far_reader, writer))
        self._ends.discard(writer)

    async def _asked(self, reader: asyncio.StreamReader, far: asyncio.StreamWriter) -> None:
        """Carry what the program sends, message by message."""
        try:
            code = 0
            while code != _PROTOCOL:  # before it a client may ask for TLS
                head = await reader.readexactly(8)
                length, code = struct.unpack(">ii", head)
                far.write(head + await reader.readexactly(length - 8))
            while True:
                kind = await reader.readexactly(1)
                head = await reader.readexactly(4)
                message = kind + head + await reader.readexactly(struct.unpack(">i", head)[0] - 4)
                await self._flows.wait()
                if kind in _STATEMENT_ENDS and await self._trips(message, far):
                    return
                far.write(message)
                await far.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            far.close()

    async def _trips(self, message: bytes, far: asyncio.StreamWriter) -> bool:
        if self._trip is None or self._has_tripped:
            return self._has_tripped
        self._passed += 1
        if self._passed < self._trip.at:
            return False
        self._has_tripped = True
        if self._trip.is_executed:
            far.write(message)
            await asyncio.sleep(_EXECUTED_SECONDS)
        self._kill()
        return True

    async def _answered(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                await self._flows.wait()
                if not self._has_tripped:
                    writer.write(data)
                    await writer.drain()
        writer.close()
