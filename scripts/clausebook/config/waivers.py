"""Until which day a finding or change is tolerated, how that is written, and what day it is.

Facts' waivers and diff's suppressions both ask here. Which findings they set aside is decided where
those are known.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Mapping
from typing import Any

from clausebook.errors import CannotRun

_EXAMPLE = "write a date such as 2027-03-31, which counts to its end in local time"


def local_today(clock: Callable[[], float] = time.time) -> datetime.date:
    """Today by the calendar of this machine's time zone; `clock` gives seconds since the epoch."""
    return datetime.date.fromtimestamp(clock())


def is_in_force(until: datetime.date | None, today: datetime.date) -> bool:
    """Whether what is tolerated `until` that day still is today; that day is included."""
    return until is None or today <= until


def until_of(row: Mapping[str, Any], place: str) -> datetime.date | None:
    """The day that a table of TOML names as `until`; None where it names none.

    Raises CannotRun, with the place, for what is no date or has a time of day.
    """
    until = row.get("until")
    if isinstance(until, datetime.datetime):
        raise CannotRun(f"{place}: until is {until.isoformat()}, which has a time; {_EXAMPLE}")
    if until is not None and not isinstance(until, datetime.date):
        raise CannotRun(f"{place}: until is {until!r}, which is no date; {_EXAMPLE}")
    return until
