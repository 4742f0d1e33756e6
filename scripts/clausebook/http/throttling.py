"""Detects throttled responses, and retries a throttled request after a wait."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from clausebook.http.exchange import Exchange, Response

_WAITS = (1.0, 2.0)  # seconds before the first and the second retry
_MAX_WAIT = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class ThrottlingRules:
    """The status codes and error codes of a deployment's throttled responses.

    A response with an error code of `stop` ends the run.
    """

    status: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()


def is_throttled(rules: ThrottlingRules, response: Response) -> bool:
    """Whether a response is throttled: by the rules, or a 429 with Retry-After (RFC 6585, 4)."""
    if response.status == 429 and response.header("retry-after") is not None:
        return True
    text = response.body.decode("utf-8", "replace")
    return response.status in rules.status or any(f'"{code}"' in text for code in rules.codes)


class StillThrottled(Exception):
    """A request was throttled at every attempt; `exchange` is the last."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        request, status = exchange.request, exchange.response.status
        super().__init__(f"throttled: {status} to {request.method} three times")


def retry_while_throttled(
    send: Callable[[], Exchange],
    rules: ThrottlingRules,
    on_throttled: Callable[[Exchange], None] = lambda exchange: None,
) -> Exchange:
    """The first exchange that is not throttled, of at most three.

    Calls `on_throttled` with each throttled exchange, then waits for the seconds of Retry-After.

    Raises:
        StillThrottled: the third response is throttled too.
    """
    for wait in (*_WAITS, None):
        exchange = send()
        if not is_throttled(rules, exchange.response):
            return exchange
        on_throttled(exchange)
        if wait is not None:
            time.sleep(_seconds_to_wait(exchange.response, wait))
    raise StillThrottled(exchange)


def _seconds_to_wait(response: Response, default: float) -> float:
    """The seconds of Retry-After (RFC 9110, 10.2.3), at most _MAX_WAIT."""
    retry_after = response.header("retry-after") or ""
    return min(float(retry_after), _MAX_WAIT) if retry_after.isdecimal() else default
