"""Several requests under way at a time, and servers that keep a client waiting."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from clausebook.exchange import Exchange, Request
from clausebook.transport import HttpTransport, NoAnswer
from sockets import listening

Way = Callable[[HttpTransport, Request], Exchange]
GET = Request("GET", "/x")
both_ways = pytest.mark.parametrize(
    "way", [HttpTransport.send, HttpTransport.send_alone], ids=["send", "send_alone"]
)


@both_ways
def test_a_server_that_dribbles_is_waited_for_as_long_as_a_silent_one(way: Way) -> None:
    """Each byte comes in time; the answer does not."""
    with (
        listening(b"HTTP/1.1 200 OK\r\nContent-Le", hold=True) as server,
        HttpTransport(server.url, timeout=0.05) as transport,
        pytest.raises(NoAnswer, match=r"^no answer to GET /x: .") as told,
    ):
        way(transport, GET)

    assert way is HttpTransport.send_alone or told.value.seconds > 0


def test_several_requests_are_under_way_at_a_time_and_answered_in_their_order() -> None:
    requests = [Request("GET", f"/{number}") for number in range(5)]
    with (
        listening(b"HTTP/1.1 204 N\r\nConnection: close\r\n\r\n") as server,
        HttpTransport(server.url, timeout=5, lanes=3) as transport,
    ):
        found = transport.send_all(requests)

    assert [exchange.request.target for exchange in found] == [r.target for r in requests]
    assert [heard.split()[1].decode() for heard in server.heard] == [r.target for r in requests]


def test_a_server_that_serves_one_connection_at_a_time_is_asked_one_by_one() -> None:
    requests = [GET, GET]
    with (
        listening(b"HTTP/1.1 204 N\r\n\r\n", hold=True) as server,
        HttpTransport(server.url, timeout=0.2, lanes=2) as transport,
    ):
        with pytest.raises(NoAnswer):
            transport.send_all(requests)
        assert transport.lanes == 1
