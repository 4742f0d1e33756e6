"""Expiry of waivers and suppressions: reads `until`, and compares it with today."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Mapping
from typing import Any

from clausebook.errors import CannotRun

_EXAMPLE = "write a date such as 2027-03-31, valid to the end of that day, local time"


def local_today(clock: Callable[[], float] = time.time) -> datetime.date:
    """Today in the local time zone; `clock` returns seconds since the epoch."""
    return datetime.date.fromtimestamp(clock())


def is_in_force(until: datetime.date | None, today: datetime.date) -> bool:
    """Whether a waiver is valid today; `until` is its last day, None means no end."""
    return until is None or today <= until


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern means this text: it is the text, or its beginning and `*`."""
    if pattern.endswith("*"):
        return text.startswith(pattern[:-1])
    return text == pattern


def until_of(row: Mapping[str, Any], place: str) -> datetime.date | None:
    """The entry `until` of a TOML table, or None.

    Raises CannotRun, with the place, if it is not a date or has a time of day.
    """
    until = row.get("until")
    if isinstance(until, datetime.datetime):
        raise CannotRun(f"{place}: until is {until.isoformat()}, which has a time; {_EXAMPLE}")
    if until is not None and not isinstance(until, datetime.date):
        raise CannotRun(f"{place}: until is {until!r}, not a date; {_EXAMPLE}")
    return until
