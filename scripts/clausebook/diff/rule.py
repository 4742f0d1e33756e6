"""What one rule is; the rules themselves are in `document_rules` and `schema_rules`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of change. `levels` are those that it may have, the least grave first.

    `says` is what changed and what follows, `source` the specification that gives it its meaning.
    """

    id: str
    levels: tuple[str, ...]
    says: str
    source: str
