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
    """Sends the same bytes on each connection; `heard` are the requests in order."""

    def __init__(self, answer: bytes, hold: bool) -> None:
        self.heard: list[bytes] = []
        self.over = threading.Event()
        self._answer = answer
        self._hold = hold
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        """Ends the thread and closes held connections."""
        self.over.set()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        self._thread.join(5)
        self._socket.close()

    def _serve(self) -> None:
        while not self.over.is_set():
            connection, _ = self._socket.accept()
            with connection, contextlib.suppress(OSError):
                connection.settimeout(5)
                heard = _whole_request(connection)
                if not heard:
                    continue
                self.heard.append(heard)
                connection.sendall(self._answer)
                if self._hold:
                    self.over.wait(5)


def _whole_request(connection: socket.socket) -> bytes:
    heard = b""
    while b"\r\n\r\n" not in heard:
        chunk = connection.recv(65536)
        if not chunk:
            return heard
        heard += chunk
        if heard[0] == _TLS_HANDSHAKE:
            return heard
    length = _LENGTH.search(heard)
    missing = int(length[1]) if length else 0
    while len(heard.partition(b"\r\n\r\n")[2]) < missing and (chunk := connection.recv(65536)):
        heard += chunk
    return heard


@contextlib.contextmanager
def listening(answer: bytes, *, hold: bool = False) -> Iterator[Listener]:
    """A listener for a `with` block; with `hold` it keeps connections open."""
    listener = Listener(answer, hold)
    try:
        yield listener
    finally:
        listener.close()
