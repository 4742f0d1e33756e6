"""What a lenient reader takes a JSON value for: one of another type, or of another spelling.

Says nothing of a schema, except by the members of an `enum`. Whether a reading is allowed where the
value stands is for the caller to find out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from clausebook.values.nothing import NOTHING


class Leniency(StrEnum):
    """How a reading differs from the value that was sent."""

    TYPE = "type"
    SPELLING = "spelling"
    ROUNDING = "rounding"
    """A whole number for one with a fraction, which a reader must not store in its place."""
    OMISSION = "omission"
    """Nothing for null or an empty text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Another value that a reader may take the value for."""

    leniency: Leniency
    value: Any


_BOOLEANS = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_EXPONENT = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?[eE][+-]?[0-9]{1,3}")
_HEXADECIMAL = re.compile(r"[+-]?0[xX][0-9a-fA-F]+")
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_TIME = re.compile(
    r"[Tt ]([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?"
)
_LONGEST_NUMBER = 300  # digits; beyond them a float is infinite
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 4_102_444_800  # 2100-01-01 in seconds: a larger number is hardly meant as an instant


def readings(value: Any, members: Sequence[Any] = ()) -> Iterator[Reading]:
    """The other readings of a value; `members` are those of the enums where it stands."""
    if isinstance(value, bool):
        yield Reading(Leniency.TYPE, int(value))
        yield Reading(Leniency.TYPE, "true" if value else "false")
    elif isinstance(value, int | float):
        yield from _of_number(value)
    elif isinstance(value, str):
        yield from _of_text(value, members)
    elif isinstance(value, list) and len(value) == 1:
        yield Reading(Leniency.TYPE, value[0])
    if value is None or value == "":
        yield Reading(Leniency.OMISSION, NOTHING)
    elif not isinstance(value, list):
        yield Reading(Leniency.TYPE, [value])


def _of_number(value: float) -> Iterator[Reading]:
    yield Reading(Leniency.TYPE, str(value))
    if value in (0, 1):
        yield Reading(Leniency.TYPE, bool(value))
    if isinstance(value, float) and math.isfinite(value):
        yield from _whole(value)
    if 0 <= value < _LATEST:
        yield from (Reading(Leniency.TYPE, it.value) for it in _of_instant(value))


def _whole(value: float) -> Iterator[Reading]:
    if value.is_integer():
        yield Reading(Leniency.SPELLING, int(value))
    else:
        yield from (Reading(Leniency.ROUNDING, it) for it in (math.floor(value), math.ceil(value)))


def _of_instant(seconds: float) -> Iterator[Reading]:
    at = _EPOCH + timedelta(seconds=seconds)
    yield Reading(Leniency.SPELLING, at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    yield Reading(Leniency.SPELLING, at.strftime("%Y-%m-%d"))


def _of_text(text: str, members: Sequence[Any]) -> Iterator[Reading]:
    yield from (Reading(Leniency.SPELLING, it) for it in _members_meant(text, members))
    if text.strip() != text:
        yield Reading(Leniency.SPELLING, text.strip())
    if text.strip().lower() in _BOOLEANS:
        yield Reading(Leniency.TYPE, _BOOLEANS[text.strip().lower()])
    if text == "null":
        yield Reading(Leniency.OMISSION, NOTHING)
    yield from _number_in(text.strip())
    yield from _date_in(text)


def _members_meant(text: str, members: Sequence[Any]) -> Iterator[Any]:
    """The members of an enum that differ from the text in case, blanks or separators alone."""
    for index, member in enumerate(members):
        if isinstance(member, str) and member != text:
            is_same_word = bool(_word(text)) and _word(text) == _word(member)
            if is_same_word or text == str(index):
                yield member


def _word(text: str) -> str:
    return re.sub(r"[\s_-]", "", text).casefold()


def _number_in(text: str) -> Iterator[Reading]:
    if len(text) > _LONGEST_NUMBER:
        return
    if _HEXADECIMAL.fullmatch(text):
        yield Reading(Leniency.SPELLING, int(text, 16))
    elif _DECIMAL.fullmatch(text) or _EXPONENT.fullmatch(text):
        number = float(text)
        if text.lstrip("+-").isdecimal():
            yield Reading(Leniency.TYPE, int(text))
            if 0 <= number < _LATEST:
                yield from _of_instant(number)
        elif math.isfinite(number):
            yield Reading(Leniency.TYPE, number)
            yield from _whole(number)


def _date_in(text: str) -> Iterator[Reading]:
    date = _DATE.match(text)
    if date is None:
        return
    day = f"{date[1]}-{int(date[2]):02}-{int(date[3]):02}"
    rest = text[date.end() :]
    time = _TIME.fullmatch(rest)
    if rest == "":
        yield Reading(Leniency.SPELLING, day)
        yield Reading(Leniency.SPELLING, f"{day}T00:00:00Z")
    elif time is not None:
        yield Reading(Leniency.SPELLING, day)
        yield Reading(Leniency.SPELLING, f"{day}T{time[1]}{time[2] or ':00'}Z")
