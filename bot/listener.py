"""Opens the port of the web door, or says in one sentence why it cannot be had."""

from __future__ import annotations

import argparse
import errno
import socket

from bot.failure import Failure

BACKLOG = 1024

_LAST_PORT = 65535


def parse_port(text: str) -> int:
    """A port as typed on a command line; the system itself would take a number too large modulo 65536.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not text.isascii() or not text.isdigit() or int(text) > _LAST_PORT:
        raise argparse.ArgumentTypeError(f"must be a number from 0 (any free one) to {_LAST_PORT}")
    return int(text)


def listen(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """A listening socket; port 0 takes any free one. `shared` lets several processes listen on the same port.

    Raises:
        Failure: the port is taken or not allowed, or the host is not of this machine.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[
            0
        ]
    except socket.gaierror as error:
        raise Failure(f"there is no host {host}: choose another with --host") from error
    listener = socket.socket(family, kind)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise Failure(_why(error, host, port)) from error
    listener.listen(BACKLOG)
    listener.setblocking(False)
    return listener


def address(host: str, listener: socket.socket) -> str:
    """The http address to type into a browser."""
    port = listener.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken by another program: choose another with --port"
    if error.errno == errno.EACCES:
        return f"port {port} may not be used by this user: choose one above 1023 with --port"
    return f"cannot listen on {host}: {error.strerror}; choose another address with --host"
