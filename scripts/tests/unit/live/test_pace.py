"""How fast a run asks, how much, and when it stops."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.http.throttling import ThrottlingRules
from clausebook.http.transport import SequentialTransport
from clausebook.live import Pace, PacedTransport, Stopped

GET = Request("GET", "/")
THROTTLED = ThrottlingRules(status=(429,), codes=("T.1",), stop=("B.9",))
SLOW = Response(429, (("Retry-After", "0"),))
FINE = Response(200)


class Clock:
    """A time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Now."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Passes at once."""
        self.now += seconds


class Answers(SequentialTransport):
    """Answers in turn, then always well."""

    base_url = "http://h"

    def __init__(self, answers: Iterable[Response]) -> None:
        self._answers = iter(answers)
        self.asked = 0

    def send(self, request: Request) -> Exchange:
        """The next answer."""
        self.asked += 1
        return Exchange(request, next(self._answers, FINE))


def paced(
    inner: Answers, *, retry_throttled: bool = True, budget: int | None = None
) -> PacedTransport:
    return PacedTransport(inner, Pace(None, budget), THROTTLED, retry_throttled=retry_throttled)


def test_requests_keep_the_interval_of_the_rate() -> None:
    clock = Clock()
    pace = Pace(4, None, clock, clock.sleep)
    for _ in range(9):
        pace.take()

    assert clock.now == 102.0


def test_idle_time_shortens_the_wait_but_is_not_saved_up() -> None:
    clock = Clock()
    pace = Pace(4, None, clock, clock.sleep)
    pace.take()
    clock.now += 10
    for _ in range(3):
        pace.take()

    assert clock.now == 110.5


def test_a_spent_budget_stops_all_requests_but_cleanup() -> None:
    inner = Answers([])
    transport = paced(inner, budget=2)
    transport.send(GET)
    transport.send_dedicated(GET)

    for _ in range(2):
        with pytest.raises(Stopped, match="budget of 2 requests is spent"):
            transport.send(GET)
    transport.send_cleanup(GET)
    assert inner.asked == 3


@pytest.mark.parametrize("status", [200, 400, 503])
@pytest.mark.parametrize("retry_throttled", [True, False])
def test_a_stop_code_ends_the_run(status: int, retry_throttled: bool) -> None:
    inner = Answers([Response(status, (), b'{"errorCode": "B.9", "message": "go away"}')])
    transport = paced(inner, retry_throttled=retry_throttled)

    for send in (transport.send, transport.send_dedicated, transport.send_cleanup):
        with pytest.raises(Stopped, match=r"responds with B\.9"):
            send(GET)
    assert inner.asked == 1


def test_a_longer_code_that_contains_a_stop_code_does_not_end_the_run() -> None:
    transport = paced(Answers([Response(400, (), b'{"errorCode": "B.91"}')]))

    assert transport.send(GET).response.status == 400


@pytest.mark.parametrize("slow", [SLOW, Response(400, (("Retry-After", "0"),), b'{"c": "T.1"}')])
def test_a_throttled_request_is_retried_after_a_wait(slow: Response) -> None:
    inner = Answers([slow, slow])

    assert paced(inner).send(GET).response is FINE
    assert inner.asked == 3


def test_three_throttled_responses_in_a_row_end_the_run() -> None:
    inner = Answers([SLOW] * 9)
    transport = paced(inner)

    for send in (transport.send, transport.send_cleanup):
        with pytest.raises(Stopped, match="throttles: 429 three times in a row"):
            send(GET)
    assert inner.asked == 3


def test_on_loopback_a_throttled_response_is_returned_to_the_checks() -> None:
    inner = Answers([SLOW])

    assert paced(inner, retry_throttled=False).send(GET).response is SLOW


class Lanes(Answers):
    """The same, two requests at a time."""

    pool_size = 2

    def send_all(self, requests: Sequence[Request]) -> list[Exchange]:
        """As many as are asked for, and no more than there are pool_size."""
        assert len(requests) <= self.pool_size
        return [self.send(request) for request in requests]


def test_without_a_pace_requests_are_sent_in_batches_until_a_stop_code() -> None:
    stop = Response(400, (), b'{"error_code": "B.9"}')
    inner = Lanes([FINE, FINE, FINE, stop])
    transport = paced(inner, retry_throttled=False)

    assert len(transport.send_all([GET, GET])) == 2
    with pytest.raises(Stopped, match=r"B\.9"):
        transport.send_all([GET] * 5)
    with pytest.raises(Stopped, match=r"B\.9"):
        transport.send(GET)
    assert inner.asked == 4


@pytest.mark.parametrize(
    "transport",
    [paced(Lanes([]), retry_throttled=True), paced(Lanes([]), retry_throttled=False, budget=9)],
    ids=["beyond loopback", "with a budget"],
)
def test_with_a_pace_requests_are_sent_one_by_one(
    transport: PacedTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Lanes, "send_all", lambda *_: pytest.fail("sent together"))

    assert len(transport.send_all([GET] * 3)) == 3
