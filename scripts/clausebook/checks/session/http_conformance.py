"""Checks on every response that need no document: HTTP conformance and leaked internals.

Only what is present and wrong. Correct services may leave out a Date, the WWW-Authenticate of a 401
for an API key, the Allow of a 405, or in Allow the methods of other routes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from clausebook.http.exchange import Exchange, Response, header_values
from clausebook.http.statuses import WITHOUT_BODY
from clausebook.http.transport.base import MAX_BYTES

_STACK_TRACE = re.compile(
    r"Traceback \(most recent call last\)|\.py\", line \d+|^\s+at [\w.$<>]+\(.*:\d+\)"
    r"|\.go:\d+ \+0x",
    re.MULTILINE,
)
_DAY = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DATE = re.compile(rf"{_DAY}, [0-9]{{2}} {_MONTH} [0-9]{{4}} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}} GMT")


class ConformanceProblem(NamedTuple):
    """What is wrong with a response, in the words of a finding."""

    message: str
    expected: str
    actual: str


def conformance_problems(exchange: Exchange) -> Iterator[ConformanceProblem]:
    """What is wrong with the response, whatever the document says."""
    request, response = exchange.request, exchange.response
    text = response.body.decode("utf-8", "replace")
    if _STACK_TRACE.search(text):
        yield ConformanceProblem(
            "the response contains a stack trace", "no stack trace", text[-200:]
        )
    for name in ("Date", "Last-Modified"):
        for value in header_values(response.headers, name):
            if not _DATE.fullmatch(value):
                expected = "a date as in Sun, 06 Nov 1994 08:49:37 GMT (RFC 9110, 5.6.7)"
                yield ConformanceProblem(f"the header {name} is no HTTP date", expected, value)
    allowed = ", ".join(header_values(response.headers, "Allow"))
    if response.status == 405 and request.method in re.split(r"[\s,]+", allowed):
        message = f"the response rejects the method {request.method} but lists it in Allow"
        expected = f"an Allow without {request.method} (RFC 9110, 15.5.6)"
        yield ConformanceProblem(message, expected, allowed)
    yield from _body_length_problems(request.method, response)


def _body_length_problems(method: str, response: Response) -> Iterator[ConformanceProblem]:
    """A body where HTTP allows none, or of another length than Content-Length says."""
    length, stated = len(response.body), response.header("Content-Length")
    if method == "HEAD" and response.status < 300 and response.body:
        # Small servers send error bodies whatever the method.
        message = "the response to HEAD has a body"
        yield ConformanceProblem(message, "no body (RFC 9110, 9.3.2)", f"{length} bytes")
    if method == "HEAD" or response.status in WITHOUT_BODY:
        return
    is_truncated = length >= MAX_BYTES - 1000
    if stated is not None and stated.isdecimal() and int(stated) != length and not is_truncated:
        message = "Content-Length differs from the length of the body in bytes"
        yield ConformanceProblem(message, f"{length} (RFC 9110, 8.6)", stated)
