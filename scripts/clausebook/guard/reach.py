"""Is anything there to judge? Asked once, before the checks, so that the answer is one line."""

from __future__ import annotations

from contextlib import closing

from clausebook.exchange import Request
from clausebook.finding import CannotRun
from clausebook.transport import HttpTransport, NoAnswer
from clausebook.transport.route import Route

SECONDS = 10.0


def check_reachable(url: str, route: Route) -> None:
    """Sends one GET without credentials to the base URL; any HTTP answer will do.

    Raises:
        CannotRun: nothing listens there, or what does speaks no HTTP.
    """
    with closing(HttpTransport(url, SECONDS, route=route)) as transport:
        try:
            transport.send(Request("GET", "/"))
        except NoAnswer as error:
            fault = "gives no answer" if error.seconds else "speaks no HTTP"
            cure = "start the service there, or correct --url"
            raise CannotRun(f"what is at {url} {fault}: {error.reason}; {cure}") from error
