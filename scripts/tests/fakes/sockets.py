"""A server on loopback that responds with given raw bytes and records its requests."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Iterator

_LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)

_TLS_HANDSHAKE = 0x16


class Listener:
    """Sends the same bytes on each connection; `received` are the requests in order."""

    def __init__(self, response: bytes, hold: bool) -> None:
        self.received: list[bytes] = []
        self._closing = threading.Event()
        self._response = response
        self._hold = hold
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        """End the thread and close held connections."""
        self._closing.set()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        self._thread.join(5)
        self._socket.close()

    def _serve(self) -> None:
        while not self._closing.is_set():
            connection, _ = self._socket.accept()
            with connection, contextlib.suppress(OSError):
                connection.settimeout(5)
                request = _read_request(connection)
                if not request:
                    continue
                self.received.append(request)
                connection.sendall(self._response)
                if self._hold:
                    self._closing.wait(5)


def _read_request(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = connection.recv(65536)
        if not chunk:
            return received
        received += chunk
        if received[0] == _TLS_HANDSHAKE:
            return received
    length = _LENGTH.search(received)
    body_length = int(length[1]) if length else 0
    while len(received.partition(b"\r\n\r\n")[2]) < body_length and (
        chunk := connection.recv(65536)
    ):
        received += chunk
    return received


@contextlib.contextmanager
def listening(response: bytes, *, hold: bool = False) -> Iterator[Listener]:
    """A listener for a `with` block; with `hold` it keeps connections open."""
    listener = Listener(response, hold)
    try:
        yield listener
    finally:
        listener.close()
