"""The asserted formats; any other is an annotation (JSON Schema 2020-12, 7.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Any

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_DATE_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?"
    r"(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))\Z"
)
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\Z")
_QUAD = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}\Z")


def _is_date(text: str) -> bool:
    if not _DATE.match(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_date_time(text: str) -> bool:
    """Whether it is a date-time (RFC 3339, 5.6); a leap second must end a UTC day."""
    parts = _DATE_TIME.match(text)
    if parts is None or not _is_date(parts[1]):
        return False
    hour, minute, second = int(parts[2]), int(parts[3]), int(parts[4])
    ahead, behind = int(parts[6] or 0), int(parts[7] or 0)
    if hour > 23 or minute > 59 or second > 60 or ahead > 23 or behind > 59:
        return False
    offset = (ahead * 60 + behind) * (-1 if parts[5] == "-" else 1)
    return second < 60 or (hour * 60 + minute - offset) % 1440 == 1439


def _is_ipv4(text: str) -> bool:
    try:
        return bool(_QUAD.match(text) and IPv4Address(text))
    except AddressValueError:
        return False


def _is_ipv6(text: str) -> bool:
    try:
        return "%" not in text and bool(IPv6Address(text) is not None)
    except AddressValueError:
        return False


def _fits(bits: int) -> Callable[[Any], bool]:
    return lambda number: -(2**bits) <= number < 2**bits


# Each format with the type of value that it applies to.
FORMATS: Mapping[str, tuple[type, Callable[[Any], bool]]] = {
    "date": (str, _is_date),
    "date-time": (str, _is_date_time),
    "uuid": (str, lambda text: _UUID.match(text) is not None),
    "ipv4": (str, _is_ipv4),
    "ipv6": (str, _is_ipv6),
    "int32": (int, _fits(31)),
    "int64": (int, _fits(63)),
}
