"""The types of an ASGI 3.0 application, and a listener on loopback to serve one at."""

from __future__ import annotations

import socket
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from clausebook.errors import CannotRun

HOST = "127.0.0.1"

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Event, Receive, Send], Awaitable[None]]


def bound(port: int) -> socket.socket:
    """A listener on loopback; `port` 0 takes a free one. Raises CannotRun where it is taken."""
    # Named, or asyncio leaves Nagle's algorithm on and each answer with a body waits 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # On Windows this option lets two servers share a port, which is what it prevents elsewhere.
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise CannotRun(
            f"cannot listen on {HOST}:{port}: {error.strerror}; "
            "stop what uses the port, or choose another with --port (0 takes a free one)"
        ) from error
    return listener
