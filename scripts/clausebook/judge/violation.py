"""A violation: one clause that an exchange breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clausebook.clauses import Clause, ClauseKey


@dataclass(frozen=True, slots=True)
class Violation:
    """`clause` is the key of the broken clause; the other fields are texts for people.

    `kind` is what equal violations have in common if their messages differ by the values in them.
    """

    clause: str
    message: str
    expected: str = ""
    actual: str = ""
    kind: str = ""

    @property
    def key_parts(self) -> ClauseKey:
        """The key of the broken clause, parsed."""
        return ClauseKey.parse(self.clause)


def violation_at(
    clauses: Mapping[str, Clause], place: ClauseKey, path: str, message: str, value: object
) -> Violation:
    """The violation of the clause at `path` below `place`, or of the nearest clause above it."""
    while path and str(place.below(path)) not in clauses:
        path = path.rpartition("/")[0]
    key = str(place.below(path))
    expected = clauses[key].sentence if key in clauses else ""
    return Violation(key, message, expected, short_repr(value), "value")


def short_repr(value: object, max_length: int = 120) -> str:
    """The `repr` of a value, truncated to `max_length` characters."""
    text = repr(value)
    return text if len(text) <= max_length else f"{text[:max_length]}... ({len(text)} characters)"
