"""Answers that only say to slow down, and how long to wait until the request is sent again."""

from __future__ import annotations

from dataclasses import dataclass

from clausebook.http.exchange import Response

WAITS = (1.0, 2.0)  # seconds before the second and the third time
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


def asked_wait(response: Response, otherwise: float) -> float:
    """The seconds of Retry-After (RFC 9110, 10.2.3), within reason."""
    asked = response.header("retry-after") or ""
    return min(float(asked), _LONGEST_WAIT) if asked.isdecimal() else otherwise
