"""Concurrent requests over a pool of connections, slow servers, and request lengths."""

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
def test_a_partial_response_is_waited_for_until_the_timeout(way: Way) -> None:
    with (
        listening(b"HTTP/1.1 200 OK\r\nContent-Le", hold=True) as server,
        HttpTransport(server.url, timeout=0.05) as transport,
        pytest.raises(NoResponse, match=r"^no response to GET /x: .") as raised,
    ):
        way(transport, GET)

    assert way is HttpTransport.send_dedicated or raised.value.seconds > 0
    assert raised.value.begins_as_http


def test_concurrent_requests_return_their_exchanges_in_order() -> None:
    targets = [f"/{number}" for number in range(5)]
    with (
        listening(b"HTTP/1.1 204 N\r\nConnection: close\r\n\r\n") as server,
        HttpTransport(server.url, timeout=5, pool_size=3) as transport,
    ):
        exchanges = transport.send_all([Request("GET", target) for target in targets])

    assert [exchange.request.target for exchange in exchanges] == targets
    assert [message.split()[1].decode() for message in server.received] == targets


def test_a_timeout_with_a_single_connection_server_reduces_the_pool_to_one() -> None:
    requests = [GET, GET]
    with (
        listening(b"HTTP/1.1 204 N\r\n\r\n", hold=True) as server,
        HttpTransport(server.url, timeout=0.2, pool_size=2) as transport,
    ):
        with pytest.raises(NoResponse):
            transport.send_all(requests)
        assert transport.pool_size == 1


class LimitedServer(ThreadingHTTPServer):
    """Serves `max_connections` at the same time; others wait until one is closed."""

    daemon_threads = True

    def __init__(self, max_connections: int) -> None:
        super().__init__(("127.0.0.1", 0), CountingHandler)
        self.slots = threading.Semaphore(max_connections)
        self.open = 0
        self.open_counts: list[int] = []
        self.url = f"http://127.0.0.1:{self.server_port}"

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve one connection in its thread."""
        self.open += 1
        with self.slots:
            super().process_request_thread(request, client_address)
        self.open -= 1


class CountingHandler(BaseHTTPRequestHandler):
    """Responds 204 to every request, and records how many connections are open."""

    protocol_version = "HTTP/1.1"
    server: LimitedServer

    def do_GET(self) -> None:
        """The only method that the tests send."""
        self.server.open_counts.append(self.server.open)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Log nothing."""


@contextmanager
def limited_server(max_connections: int) -> Iterator[LimitedServer]:
    server = LimitedServer(max_connections)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.mark.skipif(not hasattr(socket, "TCP_QUICKACK"), reason="only Linux has the option")
def test_received_bytes_are_acknowledged_at_once_after_several_responses() -> None:
    """Linux delays acknowledgements on a connection of alternating messages by default."""
    message = b"GET /x HTTP/1.1\r\nHost: h\r\n\r\n"
    with limited_server(1) as server:
        connection = Connection.to(Address.of(server.url), server.url, 5)
        for _ in range(8):
            connection.exchange(GET, message, time.perf_counter() + 5)
        quick_ack = connection.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK)
        connection.close()

    assert quick_ack


def test_the_pool_shrinks_to_the_number_of_connections_that_the_server_serves() -> None:
    targets = [f"/{number}" for number in range(6)]
    with (
        limited_server(2) as server,
        HttpTransport(server.url, timeout=0.3, pool_size=4) as transport,
    ):
        exchanges = transport.send_all([Request("GET", target) for target in targets])

    assert transport.pool_size == 2
    assert [exchange.request.target for exchange in exchanges] == targets
    assert {exchange.response.status for exchange in exchanges} == {204}


def test_at_most_four_connections_are_opened_at_the_same_time() -> None:
    """A listener of the standard library has a backlog of five."""
    with (
        limited_server(20) as server,
        HttpTransport(server.url, timeout=5, pool_size=12) as transport,
    ):
        transport.send_all([GET] * 20)

    assert len(server.open_counts) == 20
    assert max(server.open_counts[:4]) <= 4
    assert max(server.open_counts[4:12]) <= 8


def test_batches_stay_small_if_the_server_closes_each_connection() -> None:
    batch_sizes: list[int] = []

    class RecordingTransport(HttpTransport):
        def _send_batch(self, requests: Sequence[Request]) -> list[Exchange]:
            batch_sizes.append(len(requests))
            return super()._send_batch(requests)

    with (
        listening(b"HTTP/1.0 204 N\r\n\r\n") as server,
        RecordingTransport(server.url, timeout=5, pool_size=12) as transport,
    ):
        transport.send_all([GET] * 12)

    assert batch_sizes == [4, 4, 4]


@pytest.mark.parametrize(
    ("request_", "length"),
    [
        (Request("POST", "/x"), [b"0"]),
        (Request("PUT", "/x", body=b"abc"), [b"3"]),
        (Request("DELETE", "/x"), []),
    ],
    ids=["POST without body", "PUT", "DELETE"],
)
@both_ways
def test_a_request_that_may_have_a_body_has_a_content_length(
    way: Way, request_: Request, length: list[bytes]
) -> None:
    """A server may respond 411 without one (RFC 9110, 15.5.12)."""
    with (
        listening(b"HTTP/1.1 204 N\r\nConnection: close\r\n\r\n") as server,
        HttpTransport(server.url, timeout=5) as transport,
    ):
        way(transport, request_)

    assert re.findall(rb"Content-Length: ([0-9]+)", server.received[0]) == length


def test_a_body_is_sent_in_two_parts_on_a_dedicated_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parts: list[bytes] = []
    first_part_read = threading.Event()

    def serve(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            for _ in range(2):
                parts.append(connection.recv(65536))
                first_part_read.set()
            connection.sendall(b"HTTP/1.1 204 N\r\n\r\n")

    monkeypatch.setattr(time, "sleep", lambda seconds: first_part_read.wait(5))
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=(server,))
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        with HttpTransport(url, timeout=5) as transport:
            exchange = transport.send_dedicated(Request("POST", "/x", body=b"abcd"))
        thread.join(5)

    assert exchange.response.status == 204
    assert [part[-2:] for part in parts] == [b"ab", b"cd"]
    assert len(parts[1]) == 2
