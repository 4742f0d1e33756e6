"""Hypothesis strategies for strings of the formats that the judge asserts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

# Built on demand, since few schemas have a format.
FORMAT_STRATEGIES: Mapping[str, Callable[[], st.SearchStrategy[Any]]] = {
    "date": lambda: st.dates().map(str),
    "date-time": lambda: st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"),
    "uuid": lambda: st.uuids().map(str),
    "ipv4": lambda: st.ip_addresses(v=4).map(str),
    "ipv6": lambda: st.ip_addresses(v=6).map(str),
}
