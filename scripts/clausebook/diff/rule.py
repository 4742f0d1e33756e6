"""The model of a rule; the rules are in `document_rules` and `schema_rules`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of change. `levels` are its possible levels, the lowest first.

    `says` is the change and its consequence, `source` the specification that defines it.
    """

    id: str
    levels: tuple[str, ...]
    says: str
    source: str
