"""How a keyword without subschemas is compared: which values it allows before and after.

Values that prove a difference are found on a floor above, and what finds them is passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from clausebook.schema.equality import same, shown


class Impact(Enum):
    """How the set of allowed values changed.

    LESS and MORE: a witness proves that it narrows or widens; it may do the other too.
    GAINED: a member was declared; LOST: it no longer is; REFUSED: and undeclared ones are rejected.
    NOTED: the same values are allowed, but an annotation changed.
    """

    NARROWS = "narrows"
    WIDENS = "widens"
    BOTH = "both"
    LESS = "less"
    MORE = "more"
    UNKNOWN = "unknown"
    GAINED = "gained"
    LOST = "lost"
    REFUSED = "refused"
    NOTED = "noted"

    @property
    def flipped(self) -> Impact:
        """The impact of the same change inside `not`."""
        return _FLIPPED.get(self, self)


_FLIPPED = {
    Impact.NARROWS: Impact.WIDENS,
    Impact.WIDENS: Impact.NARROWS,
    Impact.LESS: Impact.MORE,
    Impact.MORE: Impact.LESS,
    Impact.GAINED: Impact.UNKNOWN,
    Impact.LOST: Impact.UNKNOWN,
    Impact.REFUSED: Impact.UNKNOWN,
}

ORDERED = (Impact.NARROWS, Impact.WIDENS)
COMPARED = (*ORDERED, Impact.BOTH)
BY_EXAMPLE = (*COMPARED, Impact.LESS, Impact.MORE, Impact.UNKNOWN)
NONE: Any = object()  # equals no value


@dataclass(frozen=True, slots=True)
class Witness:
    """A value that is no longer allowed and one that newly is; NONE where none was found."""

    lost: Any = NONE
    gained: Any = NONE


@dataclass(frozen=True, slots=True)
class KeywordDifference:
    """One keyword that changed: the impact, both values, and a message."""

    keyword: str
    impact: Impact
    old: Any
    new: Any
    message: str


Schema = Mapping[str, Any]
# Finds strings that only one of two patterns matches.
PatternWitness = Callable[[str, str], Witness]
# The differences between the schemas before and after, as far as the keyword makes them.
Comparison = Callable[[Schema, Schema, PatternWitness], Iterator[KeywordDifference]]
# The impact of a value that changed to another one.
ValueComparison = Callable[[Any, Any], Impact]


def larger_is_narrower(before: Any, after: Any) -> Impact:
    """The impact of a changed lower limit."""
    return Impact.NARROWS if after > before else Impact.WIDENS


def smaller_is_narrower(before: Any, after: Any) -> Impact:
    """The impact of a changed upper limit."""
    return Impact.NARROWS if after < before else Impact.WIDENS


def by_value(
    keyword: str, impact_of_values: ValueComparison, *, needs: str = "", default: Any = None
) -> Comparison:
    """Compares a keyword by its value alone.

    `default` is its value where it is absent, if both schemas have the keyword that it `needs`.
    """

    def compare(old: Schema, new: Schema, _: PatternWitness) -> Iterator[KeywordDifference]:
        absent = default if needs in old and needs in new else None
        before, after = old.get(keyword, absent), new.get(keyword, absent)
        if same(before, after):
            return
        if before is None or after is None:
            impact = Impact.NARROWS if before is None else Impact.WIDENS
        else:
            impact = impact_of_values(before, after)
        yield KeywordDifference(keyword, impact, before, after, changed(keyword, before, after))

    return compare


def impact_of(narrows: bool, widens: bool) -> Impact:
    """The impact of a change that narrows, widens, or does both."""
    if narrows and widens:
        return Impact.BOTH
    return Impact.NARROWS if narrows else Impact.WIDENS


def impact_of_witness(witness: Witness) -> tuple[Impact, str]:
    """The impact that a witness proves, with an example for the message.

    A value that is no longer allowed proves that the set narrowed; finding none proves nothing.
    """
    lost, gained = witness.lost is not NONE, witness.gained is not NONE
    if lost and gained:
        example = f", which allows {shown(witness.gained)} and no longer {shown(witness.lost)}"
        return Impact.BOTH, example
    if lost:
        return Impact.LESS, f", which no longer allows {shown(witness.lost)}"
    if gained:
        return Impact.MORE, f", which allows {shown(witness.gained)} now"
    return Impact.UNKNOWN, ""


def changed(keyword: str, old: Any, new: Any) -> str:
    """The change of one keyword as a message."""
    if old is None:
        return f"{keyword} {shown(new)} was added"
    if new is None:
        return f"{keyword} {shown(old)} was removed"
    return f"{keyword} changed from {shown(old)} to {shown(new)}"
