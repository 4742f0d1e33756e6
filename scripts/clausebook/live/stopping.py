"""Reasons to stop a run early: throttling, stop codes and limits."""

from __future__ import annotations

from clausebook.errors import CannotRun
from clausebook.http.exchange import Response
from clausebook.http.throttling import ThrottlingRules


class Stopped(CannotRun):
    """The run must stop; `silent` forbids even the requests that restore resources."""

    def __init__(self, reason: str, *, silent: bool) -> None:
        self.silent = silent
        super().__init__(reason)


def check_stop(rules: ThrottlingRules, response: Response) -> None:
    """Raise Stopped if the response has a stop code of the facts."""
    if not rules.stop:
        return
    text = response.body.decode("utf-8", "replace")
    for code in rules.stop:
        if f'"{code}"' in text:
            raise Stopped(
                f"the deployment responds with {code}, a stop code of the facts "
                "(refusal.throttled.stop): nothing more was sent; wait until it accepts requests "
                "again, then run once more with a lower --rate",
                silent=True,
            )


def throttled_stop(response: Response) -> Stopped:
    """The reason to stop after the last retry of a request was throttled."""
    return Stopped(
        f"the deployment throttles: {response.status} three times in a row; wait a while, then "
        "run once more with a lower --rate",
        silent=True,
    )
