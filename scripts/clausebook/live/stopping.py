"""When a run ends before its time: what the deployment says, and what the run may not exceed."""

from __future__ import annotations

from clausebook.errors import CannotRun
from clausebook.http.exchange import Response
from clausebook.http.throttling import Throttled


class Stopped(CannotRun):
    """Nothing more is sent in this run, and why. `silent` forbids even what puts something back."""

    def __init__(self, reason: str, *, silent: bool) -> None:
        self.silent = silent
        super().__init__(reason)


def check_stop(throttled: Throttled, response: Response) -> None:
    """Raises Stopped where an answer has a code at which facts say to stop."""
    if not throttled.stop:
        return
    text = response.body.decode("utf-8", "replace")
    for code in throttled.stop:
        if f'"{code}"' in text:
            raise Stopped(
                f"the deployment answers {code}, at which facts (refusal.throttled.stop) say to "
                "stop: nothing more was sent; wait until it lets you in again, then run once more "
                "with a lower --rate",
                silent=True,
            )


def throttled_stop(response: Response) -> Stopped:
    """What stops a run whose request was throttled as often as it may be."""
    return Stopped(
        f"the deployment throttles: {response.status} three times in a row; wait a while, then "
        "run once more with a lower --rate",
        silent=True,
    )
