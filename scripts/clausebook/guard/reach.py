"""Is anything there to judge? Asked once, before the checks, so that the answer is one line."""

from __future__ import annotations

import httpx

from clausebook.finding import CannotRun

SECONDS = 10.0


def check_reachable(url: str) -> None:
    """Sends one GET without credentials to the base URL; any HTTP answer will do.

    Raises:
        CannotRun: nothing listens there, or what does speaks no HTTP.
    """
    cure = "start the service there, or correct --url"
    try:
        httpx.get(url, timeout=SECONDS, follow_redirects=False)
    except httpx.TimeoutException as error:
        raise CannotRun(f"{url} did not answer within {SECONDS:.0f} s; {cure}") from error
    except httpx.RemoteProtocolError as error:
        raise CannotRun(f"what answers at {url} speaks no HTTP: {error}; {cure}") from error
    except (httpx.RequestError, httpx.InvalidURL, UnicodeError) as error:
        raise CannotRun(f"cannot reach {url}: {error}; {cure}") from error
