"""Sends requests to a deployment over HTTP/1.1, by pooled connections or a dedicated one.

Follows no redirect, adds no credential, decodes no body.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import TracebackType

from clausebook.http.exchange import DEFAULT_HEADERS, Exchange, Headers, Request, Response
from clausebook.http.transport.address import Address
from clausebook.http.transport.base import MAX_BYTES, NoResponse, Unreachable
from clausebook.http.transport.connection import Connection, StaleConnection
from clausebook.http.transport.reading import ResponseReader
from clausebook.http.transport.route import DIRECT, Route

_BATCH_TIMEOUT = 1.0  # seconds
_MAX_NEW_CONNECTIONS = 4  # a listener of the standard library has a backlog of five
_TRAILING_SECONDS = 0.3  # to wait for bytes after the end of a response
_SPLIT_PAUSE = 0.01  # seconds; long enough for a server to read the first half by itself
_WHITESPACE = " \t"


class HttpTransport:
    """A Transport to `base_url`, an absolute http or https URL; `timeout` is in seconds.

    `pool_size` is how many requests `send_all` may send at the same time, `route` the way there.

    Raises CannotRun for an invalid URL.
    """

    def __init__(
        self, base_url: str, timeout: float = 10.0, pool_size: int = 1, route: Route = DIRECT
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._address = Address.of(self.base_url)
        self._timeout = timeout
        self._route = route
        self.pool_size = pool_size
        self._pool: list[Connection] = []

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
        """Close the pooled connections."""
        for connection in self._pool:
            connection.close()
        self._pool = []

    def refusal(self, request: Request) -> str:
        """Empty: every request is sent."""
        return ""

    def send(self, request: Request) -> Exchange:
        """Send the request over a pooled connection."""
        completed = self._completed(request)
        started = time.perf_counter()
        deadline = started + self._timeout
        message = self._message(request, completed.headers)
        try:
            response = self._pooled_connection(0).exchange(request, message, deadline)
        except StaleConnection:
            response = self._pooled_connection(0).exchange(request, message, deadline)
        self._check_proxy(response)
        return Exchange(completed, response, time.perf_counter() - started)

    def send_all(self, requests: Sequence[Request]) -> list[Exchange]:
        """The exchanges of the requests, sent in batches of up to `pool_size` at the same time.

        If a request of a batch gets no response, it and the ones after it are sent again one by
        one; after a timeout, `pool_size` falls to the number of responses. Raises as `send`.
        """
        exchanges: list[Exchange] = []
        while len(exchanges) < len(requests):
            fresh = sum(connection.is_fresh for connection in self._pool)
            size = min(self.pool_size, fresh + _MAX_NEW_CONNECTIONS)
            batch = requests[len(exchanges) : len(exchanges) + size]
            exchanges += self._send_batch(batch) if len(batch) > 1 else [self.send(batch[0])]
        return exchanges

    def _send_batch(self, requests: Sequence[Request]) -> list[Exchange]:
        pending: list[tuple[Connection, Request]] = []
        exchanges: list[Exchange] = []
        started = time.perf_counter()
        deadline = started + min(self._timeout, _BATCH_TIMEOUT)
        try:
            for index, request in enumerate(requests):
                connection, completed = self._pooled_connection(index), self._completed(request)
                connection.send(request, self._message(request, completed.headers), deadline)
                pending.append((connection, completed))
            for connection, completed in pending:
                response = connection.receive_response(completed, deadline)
                exchanges.append(Exchange(completed, response, time.perf_counter() - started))
        except NoResponse as error:
            self.close()
            # After a timeout: the server serves only that many connections at the same time.
            self.pool_size = max(1, len(exchanges)) if error.seconds else self.pool_size
            exchanges += [self.send(request) for request in requests[len(exchanges) :]]
        return exchanges

    def _pooled_connection(self, index: int) -> Connection:
        """The connection at an index of the pool, opened again if it cannot be reused."""
        if index == len(self._pool):
            self._pool.append(self._open_connection())
        elif not self._pool[index].is_fresh:
            self._pool[index].close()
            self._pool[index] = self._open_connection()
        return self._pool[index]

    def _check_proxy(self, response: Response) -> None:
        """Raise Unreachable if the proxy demands authentication (407)."""
        if self._route.proxy and response.status == 407:
            reason = "the proxy needs user and password; write http://NAME:PASSWORD@HOST:PORT"
            raise Unreachable(self.base_url, reason)

    def _open_connection(self) -> Connection:
        return Connection.to(self._address, self.base_url, self._timeout, self._route)

    def _completed(self, request: Request) -> Request:
        """The request with Host, length and default headers added."""
        present = {name.lower() for name, _ in request.headers}
        defaults = tuple(item for item in DEFAULT_HEADERS if item[0].lower() not in present)
        host: Headers = () if "host" in present else (("Host", self._address.authority),)
        headers = _with_length(request, (*host, *defaults, *request.headers))
        return Request(request.method, request.target, headers, request.body)

    def send_dedicated(self, request: Request) -> Exchange:
        """Send the request on a new connection, and read until the server closes it.

        The body is sent in two halves, as a network may deliver it.
        """
        # A server that serves one connection at a time would leave this one waiting.
        self.close()
        host = self._address.authority
        closing = request.with_header("Host", host).with_header("Connection", "close")
        exchange = self._read_until_closed(request, _with_length(request, closing.headers))
        self._check_proxy(exchange.response)
        return exchange

    def _message(self, request: Request, headers: Headers) -> bytes:
        """The bytes of a request, with header values in UTF-8 and stripped (RFC 9112, 5.1)."""
        target = f"{self._address.path}{request.target}"
        proxy_headers: Headers = ()
        if self._route.proxy and not self._address.secure:
            target = f"http://{self._address.authority}{target}"
            proxy_headers = self._route.proxy.headers
        lines = [f"{request.method} {target} HTTP/1.1"]
        lines += [
            f"{name}: {value.strip(_WHITESPACE)}" for name, value in (*headers, *proxy_headers)
        ]
        return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + request.body

    def _read_until_closed(self, request: Request, headers: Headers) -> Exchange:
        """The exchange on a new connection; its body includes bytes after the response's end."""
        reader = ResponseReader(request)
        started = time.perf_counter()
        deadline = started + self._timeout
        finished_at = 0.0
        connection = self._open_connection()
        try:
            with contextlib.closing(connection):
                message = self._message(request, headers)
                for part in _split_body(message, len(request.body)):
                    connection.socket.sendall(part)
                while reader.size < MAX_BYTES:
                    was_finished = reader.finished
                    received = connection.receive_bytes(deadline)
                    reader.feed(received)
                    if reader.finished and not was_finished:
                        finished_at = time.perf_counter()
                        deadline = min(deadline, finished_at + _TRAILING_SECONDS)
                    if not received:
                        break
        except TimeoutError:
            # The server kept the connection open, but responded: judge what was received.
            if not reader.size:
                reason = f"no response within {self._timeout:g} s"
                raise NoResponse(request, reason, self._timeout) from None
            if not reader.finished:
                reader.feed(b"")
        except OSError as error:
            if not reader.finished:
                raise NoResponse(
                    request, error.strerror or str(error), begins_as_http=reader.begins_as_http
                ) from None
        seconds = (finished_at or time.perf_counter()) - started
        return Exchange(replace(request, headers=headers), reader.response(), seconds)


def _with_length(request: Request, headers: Headers) -> Headers:
    """The headers with Content-Length, which is 0 for a POST, PUT or PATCH without a body.

    Some servers reject a POST without a length (RFC 9110, 8.6 and 15.5.12).
    """
    needed = request.body or request.method in ("POST", "PUT", "PATCH")
    if not needed or request.header("content-length") is not None:
        return headers
    return (*headers, ("Content-Length", str(len(request.body))))


def _split_body(message: bytes, body_length: int) -> Iterator[bytes]:
    """The message up to the middle of its body and, after a pause, the rest."""
    end = len(message) - body_length // 2
    yield message[:end]
    if body_length > 1:
        time.sleep(_SPLIT_PAUSE)
        yield message[end:]
