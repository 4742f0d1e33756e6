"""A TLS server and a proxy on loopback, for tests of the transport."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"


@contextmanager
def serving(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """Calls `answer` with each connection to a port, one at a time."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]

        def serve() -> None:
            while True:
                connection, _ = server.accept()
                if over.is_set():
                    connection.close()
                    return
                with connection, contextlib.suppress(OSError):
                    connection.settimeout(5)
                    answer(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield port
        finally:
            over.set()
            socket.create_connection(("127.0.0.1", port), 1).close()
            thread.join(10)


@contextmanager
def speaking_tls(context: ssl.SSLContext) -> Iterator[int]:
    """A server that responds "hello" over TLS."""

    def hello(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            secured.recv(65536)
            secured.sendall(ANSWER)

    with serving(hello) as port:
        yield port


class ForwardProxy:
    """A proxy that forwards every host to one port; `asked` are the heads of its requests."""

    def __init__(self, port: int, refusal: bytes = b"") -> None:
        self.asked: list[str] = []
        self._port = port
        self._refusal = refusal

    def __call__(self, connection: socket.socket) -> None:
        """Responds to one request, or tunnels one connection."""
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(65536)
        self.asked.append(head.decode("latin-1"))
        if self._refusal:
            connection.sendall(self._refusal)
        elif head.startswith(b"CONNECT "):
            with socket.create_connection(("127.0.0.1", self._port), 5) as there:
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=_copy, args=(there, connection))
                back.start()
                _copy(connection, there)
                back.join(5)
        else:
            connection.sendall(ANSWER)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while chunk := source.recv(65536):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)
