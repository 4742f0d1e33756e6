"""Sends requests to a deployment over HTTP/1.1: pooled for speed, or alone for every byte.

Follows no redirect, adds no credential, decodes no body.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from types import TracebackType

import h11
import httpx

from clausebook.exchange import Exchange, Headers, Request, Response
from clausebook.finding import CannotRun
from clausebook.transport.base import MOST_BYTES, NoAnswer, Unreachable

_DEFAULTS: Headers = (
    ("Accept-Encoding", "identity"),
    ("User-Agent", "clausebook"),
    ("Accept", "*/*"),
)


class HttpTransport:
    """A Transport to `base_url`, an absolute http or https URL. `timeout` is in seconds.

    Raises CannotRun for a URL that is none.
    """

    def __init__(self, base_url: str, timeout: float = 10.0) -> None:
        self.base_url = base_url.rstrip("/")
        self._url = _checked(self.base_url)
        self._timeout = timeout
        self._client = httpx.Client(timeout=timeout, follow_redirects=False)

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
        """Closes the connections."""
        self._client.close()

    def send(self, request: Request) -> Exchange:
        """One exchange over a kept connection."""
        own = {name.lower() for name, _ in request.headers}
        defaults = tuple(item for item in _DEFAULTS if item[0].lower() not in own)
        message = httpx.Request(
            request.method,
            self._url,
            headers=_encoded((*defaults, *request.headers)),
            content=request.body or None,
            # A URL would be tidied up on its way; a target is sent as it is.
            extensions={"target": self._target(request).encode("ascii")},
        )
        started = time.perf_counter()
        try:
            answer = self._client.send(message, stream=True)
            body = _limited(answer)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
            raise Unreachable(self.base_url, _reason(error)) from None
        except httpx.HTTPError as error:
            raise NoAnswer(request, _reason(error)) from None
        sent = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in message.headers.raw)
        received = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in answer.headers.raw)
        exchanged = Request(request.method, request.target, sent, request.body)
        response = Response(answer.status_code, received, body)
        return Exchange(exchanged, response, time.perf_counter() - started)

    def send_alone(self, request: Request) -> Exchange:
        """One exchange on a connection of its own, read until the server closes it."""
        host = self._url.netloc.decode("ascii")
        headers = request.with_header("Host", host).with_header("Connection", "close").headers
        if request.body and request.header("content-length") is None:
            headers = (*headers, ("Content-Length", str(len(request.body))))
        started = time.perf_counter()
        received = self._converse(request, headers)
        response = _parsed(request, received)
        seconds = time.perf_counter() - started
        return Exchange(
            Request(request.method, request.target, headers, request.body), response, seconds
        )

    def _target(self, request: Request) -> str:
        return self._url.raw_path.decode("ascii").rstrip("/") + request.target

    def _converse(self, request: Request, headers: Headers) -> bytes:
        lines = [f"{request.method} {self._target(request)} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers]
        message = "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + request.body
        received = bytearray()
        try:
            with contextlib.closing(self._connected()) as connection:
                connection.sendall(message)
                while len(received) < MOST_BYTES and (chunk := connection.recv(65536)):
                    received += chunk
        except TimeoutError:
            # A server that keeps the connection has still answered; what came is judged.
            if not received:
                raise NoAnswer(request, f"nothing within {self._timeout:g} s") from None
        except OSError as error:
            raise NoAnswer(request, error.strerror or str(error)) from None
        if not received:
            raise NoAnswer(request, "the connection was closed before an answer came")
        return bytes(received[:MOST_BYTES])

    def _connected(self) -> socket.socket:
        secure = self._url.scheme == "https"
        address = (self._url.host, self._url.port or (443 if secure else 80))
        try:
            plain = socket.create_connection(address, self._timeout)
        except OSError as error:
            raise Unreachable(self.base_url, error.strerror or str(error)) from None
        if not secure:
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=self._url.host)
        except OSError as error:
            plain.close()
            raise Unreachable(self.base_url, error.strerror or str(error)) from None


def _checked(base_url: str) -> httpx.URL:
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL as error:
        raise CannotRun(f"{base_url!r} is no URL: {error}; write http://HOST:PORT") from None
    port = url.port or 80
    if url.scheme not in ("http", "https") or not url.host or url.query or port > 65535:
        raise CannotRun(f"{base_url!r} is no base URL; write http://HOST:PORT or https://HOST")
    return url


def _encoded(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Text beyond ASCII travels as UTF-8; httpx would refuse to encode it.

    Blanks around a value are no part of it (RFC 9112, 5.1), and h11 would refuse to send them.
    """
    return [
        (name.encode("latin-1"), value.strip(" \t").encode("utf-8", "surrogateescape"))
        for name, value in headers
    ]


def _limited(answer: httpx.Response) -> bytes:
    """The body, cut at MOST_BYTES, so that an endless one ends."""
    body = bytearray()
    with contextlib.closing(answer):
        for chunk in answer.iter_raw():
            body += chunk
            if len(body) >= MOST_BYTES:
                break
    return bytes(body[:MOST_BYTES])


def _parsed(request: Request, received: bytes) -> Response:
    """The answer in what was received, with whatever follows it."""
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method=request.method, target="/", headers=[("Host", "h")]))
    connection.send(h11.EndOfMessage())
    head: h11.Response | None = None
    body = bytearray()
    try:
        connection.receive_data(received)
        while not isinstance(event := connection.next_event(), h11.EndOfMessage):
            if isinstance(event, h11.Response):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
            elif event is h11.NEED_DATA:
                connection.receive_data(b"")
            elif event is h11.PAUSED or isinstance(event, h11.ConnectionClosed):
                break
    except h11.RemoteProtocolError as error:
        if head is None or len(received) < MOST_BYTES:
            raise NoAnswer(request, f"not HTTP/1.1: {error}") from None
    if head is None:
        raise NoAnswer(request, "the connection was closed within the answer's head")
    headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in head.headers.raw_items())
    return Response(head.status_code, headers, bytes(body) + connection.trailing_data[0])


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
