"""A listening loopback socket for a server."""

from __future__ import annotations

import socket
import sys

from clausebook.errors import CannotRun

HOST = "127.0.0.1"


def bound(port: int) -> socket.socket:
    """A listening loopback socket; `port` 0 picks a free one. Raises CannotRun if it is in use."""
    # With IPPROTO_TCP asyncio turns Nagle's algorithm off, which delays each response by 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # On Windows this option would let two servers share a port.
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
