"""One HTTP/1.1 connection: sends bytes unchanged, reads one response at a time.

Each exchange has one deadline, also if the server sends slowly.
"""

from __future__ import annotations

import select
import socket
import ssl
import time
from dataclasses import dataclass

from clausebook.http.exchange import Request, Response
from clausebook.http.transport.address import Address
from clausebook.http.transport.base import MAX_BYTES, NoResponse, Unreachable
from clausebook.http.transport.reading import ResponseReader
from clausebook.http.transport.route import DIRECT, Route

_CHUNK = 65536


class StaleConnection(NoResponse):
    """The server closed a kept-alive connection before the first byte of a response."""


@dataclass
class Connection:
    """An open connection; `reusable` as long as responses allow keep-alive."""

    socket: socket.socket
    reusable: bool = True
    used: bool = False

    @classmethod
    def to(
        cls, address: Address, base_url: str, timeout: float, route: Route = DIRECT
    ) -> Connection:
        """Connect to an address. Raises Unreachable, which names `base_url`."""
        next_hop = route.proxy.address if route.proxy else address
        try:
            tcp_socket = socket.create_connection((next_hop.host, next_hop.port), timeout)
            tcp_socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            via = f"via the proxy {next_hop.authority}: " if route.proxy else ""
            raise Unreachable(base_url, f"{via}{error.strerror or error}") from None
        if not address.secure:
            return cls(tcp_socket)
        try:
            if route.proxy:
                route.proxy.tunnel(tcp_socket, address)
            return cls(route.tls().wrap_socket(tcp_socket, server_hostname=address.host))
        except ssl.SSLCertVerificationError as error:
            tcp_socket.close()
            hint = "trust its CA with --ca-file"
            raise Unreachable(base_url, f"{error.verify_message} ({hint})") from None
        except OSError as error:
            tcp_socket.close()
            raise Unreachable(base_url, error.strerror or str(error)) from None

    @property
    def is_fresh(self) -> bool:
        """Whether it can carry another request: no unexpected bytes, and not closed."""
        return self.reusable and not select.select([self.socket], [], [], 0)[0]

    def exchange(self, request: Request, message: bytes, deadline: float) -> Response:
        """Send the message and read the response. Raises NoResponse."""
        self.send(request, message, deadline)
        return self.receive_response(request, deadline)

    def send(self, request: Request, message: bytes, deadline: float) -> None:
        """Send the message. Raises NoResponse."""
        self.reusable = False  # until the response is complete
        try:
            self.socket.settimeout(max(deadline - time.perf_counter(), 0.001))
            self.socket.sendall(message)
        except OSError as error:
            raise self._no_response(request, error.strerror or str(error)) from None

    def receive_bytes(self, deadline: float) -> bytes:
        """The next bytes; empty if the server closed the connection. Raises OSError."""
        self.socket.settimeout(max(deadline - time.perf_counter(), 0.001))
        if hasattr(socket, "TCP_QUICKACK"):
            # A server that writes head and body separately waits for the ACK of the head, which the
            # system delays. Linux resets this option on every send.
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        return self.socket.recv(_CHUNK)

    def receive_response(self, request: Request, deadline: float) -> Response:
        """Read the response to `request`, which was sent. Raises NoResponse."""
        started = time.perf_counter()
        reader = ResponseReader(request)
        try:
            while not reader.finished and reader.size < MAX_BYTES:
                reader.feed(self.receive_bytes(deadline))
                if time.perf_counter() > deadline and not reader.finished:
                    raise TimeoutError
        except TimeoutError:
            waited = time.perf_counter() - started
            reason = f"no {'complete ' * bool(reader.size)}response within {waited:.3g} s"
            raise NoResponse(
                request, reason, waited, begins_as_http=reader.begins_as_http
            ) from None
        except OSError as error:
            raise self._no_response(request, error.strerror or str(error), reader) from None
        except NoResponse as error:
            raise self._no_response(request, error.reason, reader) from None
        self.reusable, self.used = reader.keeps_open, True
        return reader.response()

    def _no_response(
        self, request: Request, reason: str, reader: ResponseReader | None = None
    ) -> NoResponse:
        if reader is not None and reader.size:
            return NoResponse(request, reason, begins_as_http=reader.begins_as_http)
        return StaleConnection(request, reason) if self.used else NoResponse(request, reason)

    def close(self) -> None:
        """Close the connection."""
        self.socket.close()
