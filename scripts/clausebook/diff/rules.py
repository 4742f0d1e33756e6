"""The catalogue of rules: every kind of change that a comparison can tell, by its public id.

A new kind is one entry in `document_rules` or `schema_rules`, and a pair of documents in the tests
that produces it. Ids are stable: suppressions and configurations name them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from clausebook.diff.document_rules import DOCUMENT_RULES
from clausebook.diff.rule import Rule
from clausebook.diff.schema_rules import SCHEMA_RULES
from clausebook.errors import CannotRun
from clausebook.report.catalogue import CatalogueEntry
from clausebook.report.comparison import LEVELS, Change

OFF = "off"
RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.id: rule for rule in (*DOCUMENT_RULES, *SCHEMA_RULES)}
)

_CHOICES = (*reversed(LEVELS), OFF)
_NO_LEVELS: Mapping[str, str] = MappingProxyType({})


class UnknownRule(LookupError):
    """A change was made by a rule that the catalogue does not have: a fault of this package."""


@dataclass(frozen=True, slots=True)
class Levelled:
    """Changes at their configured levels, and the ids of changes whose rule is switched off."""

    changes: tuple[Change, ...]
    off: tuple[str, ...]


def rule_of(rule: str) -> Rule:
    """The rule with that id. Raises UnknownRule where the catalogue has none."""
    found = RULES.get(rule)
    if found is None:
        raise UnknownRule(f"no rule of the catalogue is called {rule!r}; add it to the catalogue")
    return found


def catalogue(levels: Mapping[str, str] = _NO_LEVELS) -> list[CatalogueEntry]:
    """Every rule in the catalogue's order; `levels` are those that a configuration sets."""
    return [
        CatalogueEntry(
            id=rule.id,
            kind="diff",
            level=" or ".join(rule.levels) if levels.get(rule.id, OFF) == OFF else levels[rule.id],
            asks=rule.says,
            source=rule.source,
            enabled=levels.get(rule.id) != OFF,
        )
        for rule in RULES.values()
    ]


def check_levels(levels: Mapping[str, str], source: str) -> None:
    """Raises CannotRun for an id that no rule has, or a level that no change has.

    `source` says where the configuration stands.
    """
    for rule, level in levels.items():
        check_id(rule, source)
        if level not in _CHOICES:
            hint = _hint(level, _CHOICES)
            raise CannotRun(f"{source}: {rule!r} is {level!r}, which is no level; {hint}")


def check_id(rule: str, source: str) -> None:
    """Raises CannotRun for an id that no rule has; `source` says where it is named."""
    if rule not in RULES:
        close = difflib.get_close_matches(rule, RULES, 1)
        hint = f"did you mean {close[0]!r}?" if close else "scripts/manual/diff-rules.md lists them"
        raise CannotRun(f"{source}: no diff rule is called {rule!r}; {hint}")


def levelled(changes: Iterable[Change], levels: Mapping[str, str]) -> Levelled:
    """The changes as a configuration wants them, those of rules that are off left out."""
    kept: list[Change] = []
    off: list[str] = []
    for change in changes:
        level = levels.get(change.rule, change.level)
        if level == OFF:
            off.append(change.rule)
        else:
            kept.append(replace(change, level=level))
    return Levelled(tuple(kept), tuple(off))


def _hint(value: str, choices: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(value, choices, 1)
    return f"did you mean {close[0]!r}?" if close else f"write one of {', '.join(choices)}"
