"""The catalogue of diff rules: every kind of change that a comparison can report, by id.

A new rule is one entry in `document_rules` or `schema_rules`, and a pair of documents in the tests
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
    """A change has a rule id that is not in the catalogue: a bug of this package."""


@dataclass(frozen=True, slots=True)
class LevelledChanges:
    """Changes at their configured levels, and the rule ids of changes that are switched off."""

    changes: tuple[Change, ...]
    off: tuple[str, ...]


def rule_of(rule: str) -> Rule:
    """The rule with that id. Raises UnknownRule if there is none."""
    entry = RULES.get(rule)
    if entry is None:
        raise UnknownRule(f"the catalogue has no rule {rule!r}; add it to the catalogue")
    return entry


def catalogue(levels: Mapping[str, str] = _NO_LEVELS) -> list[CatalogueEntry]:
    """Every rule in catalogue order; `levels` are the configured levels by rule id."""
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
    """Raises CannotRun for an unknown rule id or level.

    `source` names the configuration file.
    """
    for rule, level in levels.items():
        check_id(rule, source)
        if level not in _CHOICES:
            hint = _hint(level, _CHOICES)
            raise CannotRun(f"{source}: the level {level!r} of {rule!r} is unknown; {hint}")


def check_id(rule: str, source: str) -> None:
    """Raises CannotRun for an unknown rule id; `source` names the configuration file."""
    if rule not in RULES:
        close = difflib.get_close_matches(rule, RULES, 1)
        hint = f"did you mean {close[0]!r}?" if close else "scripts/manual/diff-rules.md lists them"
        raise CannotRun(f"{source}: there is no diff rule {rule!r}; {hint}")


def apply_levels(changes: Iterable[Change], levels: Mapping[str, str]) -> LevelledChanges:
    """The changes at their configured levels, without those of rules that are off."""
    kept: list[Change] = []
    off: list[str] = []
    for change in changes:
        level = levels.get(change.rule, change.level)
        if level == OFF:
            off.append(change.rule)
        else:
            kept.append(replace(change, level=level))
    return LevelledChanges(tuple(kept), tuple(off))


def _hint(value: str, choices: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(value, choices, 1)
    return f"did you mean {close[0]!r}?" if close else f"write one of {', '.join(choices)}"
