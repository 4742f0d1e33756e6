"""Sends requests to a deployment over HTTP/1.1: one kept connection, or one alone for every byte.

Follows no redirect, adds no credential, decodes no body.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from types import TracebackType

from clausebook.http.exchange import Exchange, Headers, Request, Response
from clausebook.http.transport.address import Address
from clausebook.http.transport.base import MAX_BYTES, NoResponse, Unreachable
from clausebook.http.transport.connection import Connection, StaleConnection
from clausebook.http.transport.reading import Reader
from clausebook.http.transport.route import DIRECT, Route

_LANE_SECONDS = 1.0
_OPENED_AT_ONCE = 4  # a listener of the standard library keeps no more than five waiting
_BEHIND = 0.3  # seconds in which something may follow an answer
_BETWEEN = 0.01  # seconds; enough for a server to read the first piece before the second comes
_BLANKS = " \t"
_DEFAULTS: Headers = (
    ("Accept-Encoding", "identity"),
    ("User-Agent", "clausebook"),
    ("Accept", "*/*"),
)


class HttpTransport:
    """A Transport to `base_url`, an absolute http or https URL. `timeout` is in seconds.

    `pool_size` is how many requests of `send_all` may be under way at a time, `route` how they go.

    Raises CannotRun for a URL that is none.
    """

    def __init__(
        self, base_url: str, timeout: float = 10.0, pool_size: int = 1, route: Route = DIRECT
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._address = Address.of(self.base_url)
        self._timeout = timeout
        self._route = route
        self.pool_size = pool_size
        self._kept: list[Connection] = []

    def __enter__(self) -> HttpTransport:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the kept connections."""
        for connection in self._kept:
            connection.close()
        self._kept = []

    def refusal(self, request: Request) -> str:
        """Empty: every request is sent."""
        return ""

    def send(self, request: Request) -> Exchange:
        """One exchange over a kept connection."""
        sent = self._completed(request)
        started = time.perf_counter()
        deadline = started + self._timeout
        message = self._message(request, sent.headers)
        try:
            response = self._lane(0).exchange(request, message, deadline)
        except StaleConnection:
            response = self._lane(0).exchange(request, message, deadline)
        self._check_forwarded(response)
        return Exchange(sent, response, time.perf_counter() - started)

    def send_all(self, requests: Sequence[Request]) -> list[Exchange]:
        """An exchange for each request, some at a time where the server can do that.

        They are sent in their order, and a server may take them in another. Where one of them gets
        no answer, it and those beside it are sent again one by one; if it was waited for, no more
        are under way from then on than were answered beside it. Raises as `send`.
        """
        found: list[Exchange] = []
        while len(found) < len(requests):
            fresh = sum(connection.is_fresh for connection in self._kept)
            size = min(self.pool_size, fresh + _OPENED_AT_ONCE)
            batch = requests[len(found) : len(found) + size]
            found += self._side_by_side(batch) if len(batch) > 1 else [self.send(batch[0])]
        return found

    def _side_by_side(self, requests: Sequence[Request]) -> list[Exchange]:
        begun: list[tuple[Connection, Request]] = []
        found: list[Exchange] = []
        started = time.perf_counter()
        deadline = started + min(self._timeout, _LANE_SECONDS)
        try:
            for number, request in enumerate(requests):
                lane, sent = self._lane(number), self._completed(request)
                lane.begin(request, self._message(request, sent.headers), deadline)
                begun.append((lane, sent))
            for lane, sent in begun:
                response = lane.finish(sent, deadline)
                found.append(Exchange(sent, response, time.perf_counter() - started))
        except NoResponse as error:
            self.close()
            # A server that leaves connections waiting serves only so many at a time.
            self.pool_size = max(1, len(found)) if error.seconds else self.pool_size
            found += [self.send(request) for request in requests[len(found) :]]
        return found

    def _lane(self, number: int) -> Connection:
        """The kept connection of that number, made anew where it cannot carry another request."""
        if number == len(self._kept):
            self._kept.append(self._connection())
        elif not self._kept[number].is_fresh:
            self._kept[number].close()
            self._kept[number] = self._connection()
        return self._kept[number]

    def _check_forwarded(self, response: Response) -> None:
        """Raises Unreachable for the answer of a proxy that wants to know who asks (407)."""
        if self._route.proxy and response.status == 407:
            reason = "the proxy wants a name and a password; write http://NAME:PASSWORD@HOST:PORT"
            raise Unreachable(self.base_url, reason)

    def _connection(self) -> Connection:
        return Connection.to(self._address, self.base_url, self._timeout, self._route)

    def _completed(self, request: Request) -> Request:
        """The request with what every request has."""
        own = {name.lower() for name, _ in request.headers}
        defaults = tuple(item for item in _DEFAULTS if item[0].lower() not in own)
        host: Headers = () if "host" in own else (("Host", self._address.authority),)
        headers = _measured(request, (*host, *defaults, *request.headers))
        return Request(request.method, request.target, headers, request.body)

    def send_dedicated(self, request: Request) -> Exchange:
        """One exchange on a connection of its own, read until the server closes it.

        A body comes in two pieces, as networks may bring it.
        """
        host = self._address.authority
        # A server that serves one connection at a time would not come to this one.
        self.close()
        closing = request.with_header("Host", host).with_header("Connection", "close")
        headers = _measured(request, closing.headers)
        response, seconds = self._converse(request, headers)
        self._check_forwarded(response)
        return Exchange(
            Request(request.method, request.target, headers, request.body), response, seconds
        )

    def _message(self, request: Request, headers: Headers) -> bytes:
        """The bytes of a request. Text beyond ASCII travels as UTF-8, without blanks around it.

        They are no part of a header's value (RFC 9112, 5.1).
        """
        target = f"{self._address.path}{request.target}"
        proof: Headers = ()
        if self._route.proxy and not self._address.secure:
            target, proof = f"http://{self._address.authority}{target}", self._route.proxy.headers
        lines = [f"{request.method} {target} HTTP/1.1"]
        lines += [f"{name}: {value.strip(_BLANKS)}" for name, value in (*headers, *proof)]
        return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + request.body

    def _converse(self, request: Request, headers: Headers) -> tuple[Response, float]:
        """The answer, with what follows it for a while, and the seconds until it was whole."""
        reader = Reader(request)
        started = time.perf_counter()
        deadline = started + self._timeout
        ended = 0.0
        connection = self._connection()
        try:
            with contextlib.closing(connection):
                message = self._message(request, headers)
                for piece in _in_two(message, len(request.body)):
                    connection.socket.sendall(piece)
                while reader.size < MAX_BYTES:
                    whole = reader.finished
                    received = connection.receive(deadline)
                    reader.feed(received)
                    if reader.finished and not whole:
                        ended = time.perf_counter()
                        deadline = min(deadline, ended + _BEHIND)
                    if not received:
                        break
        except TimeoutError:
            # A server that keeps the connection has still answered; what came is judged.
            if not reader.size:
                reason = f"nothing within {self._timeout:g} s"
                raise NoResponse(request, reason, self._timeout) from None
            if not reader.finished:
                reader.feed(b"")
        except OSError as error:
            if not reader.finished:
                raise NoResponse(
                    request, error.strerror or str(error), begun=reader.begun
                ) from None
        return reader.response(), (ended or time.perf_counter()) - started


def _measured(request: Request, headers: Headers) -> Headers:
    """The headers of a request with its length; also of none, where one is looked for.

    Some refuse a POST that tells no length (RFC 9110, 8.6 and 15.5.12).
    """
    needed = request.body or request.method in ("POST", "PUT", "PATCH")
    if not needed or request.header("content-length") is not None:
        return headers
    return (*headers, ("Content-Length", str(len(request.body))))


def _in_two(message: bytes, length: int) -> Iterator[bytes]:
    """A message and the later half of its body, which is `length` bytes long, a while apart."""
    end = len(message) - length // 2
    yield message[:end]
    if length > 1:
        time.sleep(_BETWEEN)
        yield message[end:]
