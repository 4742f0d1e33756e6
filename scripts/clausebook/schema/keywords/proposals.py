"""Values that a keyword proposes to try: just inside of what it allows and just outside.

Proposals only: whoever plans probes keeps those about which the judge agrees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

MOST_ITEMS = 1_000  # lists and objects with more are not made, nor is their limit tried
UNNAMED = "clausebook_unknown"  # a member that no document names
ANYTHING: Mapping[str, Any] = {
    **{"an empty object": {}, "an object of another shape": {UNNAMED: "x"}, "a list": []},
    **{"null": None, "text": "abc", "a number": 7, "a fraction": 1.5, "true": True},
}


class Proposal(NamedTuple):
    """What the value is in words, the value, and whether it is meant to be allowed."""

    what: str
    value: Any
    allowed: bool


@dataclass(frozen=True, kw_only=True)
class Values:
    """What makes values and judges them, on a floor above.

    `sample` makes a small value that a schema allows, or `nothing`; `several` makes so many;
    `together` puts two schemas into one, roughly; `shortest_text` and `longest_text` make a text
    that matches a pattern and has at least or at most so many characters, or None.
    """

    nothing: Any
    sample: Callable[[Any], Any]
    several: Callable[[Any, int], Iterator[Any]]
    together: Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Any]]
    is_valid: Callable[[Any, Any], bool]
    matches: Callable[[str, str], bool]
    shortest_text: Callable[[str, int], str | None]
    longest_text: Callable[[str, int], str | None]


# By a keyword's value, the schema it stands in, a value that is good, and what makes others.
Boundary = Callable[[Any, Mapping[str, Any], Any, Values], Iterator[Proposal]]


def further(kind: str, limit: Any, values: Values) -> Iterator[Proposal]:
    """What may stand beside all that is described, and what may not."""
    fitting: Any = values.sample(limit)
    if fitting is not values.nothing:
        yield Proposal(f"one more {kind} that fits", fitting, True)
    wrong: tuple[Any, ...] = ("x",) if limit is False else ("x", 7, None, {})
    for value in wrong:
        yield Proposal(f"the {kind} {value!r} too many", value, False)
