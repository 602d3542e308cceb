"""A wire to a server on loopback that a test can cut and mend."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Self
from urllib.parse import urlsplit


class Wire:
    """Carries connections to the server behind a URL; `url` leads through the wire.

    A cut wire drops what is connected and every new connection; `refused` counts those.
    """

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._open = True
        self._lines: set[asyncio.StreamWriter] = set()
        self.refused = 0
        self.url = ""

    @classmethod
    @asynccontextmanager
    async def lay(cls, url: str) -> AsyncIterator[Self]:
        """Lay a wire to the server of `url`, and take it up again."""
        parts = urlsplit(url)
        if parts.hostname is None or parts.port is None:
            raise ValueError(url)
        wire = cls(parts.hostname, parts.port)
        server = await asyncio.start_server(wire._carry, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        wire.url = url.replace(f"{parts.hostname}:{parts.port}", f"127.0.0.1:{port}")
        async with server:
            yield wire
            wire.cut()

    def cut(self) -> None:
        """Drop every connection, now and until `mend`."""
        self._open = False
        for line in self._lines:
            line.transport.abort()

    def mend(self) -> None:
        """Carry new connections again."""
        self._open = True

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._open:
            self.refused += 1
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection(self._host, self._port)
        self._lines |= {writer, far_writer}
        async with asyncio.TaskGroup() as both:
            both.create_task(_pump(reader, far_writer))
            both.create_task(_pump(far_reader, writer))
        self._lines -= {writer, far_writer}


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
