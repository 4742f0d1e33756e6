"""One change between two documents: whom it breaks and why; no meaning is decided here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clausebook.document import Place

BREAKING = "breaking"
WARNING = "warning"
COMPATIBLE = "compatible"
LEVELS = (COMPATIBLE, WARNING, BREAKING)

CONSUMERS = "consumers"
PROVIDERS = "providers"
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of what is promised.

    `whom` says who has to change: consumers that relied on the old document, providers that keep
    only the old one, or nobody. `rule` names the kind of change and `why` the reason, in one
    sentence. Where one document says nothing, its value is None and its place is where it would
    say it.
    """

    level: str
    whom: str
    clause: str
    rule: str
    why: str
    old: Any
    new: Any
    old_place: Place
    new_place: Place

    def as_data(self) -> dict[str, Any]:
        """The change as the JSON report has it."""
        return {
            **{"level": self.level, "whom": self.whom, "clause": self.clause},
            **{"rule": self.rule, "why": self.why, "old": self.old, "new": self.new},
            "old_place": _place(self.old_place),
            "new_place": _place(self.new_place),
        }


def rank(level: str) -> int:
    """How grave a level is: 0 for compatible, 1 for warning, 2 for breaking."""
    return LEVELS.index(level)


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}
