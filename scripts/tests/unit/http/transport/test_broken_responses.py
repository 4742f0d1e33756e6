"""Incomplete and invalid responses, and whether they begin as HTTP at all."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable

import pytest
from clausebook.http.exchange import Exchange, Request
from clausebook.http.transport import HttpTransport, NoResponse
from clausebook.http.transport.base import MAX_BYTES
from clausebook.http.transport.reading import ResponseReader
from fakes.sockets import listening

Way = Callable[[HttpTransport, Request], Exchange]
GET = Request("GET", "/x")
INTERIM = b"HTTP/1.1 103 Early\r\nLink: " + b"x" * 9000 + b"\r\n\r\n"
both_ways = pytest.mark.parametrize(
    "way", [HttpTransport.send, HttpTransport.send_dedicated], ids=["send", "send_dedicated"]
)


def exchange_with(way: Way, response: bytes) -> Exchange:
    with listening(response) as server, HttpTransport(server.url, timeout=5) as transport:
        return way(transport, GET)


@both_ways
@pytest.mark.parametrize(
    "response",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhi",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=["closed", "not HTTP", "within the head", "too short", "partial chunk", "invalid chunk"],
)
def test_a_partial_response_is_no_response(way: Way, response: bytes) -> None:
    with pytest.raises(NoResponse, match=r"no response to GET /x: ."):
        exchange_with(way, response)


@both_ways
def test_a_timeout_is_no_response(way: Way) -> None:
    with (
        listening(b"", hold=True) as server,
        HttpTransport(server.url, timeout=0.05) as transport,
        pytest.raises(NoResponse, match=r"no response to GET /x: ."),
    ):
        way(transport, GET)


@both_ways
def test_invalid_http_is_quoted_truncated(way: Way) -> None:
    with (
        listening(b"HTTP/1.1 2" + b"x" * 3000 + b"\r\n\r\n") as server,
        HttpTransport(server.url, timeout=2) as transport,
        pytest.raises(NoResponse, match=r"^no response to GET /x: not HTTP/1\.1: .{80,120}…$"),
    ):
        way(transport, GET)


@both_ways
@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 204 No Content\n\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\nContent-Length: 1\r\n\r\n",
    ],
    ids=["each line", "one header", "after an interim response"],
)
def test_a_line_of_a_head_must_end_with_cr_and_lf(way: Way, head: bytes) -> None:
    """RFC 9112, 2.1; a body may have any line ends."""
    with pytest.raises(NoResponse, match="a line of the response's head ends without a CR"):
        exchange_with(way, head + b"a")

    lines = head.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert exchange_with(way, lines + b"\n").response.body == b"\n"


@both_ways
@pytest.mark.parametrize(
    ("response", "begins_as_http"),
    [
        (b"HTTP/1.1 200 OK\r\nX-Thing : 1\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi", True),
        (b"HTTP/1.0 2", True),
        (b"HTTP/1.1 100 Continue\r\n\r\n", True),
        (INTERIM * (MAX_BYTES // len(INTERIM) + 1), True),
        (b"HTTP/1", False),
        (b"220 mail\r\n\r\n", False),
        (b"", False),
    ],
    ids=[
        *("bad header", "too short", "partial status line", "interim", "endless head"),
        *("shorter than the prefix", "not HTTP", "closed"),
    ],
)
def test_no_response_says_whether_the_bytes_begin_as_http(
    way: Way, response: bytes, begins_as_http: bool
) -> None:
    with pytest.raises(NoResponse) as raised:
        exchange_with(way, response)

    assert raised.value.begins_as_http is begins_as_http


def _reset_within_response(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Le")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_a_reset_after_a_complete_response_is_ignored() -> None:
    def serve(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            response_read.wait(5)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    response_read = threading.Event()

    class SignallingReader(ResponseReader):
        def feed(self, received: bytes) -> None:
            super().feed(received)
            response_read.set()

    with (
        pytest.MonkeyPatch.context() as patch,
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        patch.setattr("clausebook.http.transport.sockets.ResponseReader", SignallingReader)
        thread = threading.Thread(target=serve, args=(server,))
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        with HttpTransport(url, timeout=5) as transport:
            exchange = transport.send_dedicated(GET)
        thread.join(5)

    assert exchange.response.body == b"{}"


def test_a_dedicated_connection_that_stays_open_does_not_delay_the_response() -> None:
    with (
        listening(b"HTTP/1.1 204 N\r\n\r\n", hold=True) as server,
        HttpTransport(server.url, timeout=60) as transport,
    ):
        exchange = transport.send_dedicated(GET)

    assert (exchange.response.status, exchange.seconds < 60) == (204, True)


@both_ways
def test_a_reset_within_a_response_is_no_response_that_begins_as_http(way: Way) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_reset_within_response, args=(server,))
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        with HttpTransport(url, timeout=5) as transport, pytest.raises(NoResponse) as raised:
            way(transport, GET)
        thread.join(5)

    assert "reset" in raised.value.reason
    assert raised.value.begins_as_http
