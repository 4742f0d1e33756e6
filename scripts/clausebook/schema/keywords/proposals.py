"""Proposals: values just inside and just outside of what a keyword allows.

The planner of probes keeps the proposals that the judge confirms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

UNKNOWN_MEMBER = "clausebook_unknown"  # a member that no document names
ANYTHING: Mapping[str, Any] = {
    **{"an empty object": {}, "an object of another shape": {UNKNOWN_MEMBER: "x"}, "a list": []},
    **{"null": None, "text": "abc", "a number": 7, "a fraction": 1.5, "true": True},
}


class Proposal(NamedTuple):
    """A description, the value, and whether the keyword's author expects it to be allowed."""

    what: str
    value: Any
    allowed: bool


@dataclass(frozen=True, kw_only=True)
class Values:
    """The functions of the `values` room that make and validate values.

    `sample` makes a small value that a schema allows, or `nothing`; `several` makes a number of
    them; `roughly_merged` merges two schemas approximately; `shortest_text` and `longest_text`
    make a text that matches a pattern and has at least or at most a number of characters, or None.
    """

    nothing: Any
    sample: Callable[[Any], Any]
    several: Callable[[Any, int], Iterator[Any]]
    roughly_merged: Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Any]]
    is_valid: Callable[[Any, Any], bool]
    matches: Callable[[str, str], bool]
    shortest_text: Callable[[str, int], str | None]
    longest_text: Callable[[str, int], str | None]


# Given the keyword's value, its schema, a valid value, and the functions that make others.
Boundary = Callable[[Any, Mapping[str, Any], Any, Values], Iterator[Proposal]]


def additional_values(kind: str, limit: Any, values: Values) -> Iterator[Proposal]:
    """Values for an additional item or member: a valid one and invalid ones."""
    valid_value: Any = values.sample(limit)
    if valid_value is not values.nothing:
        yield Proposal(f"one more {kind} that fits", valid_value, True)
    invalid_values: tuple[Any, ...] = ("x",) if limit is False else ("x", 7, None, {})
    for value in invalid_values:
        yield Proposal(f"the additional {kind} {value!r}", value, False)
