"""Applies the configuration to changes: levels by rule, and suppressions."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clausebook.config.suppressions import DiffSettings, Suppression
from clausebook.config.waivers import is_in_force
from clausebook.diff.rules import apply_levels, check_id, check_levels
from clausebook.report.comparison import Change, IgnoredChange


@dataclass(frozen=True, slots=True)
class SuppressionResult:
    """Changes that count, suppressed changes, and notes about the configuration."""

    counted: Sequence[Change]
    ignored: Sequence[IgnoredChange]
    notes: Sequence[str]


def check_configuration(settings: DiffSettings) -> None:
    """Raises CannotRun if `[tool.clausebook.diff]` has an unknown rule id or level."""
    check_levels(settings.levels, settings.source)
    check_rule_ids(settings.ignored)


def check_rule_ids(entries: Iterable[Suppression]) -> None:
    """Raises CannotRun if a suppression has an unknown rule id."""
    for entry in entries:
        if entry.rule:
            check_id(entry.rule, entry.place)


def apply_suppressions(
    changes: Iterable[Change],
    entries: Sequence[Suppression],
    levels: Mapping[str, str],
    today: datetime.date,
) -> SuppressionResult:
    """Applies levels and suppressions; the notes name expired and unused suppressions."""
    levelled = apply_levels(changes, levels)
    valid = [entry for entry in entries if is_in_force(entry.until, today)]
    notes = [_switched_off(levelled.off)] if levelled.off else []
    notes += [
        f"the suppression of {entry.clause!r} expired on {entry.until}; renew or remove it"
        for entry in entries
        if entry not in valid
    ]
    counted: list[Change] = []
    ignored: list[IgnoredChange] = []
    used: set[Suppression] = set()
    for change in levelled.changes:
        entry = next((entry for entry in valid if _matches(entry, change)), None)
        if entry is None:
            counted.append(change)
        else:
            ignored.append(IgnoredChange(change, entry.reason, entry.until))
            used.add(entry)
    notes += [
        f"the suppression of {entry.clause!r} matches no change; remove it"
        for entry in valid
        if entry not in used
    ]
    return SuppressionResult(counted, ignored, notes)


def _matches(entry: Suppression, change: Change) -> bool:
    return entry.clause == change.clause and entry.rule in ("", change.rule)


def _switched_off(rules: Sequence[str]) -> str:
    names = ", ".join(dict.fromkeys(rules))
    count = "1 change is" if len(rules) == 1 else f"{len(rules)} changes are"
    return f"{count} not shown because these rules are off: {names}"
