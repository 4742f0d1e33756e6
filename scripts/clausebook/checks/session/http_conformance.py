"""What no answer may say of itself, whatever the document says: its insides, and bad HTTP.

Only what is said wrongly. Right services leave much of it out: a Date, the WWW-Authenticate of a
401 for an API key, the Allow of a 405, or the methods of other routes in that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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


def conformance_problems(exchange: Exchange) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the answer, what was expected, and what came instead."""
    request, response = exchange.request, exchange.response
    text = response.body.decode("utf-8", "replace")
    if _STACK_TRACE.search(text):
        yield "the answer shows a stack trace", "no stack trace", text[-200:]
    for name in ("Date", "Last-Modified"):
        for value in header_values(response.headers, name):
            if not _DATE.fullmatch(value):
                expected = "a date as in Sun, 06 Nov 1994 08:49:37 GMT (RFC 9110, 5.6.7)"
                yield f"the header {name} is no date", expected, value
    allowed = ", ".join(header_values(response.headers, "Allow"))
    if response.status == 405 and request.method in re.split(r"[\s,]+", allowed):
        message = f"the method {request.method} is refused, and among those that Allow names"
        yield message, f"an Allow without {request.method} (RFC 9110, 15.5.6)", allowed
    yield from _ill_ended(request.method, response)


def _ill_ended(method: str, response: Response) -> Iterator[tuple[str, str, str]]:
    """What follows the answer, which a transport brings too."""
    length, told = len(response.body), response.header("Content-Length")
    if method == "HEAD" and response.status < 300 and response.body:
        # Small servers write their errors without a look at the method.
        yield "bytes follow the answer to HEAD", "none (RFC 9110, 9.3.2)", f"{length} bytes"
    if method == "HEAD" or response.status in WITHOUT_BODY:
        return
    cut = length >= MAX_BYTES - 1000
    if told is not None and told.isdecimal() and int(told) != length and not cut:
        message = "the body has another length than its Content-Length, which counts bytes"
        yield message, f"{length} (RFC 9110, 8.6)", told
