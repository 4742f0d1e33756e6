"""Several requests under way at a time, and servers that keep a client waiting."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from clausebook.http.exchange import Exchange, Request
from clausebook.http.transport import HttpTransport, NoResponse
from clausebook.http.transport.address import Address
from clausebook.http.transport.connection import Connection
from fakes.sockets import listening

Way = Callable[[HttpTransport, Request], Exchange]
GET = Request("GET", "/x")
both_ways = pytest.mark.parametrize(
    "way", [HttpTransport.send, HttpTransport.send_dedicated], ids=["send", "send_dedicated"]
)


@both_ways
def test_a_server_that_dribbles_is_waited_for_as_long_as_a_silent_one(way: Way) -> None:
    """Each byte comes in time; the answer does not."""
    with (
        listening(b"HTTP/1.1 200 OK\r\nContent-Le", hold=True) as server,
        HttpTransport(server.url, timeout=0.05) as transport,
        pytest.raises(NoResponse, match=r"^no answer to GET /x: .") as told,
    ):
        way(transport, GET)

    assert way is HttpTransport.send_dedicated or told.value.seconds > 0
    assert told.value.begun


def test_several_requests_are_under_way_at_a_time_and_answered_in_their_order() -> None:
    requests = [Request("GET", f"/{number}") for number in range(5)]
    with (
        listening(b"HTTP/1.1 204 N\r\nConnection: close\r\n\r\n") as server,
        HttpTransport(server.url, timeout=5, pool_size=3) as transport,
    ):
        found = transport.send_all(requests)

    assert [exchange.request.target for exchange in found] == [r.target for r in requests]
    assert [heard.split()[1].decode() for heard in server.heard] == [r.target for r in requests]


def test_a_server_that_serves_one_connection_at_a_time_is_asked_one_by_one() -> None:
    requests = [GET, GET]
    with (
        listening(b"HTTP/1.1 204 N\r\n\r\n", hold=True) as server,
        HttpTransport(server.url, timeout=0.2, pool_size=2) as transport,
    ):
        with pytest.raises(NoResponse):
            transport.send_all(requests)
        assert transport.pool_size == 1


class Crowded(ThreadingHTTPServer):
    """Serves `most` connections at a time, each for as long as it is open."""

    daemon_threads = True

    def __init__(self, most: int) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.places = threading.Semaphore(most)
        self.open = 0
        self.opened: list[int] = []
        self.url = f"http://127.0.0.1:{self.server_port}"

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """One connection in a thread of its own."""
        self.open += 1
        with self.places:
            super().process_request_thread(request, client_address)
        self.open -= 1


class Answering(BaseHTTPRequestHandler):
    """Answers everything with 204 and notes how many connections are open then."""

    protocol_version = "HTTP/1.1"
    server: Crowded

    def do_GET(self) -> None:
        """The only method that is asked for."""
        self.server.opened.append(self.server.open)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@contextmanager
def crowded(most: int) -> Iterator[Crowded]:
    server = Crowded(most)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.mark.skipif(not hasattr(socket, "TCP_QUICKACK"), reason="only Linux can be told so")
def test_what_comes_is_acknowledged_at_once_however_often_one_has_answered() -> None:
    """Linux puts acknowledgements off where each side speaks in turn, unless told not to."""
    message = b"GET /x HTTP/1.1\r\nHost: h\r\n\r\n"
    with crowded(1) as server:
        connection = Connection.to(Address.of(server.url), server.url, 5)
        for _ in range(8):
            connection.exchange(GET, message, time.perf_counter() + 5)
        at_once = connection.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK)
        connection.close()

    assert at_once


def test_no_more_are_under_way_than_a_server_was_seen_to_serve() -> None:
    requests = [Request("GET", f"/{number}") for number in range(6)]
    with crowded(2) as server, HttpTransport(server.url, timeout=0.3, pool_size=4) as transport:
        found = transport.send_all(requests)

    assert transport.pool_size == 2
    assert [exchange.request.target for exchange in found] == [r.target for r in requests]
    assert {exchange.response.status for exchange in found} == {204}


def test_connections_are_opened_a_few_at_a_time() -> None:
    """A listener of the standard library keeps no more than five waiting."""
    with crowded(20) as server, HttpTransport(server.url, timeout=5, pool_size=12) as transport:
        transport.send_all([GET] * 20)

    assert len(server.opened) == 20
    assert max(server.opened[:4]) <= 4
    assert max(server.opened[4:12]) <= 8


def test_a_server_that_closes_each_connection_is_never_asked_for_more_at_once() -> None:
    batches: list[int] = []

    class Watched(HttpTransport):
        def _side_by_side(self, requests: Sequence[Request]) -> list[Exchange]:
            batches.append(len(requests))
            return super()._side_by_side(requests)

    with (
        listening(b"HTTP/1.0 204 N\r\n\r\n") as server,
        Watched(server.url, timeout=5, pool_size=12) as transport,
    ):
        transport.send_all([GET] * 12)

    assert batches == [4, 4, 4]


@pytest.mark.parametrize(
    ("request_", "length"),
    [
        (Request("POST", "/x"), [b"0"]),
        (Request("PUT", "/x", body=b"abc"), [b"3"]),
        (Request("DELETE", "/x"), []),
    ],
    ids=["POST of nothing", "PUT", "DELETE"],
)
@both_ways
def test_a_length_is_told_where_one_is_looked_for(
    way: Way, request_: Request, length: list[bytes]
) -> None:
    """Who misses it may answer 411 (RFC 9110, 15.5.12)."""
    with (
        listening(b"HTTP/1.1 204 N\r\nConnection: close\r\n\r\n") as server,
        HttpTransport(server.url, timeout=5) as transport,
    ):
        way(transport, request_)

    assert re.findall(rb"Content-Length: ([0-9]+)", server.heard[0]) == length


def test_a_body_comes_in_two_pieces_on_a_connection_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pieces: list[bytes] = []
    read = threading.Event()

    def serve(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            for _ in range(2):
                pieces.append(connection.recv(65536))
                read.set()
            connection.sendall(b"HTTP/1.1 204 N\r\n\r\n")

    monkeypatch.setattr(time, "sleep", lambda seconds: read.wait(5))
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=(server,))
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        with HttpTransport(url, timeout=5) as transport:
            exchange = transport.send_dedicated(Request("POST", "/x", body=b"abcd"))
        thread.join(5)

    assert exchange.response.status == 204
    assert [piece[-2:] for piece in pieces] == [b"ab", b"cd"]
    assert len(pieces[1]) == 2
