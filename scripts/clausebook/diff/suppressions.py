"""Changes as a configuration wants them: at its levels, without those that somebody lives with."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clausebook.config.suppressions import Suppression
from clausebook.config.waivers import is_in_force
from clausebook.diff.rules import check_id, check_levels, levelled
from clausebook.report.comparison import Change, IgnoredChange


@dataclass(frozen=True, slots=True)
class Sorted:
    """Changes that count, those set aside with their entry, and what the configuration is told."""

    counted: Sequence[Change]
    ignored: Sequence[IgnoredChange]
    notes: Sequence[str]


def check_configuration(
    entries: Iterable[Suppression], levels: Mapping[str, str], source: str
) -> None:
    """Raises CannotRun for a rule or level that does not exist; `source` is where levels stand."""
    check_levels(levels, source)
    for entry in entries:
        if entry.rule:
            check_id(entry.rule, entry.place)


def sort_out(
    changes: Iterable[Change],
    entries: Sequence[Suppression],
    levels: Mapping[str, str],
    today: datetime.date,
) -> Sorted:
    """The changes that count and those set aside; expired and unused entries are named."""
    found = levelled(changes, levels)
    valid = [entry for entry in entries if is_in_force(entry.until, today)]
    notes = [_switched_off(found.off)] if found.off else []
    notes += [
        f"the entry for {entry.clause!r} expired on {entry.until} and no longer counts; renew or "
        "remove it"
        for entry in entries
        if entry not in valid
    ]
    counted: list[Change] = []
    ignored: list[IgnoredChange] = []
    used: set[Suppression] = set()
    for change in found.changes:
        entry = next((entry for entry in valid if _covers(entry, change)), None)
        if entry is None:
            counted.append(change)
        else:
            ignored.append(IgnoredChange(change, entry.reason, entry.until))
            used.add(entry)
    notes += [
        f"the entry for {entry.clause!r} matches no change; remove it"
        for entry in valid
        if entry not in used
    ]
    return Sorted(counted, ignored, notes)


def _covers(entry: Suppression, change: Change) -> bool:
    return entry.clause == change.clause and entry.rule in ("", change.rule)


def _switched_off(rules: Sequence[str]) -> str:
    names = ", ".join(dict.fromkeys(rules))
    count = "1 change is" if len(rules) == 1 else f"{len(rules)} changes are"
    return f"{count} not shown, by rules that are off: {names}"
