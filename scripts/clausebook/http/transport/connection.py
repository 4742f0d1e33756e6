"""One TCP connection to a server of HTTP/1.1: sends bytes as they are, reads one answer at a time.

Everything has one deadline, so that a server that dribbles is no better off than one that is
silent.
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
from clausebook.http.transport.reading import Reader
from clausebook.http.transport.route import DIRECT, Route

_CHUNK = 65536


class StaleConnection(NoResponse):
    """A kept connection ended before a byte of the answer came: the server may only have left."""


@dataclass
class Connection:
    """An open connection; `reusable` until an answer says or shows that it is not."""

    socket: socket.socket
    reusable: bool = True
    used: bool = False

    @classmethod
    def to(
        cls, address: Address, base_url: str, timeout: float, route: Route = DIRECT
    ) -> Connection:
        """Connects to an address. Raises Unreachable, which names `base_url`."""
        first = route.proxy.address if route.proxy else address
        try:
            plain = socket.create_connection((first.host, first.port), timeout)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            by = f"by the proxy {first.authority}: " if route.proxy else ""
            raise Unreachable(base_url, f"{by}{error.strerror or error}") from None
        if not address.secure:
            return cls(plain)
        try:
            if route.proxy:
                route.proxy.tunnel(plain, address)
            return cls(route.tls().wrap_socket(plain, server_hostname=address.host))
        except ssl.SSLCertVerificationError as error:
            plain.close()
            cure = "--ca-file names a CA that the system does not know"
            raise Unreachable(base_url, f"{error.verify_message} ({cure})") from None
        except OSError as error:
            plain.close()
            raise Unreachable(base_url, error.strerror or str(error)) from None

    @property
    def is_fresh(self) -> bool:
        """Whether it can carry another request: nothing came on it unasked, not even its end."""
        return self.reusable and not select.select([self.socket], [], [], 0)[0]

    def exchange(self, request: Request, message: bytes, deadline: float) -> Response:
        """Sends the message and reads the answer to `request`. Raises NoResponse."""
        self.begin(request, message, deadline)
        return self.finish(request, deadline)

    def begin(self, request: Request, message: bytes, deadline: float) -> None:
        """Sends the message. Raises NoResponse."""
        self.reusable = False  # until its answer has come, whatever interrupts that
        try:
            self.socket.settimeout(max(deadline - time.perf_counter(), 0.001))
            self.socket.sendall(message)
        except OSError as error:
            raise self._broken_off(request, error.strerror or str(error)) from None

    def receive(self, deadline: float) -> bytes:
        """What came, at least a byte; nothing where the other end has closed. Raises OSError."""
        self.socket.settimeout(max(deadline - time.perf_counter(), 0.001))
        if hasattr(socket, "TCP_QUICKACK"):
            # A server that writes a head and then a body waits with the body until the head is
            # acknowledged, for which a system takes its time. Linux forgets this when it sends.
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        return self.socket.recv(_CHUNK)

    def finish(self, request: Request, deadline: float) -> Response:
        """Reads the answer to `request`, which was sent. Raises NoResponse."""
        started = time.perf_counter()
        reader = Reader(request)
        try:
            while not reader.finished and reader.size < MAX_BYTES:
                reader.feed(self.receive(deadline))
                if time.perf_counter() > deadline and not reader.finished:
                    raise TimeoutError
        except TimeoutError:
            waited = time.perf_counter() - started
            reason = f"no {'whole ' * bool(reader.size)}answer within {waited:.3g} s"
            raise NoResponse(request, reason, waited, begun=reader.begun) from None
        except OSError as error:
            raise self._broken_off(request, error.strerror or str(error), reader) from None
        except NoResponse as error:
            raise self._broken_off(request, error.reason, reader) from None
        self.reusable, self.used = reader.leaves_open, True
        return reader.response()

    def _broken_off(
        self, request: Request, reason: str, reader: Reader | None = None
    ) -> NoResponse:
        if reader is not None and reader.size:
            return NoResponse(request, reason, begun=reader.begun)
        return StaleConnection(request, reason) if self.used else NoResponse(request, reason)

    def close(self) -> None:
        """Closes it."""
        self.socket.close()
