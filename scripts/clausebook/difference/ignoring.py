"""Changes that somebody has decided to live with: each with a reason, and a day when that ends.

Read from `[tool.clausebook.diff]` in `pyproject.toml` or a TOML file of the same shape.
"""

from __future__ import annotations

import datetime
import difflib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clausebook.difference.change import Change
from clausebook.finding import CannotRun

_NAMES = ("clause", "reason", "until", "rule")


@dataclass(frozen=True, slots=True)
class Ignored:
    """One entry: changes of `clause`, of one `rule` or of any, are left out up to `until`."""

    clause: str
    reason: str
    until: datetime.date | None = None
    rule: str = ""

    def covers(self, change: Change) -> bool:
        """Whether the entry speaks of this change."""
        return self.clause == change.clause and self.rule in ("", change.rule)


@dataclass(frozen=True, slots=True)
class Sorted:
    """Changes that count, those set aside with their entry, and what the list is told."""

    counted: Sequence[Change]
    ignored: Sequence[tuple[Change, Ignored]]
    notes: Sequence[str]


def load_ignored(path: Path) -> tuple[Ignored, ...]:
    """The entries of a TOML file. Raises CannotRun for one that cannot be read."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CannotRun(f"cannot read {path}: {error.strerror}; name another file") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CannotRun(f"cannot read {path}: {error}; mend it") from error
    return ignored_from(table, str(path))


def ignored_from(table: Mapping[str, Any], source: str) -> tuple[Ignored, ...]:
    """The entries of `[[ignore]]` in a table; `source` says where it stands.

    Raises CannotRun for an entry without a reason or with a name or type nobody knows.
    """
    if not isinstance(table, Mapping):
        raise CannotRun(f"{source} is {table!r}, which is no table; write a TOML table")
    for name in table:
        if name != "ignore":
            raise CannotRun(f"{source} has no entry called {name!r}; write [[ignore]]")
    rows = table.get("ignore", [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise CannotRun(f"{source}: ignore is no list of tables; write [[ignore]]")
    return tuple(_entry(row, f"{source}: ignore {number}") for number, row in enumerate(rows, 1))


def _entry(row: Mapping[str, Any], place: str) -> Ignored:
    for name in row:
        if name not in _NAMES:
            close = difflib.get_close_matches(name, _NAMES, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"one of {', '.join(_NAMES)}"
            raise CannotRun(f"{place} has no entry called {name!r}; {hint}")
    for name in ("clause", "reason"):
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise CannotRun(f"{place} lacks {name!r}; add it as text")
    until = row.get("until")
    if until is not None and type(until) is not datetime.date:
        raise CannotRun(f"{place}: until is {until!r}; write a date such as 2027-03-31")
    if not isinstance(row.get("rule", ""), str):
        raise CannotRun(f"{place}: rule is {row['rule']!r}; write it in quotation marks")
    return Ignored(row["clause"], row["reason"], until, row.get("rule", ""))


def sort_out(changes: Iterable[Change], entries: Sequence[Ignored], today: datetime.date) -> Sorted:
    """The changes that count and those set aside; expired and unused entries are named."""
    valid = [entry for entry in entries if entry.until is None or today <= entry.until]
    notes = [
        f"the entry for {entry.clause!r} expired on {entry.until} and no longer counts; renew or "
        "remove it"
        for entry in entries
        if entry not in valid
    ]
    counted: list[Change] = []
    ignored: list[tuple[Change, Ignored]] = []
    for change in changes:
        entry = next((entry for entry in valid if entry.covers(change)), None)
        if entry is None:
            counted.append(change)
        else:
            ignored.append((change, entry))
    used = [entry for _, entry in ignored]
    notes += [
        f"the entry for {entry.clause!r} matches no change; remove it"
        for entry in valid
        if entry not in used
    ]
    return Sorted(counted, ignored, notes)
