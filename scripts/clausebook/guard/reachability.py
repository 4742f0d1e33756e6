"""Is anything there to judge? Asked once, before the checks, so that the answer is one line."""

from __future__ import annotations

from contextlib import closing
from urllib.parse import quote

from clausebook.errors import CannotRun
from clausebook.http.exchange import Request
from clausebook.http.transport import HttpTransport, NoResponse
from clausebook.http.transport.route import Route
from clausebook.openapi import Document

SECONDS = 10.0


def check_reachable(url: str, route: Route, document: Document) -> None:
    """Sends a GET without credentials to the base URL; what begins as an HTTP answer will do.

    Some close on whoever asks for what they do not know, so a documented path is tried then.

    Raises:
        CannotRun: nothing listens there, or what does speaks no HTTP.
    """
    documented = [quote(operation.path) for operation in document.operations[:1]]
    with closing(HttpTransport(url, SECONDS, route=route)) as transport:
        for target in ("/", *documented):
            fault = _fault(transport, target)
            if fault is None or fault.seconds:
                break
    if fault is not None:
        words = "gives no answer" if fault.seconds else "speaks no HTTP"
        cure = "start the service there, or correct --url"
        raise CannotRun(f"what is at {url} {words}: {fault.reason}; {cure}") from fault


def _fault(transport: HttpTransport, target: str) -> NoResponse | None:
    try:
        transport.send(Request("GET", target))
    except NoResponse as error:
        return None if error.begins_as_http else error
    return None
