"""The transport over sockets sends requests and returns responses unchanged."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from clausebook.errors import CannotRun
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.http.transport import HttpTransport, Unreachable
from clausebook.http.transport.base import MAX_BYTES
from fakes.sockets import listening

Way = Callable[[HttpTransport, Request], Exchange]
GET = Request("GET", "/x")
both_ways = pytest.mark.parametrize(
    "way", [HttpTransport.send, HttpTransport.send_dedicated], ids=["send", "send_dedicated"]
)


def response_from(way: Way, message: bytes, request: Request = GET) -> Response:
    with listening(message) as server, HttpTransport(server.url, timeout=5) as transport:
        return way(transport, request).response


@both_ways
@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, b"hi"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, b""),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, b""),
        (b"HTTP/1.1 200 OK\r\n\r\nuntil it closes", 200, b"until it closes"),
        (b"HTTP/1.0 200 OK\r\n\r\nold", 200, b"old"),
        (
            b"HTTP/1.1 400 No\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n",
            400,
            b"abc",
        ),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Made\r\nContent-Length: 0\r\n\r\n", 201, b""),
    ],
    ids=["length", "no length", "204", "until closed", "HTTP/1.0", "chunked", "interim"],
)
def test_a_response_is_read_by_its_framing(
    way: Way, answer: bytes, status: int, body: bytes
) -> None:
    response = response_from(way, answer)

    assert (response.status, response.body) == (status, body)


@both_ways
def test_an_endless_response_is_truncated(way: Way) -> None:
    body = response_from(way, b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * (MAX_BYTES + 100_000)).body

    assert MAX_BYTES - 1000 < len(body) <= MAX_BYTES


@both_ways
def test_bytes_beyond_the_limit_are_not_waited_for(way: Way) -> None:
    answer = b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * (MAX_BYTES + 1)
    with listening(answer, hold=True) as server, HttpTransport(server.url, timeout=2) as transport:
        exchange = way(transport, GET)

    assert exchange.seconds < 2
    assert len(exchange.response.body) > MAX_BYTES - 1000


def test_a_dedicated_connection_sends_connection_close() -> None:
    with listening(b"HTTP/1.1 204 N\r\n\r\n") as server, HttpTransport(server.url) as transport:
        transport.send_dedicated(GET)

    assert b"\r\nConnection: close\r\n" in server.received[0]


@both_ways
def test_a_body_with_a_length_beyond_the_limit_is_truncated(way: Way) -> None:
    length = MAX_BYTES + 100_000
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode()

    assert MAX_BYTES - 1000 < len(response_from(way, head + b"a" * length).body) <= MAX_BYTES


@both_ways
@pytest.mark.parametrize("header", ["X-Thing", "x-thing", "X-THING"])
def test_response_headers_keep_their_case_and_order(way: Way, header: str) -> None:
    line = f"{header}: a\r\nSet-Cookie: 1\r\nSet-Cookie: 2\r\n"
    response = response_from(way, f"HTTP/1.1 204 N\r\n{line}\r\n".encode())

    assert response.headers == ((header, "a"), ("Set-Cookie", "1"), ("Set-Cookie", "2"))


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (b"HTTP/1.1 204 N\r\n\r\nghost", b"ghost"),
        (b"HTTP/1.1 204 N\r\nContent-Length: 5\r\n\r\nghost", b"ghost"),
        (b"HTTP/1.1 304 N\r\nContent-Length: 5\r\n\r\nghost", b"ghost"),
        (b"HTTP/1.1 200 N\r\nContent-Length: 2\r\n\r\nhighost", b"highost"),
    ],
    ids=["204", "204 with length", "304 with length", "200 with trailing bytes"],
)
def test_on_a_dedicated_connection_the_body_includes_trailing_bytes(
    answer: bytes, body: bytes
) -> None:
    assert response_from(HttpTransport.send_dedicated, answer).body == body


def test_on_a_dedicated_connection_the_body_includes_the_chunks_of_a_204() -> None:
    response = response_from(
        HttpTransport.send_dedicated,
        b"HTTP/1.1 204 N\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    )

    assert response.header("transfer-encoding") == "chunked"
    assert response.body == b"0\r\n\r\n"


def test_a_dedicated_connection_that_stays_open_still_returns_the_response() -> None:
    answer = b"HTTP/1.1 204 N\r\n\r\n"
    with listening(answer, hold=True) as server, HttpTransport(server.url, 0.05) as transport:
        assert transport.send_dedicated(GET).response.status == 204


TARGETS = [
    *("/a%2Fb", "/a%20b", "/a+b", "/it's", "/[1]", "/a;p=1,2"),
    *("/%7E~", "/a%2fb", "/a/../b", "/a//b", "/a|b"),
]


@both_ways
@pytest.mark.parametrize("path", TARGETS)
def test_a_target_is_sent_byte_for_byte(way: Way, path: str) -> None:
    target = f"{path}?q=%27'%2B+[x]&r=a%20b|c&r=%7C&empty="
    with (
        listening(b"HTTP/1.1 204 N\r\n\r\n") as server,
        HttpTransport(f"{server.url}/api/") as transport,
    ):
        way(transport, Request("GET", target))

    assert server.received[0].split(b"\r\n")[0] == f"GET /api{target} HTTP/1.1".encode()


@both_ways
def test_headers_and_body_are_sent_unchanged(way: Way) -> None:
    headers = (("Accept", "a/b"), ("X-Two", "1"), ("X-Two", "2"), ("x-name", "\u00e9 "))
    request = Request("PUT", "/x", (*headers, ("Content-Type", "text/x")), b"\x00\xff\r\n")
    with (
        listening(b"HTTP/1.1 204 N\r\n\r\n") as server,
        HttpTransport(server.url) as transport,
    ):
        exchange = way(transport, request)
    head, _, body = server.received[0].partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")[1:]

    assert body == b"\x00\xff\r\n"
    assert [line for line in lines if line.lower().startswith(b"accept:")] == [b"Accept: a/b"]
    assert lines.count(b"X-Two: 1") == lines.count(b"X-Two: 2") == 1
    assert "x-name: \u00e9 ".encode().strip() in [line.strip() for line in lines]
    assert f"Host: 127.0.0.1:{server.port}".encode() in lines
    assert [line for line in lines if line.lower().startswith(b"content-length")] == [
        b"Content-Length: 4"
    ]
    assert exchange.request.target == "/x"
    assert exchange.request.header("accept") == "a/b"
    assert exchange.seconds > 0


@both_ways
def test_a_redirect_is_a_response_and_is_not_followed(way: Way) -> None:
    answer = b"HTTP/1.1 302 F\r\nLocation: /y\r\nContent-Length: 0\r\n\r\n"
    with listening(answer) as server, HttpTransport(server.url) as transport:
        response = way(transport, GET).response

    assert (response.status, response.header("location")) == (302, "/y")
    assert len(server.received) == 1


def test_a_compressed_body_is_neither_requested_nor_decoded() -> None:
    answer = b"HTTP/1.1 200 K\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi"
    with listening(answer) as server, HttpTransport(server.url) as transport:
        assert transport.send(GET).response.body == b"hi"

    assert b"accept-encoding: identity" in server.received[0].lower()


@both_ways
def test_an_unreachable_server_is_reported_in_one_line(way: Way) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"

    match = rf"^cannot reach {url}: .*refused.*; is it running"
    with HttpTransport(url, timeout=2) as transport, pytest.raises(Unreachable, match=match):
        way(transport, GET)
    assert issubclass(Unreachable, CannotRun)


@both_ways
def test_tls_with_a_server_that_speaks_none_is_unreachable(way: Way) -> None:
    with listening(b"HTTP/1.1 400 Bad\r\n\r\n") as server:
        url = server.url.replace("http:", "https:")
        match = r"^cannot reach https://"
        with HttpTransport(url, timeout=2) as transport, pytest.raises(Unreachable, match=match):
            way(transport, GET)


@pytest.mark.parametrize(
    "url",
    [
        *("", "localhost:80", "//h", "ftp://h", "http://"),
        *("http://h:99999", "http://h?x=1", "http://[::1"),
    ],
)
def test_an_invalid_base_url_is_rejected_before_a_request_is_sent(url: str) -> None:
    with pytest.raises(CannotRun, match=r"^'.*' is not a (base )?URL.*write http://HOST:PORT"):
        HttpTransport(url)
