"""Responses that only say to slow down: which they are, and sending again after a wait."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from clausebook.http.exchange import Exchange, Response

_WAITS = (1.0, 2.0)  # seconds before the second and the third time
_LONGEST_WAIT = 5.0


@dataclass(frozen=True, slots=True)
class Throttled:
    """How a deployment says "slow down": by status, by code in the body; `stop` ends the run."""

    status: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()


def is_throttled(throttled: Throttled, response: Response) -> bool:
    """Whether an answer only says to slow down, by what facts name.

    A 429 that says when to come again needs no fact (RFC 6585, 4).
    """
    if response.status == 429 and response.header("retry-after") is not None:
        return True
    text = response.body.decode("utf-8", "replace")
    return response.status in throttled.status or any(f'"{c}"' in text for c in throttled.codes)


class StillThrottled(Exception):
    """A request was throttled each time that it was sent; `exchange` is the last of them."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        request, status = exchange.request, exchange.response.status
        super().__init__(f"throttled: {status} to {request.method} three times")


def send_unthrottled(
    send: Callable[[], Exchange],
    throttled: Throttled,
    on_throttled: Callable[[Exchange], None] = lambda exchange: None,
) -> Exchange:
    """The first exchange of `send` that is not throttled; it is called three times at the most.

    Waits before each further time, as long as the response asks for, and hands each throttled
    exchange to `on_throttled` first.

    Raises:
        StillThrottled: the third response only says to slow down, too.
    """
    for wait in (*_WAITS, None):
        exchange = send()
        if not is_throttled(throttled, exchange.response):
            return exchange
        on_throttled(exchange)
        if wait is not None:
            time.sleep(_asked_wait(exchange.response, wait))
    raise StillThrottled(exchange)


def _asked_wait(response: Response, otherwise: float) -> float:
    """The seconds of Retry-After (RFC 9110, 10.2.3), within reason."""
    asked = response.header("retry-after") or ""
    return min(float(asked), _LONGEST_WAIT) if asked.isdecimal() else otherwise
