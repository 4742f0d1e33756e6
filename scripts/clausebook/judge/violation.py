"""What the judge says: one clause that an exchange breaks."""

from __future__ import annotations

from dataclasses import dataclass

from clausebook.clauses import ClauseKey


@dataclass(frozen=True, slots=True)
class Violation:
    """`clause` is the key of the broken clause; the rest is for people."""

    clause: str
    message: str
    expected: str = ""
    actual: str = ""

    @property
    def key_parts(self) -> ClauseKey:
        """The broken clause's key as a value."""
        return ClauseKey.parse(self.clause)


def shown(value: object, most: int = 120) -> str:
    """A value as it may stand in a message, cut where it is long."""
    text = repr(value)
    return text if len(text) <= most else f"{text[:most]}... ({len(text)} characters)"
