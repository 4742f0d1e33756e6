"""Suppressions and rule levels of `diff`, from `[tool.clausebook.diff]`.

The room `diff` knows which rule ids and levels exist.
"""

from __future__ import annotations

import datetime
import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clausebook.config.waivers import until_of
from clausebook.errors import CannotRun

_NAMES = ("clause", "reason", "until", "rule")


@dataclass(frozen=True, slots=True)
class Suppression:
    """Ignores changes of `clause` (by one `rule`, or by any) until the day `until`.

    `place` names the entry in messages.
    """

    clause: str
    reason: str
    until: datetime.date | None = None
    rule: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class DiffSettings:
    """Suppressions, and levels by rule id; `source` names the table of levels in messages."""

    ignored: tuple[Suppression, ...] = ()
    levels: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


def load_suppressions(path: Path) -> tuple[Suppression, ...]:
    """Suppressions from a TOML file. Raises CannotRun if it cannot be read."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CannotRun(f"cannot read {path}: {error.strerror}; name another file") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CannotRun(f"cannot read {path}: {error}; correct it") from error
    _only(table, ("ignore",), str(path), "write [[ignore]]")
    return _suppressions(table, str(path))


def diff_settings_from(table: Any, source: str) -> DiffSettings:
    """Settings from the table `diff`; `source` names it in messages.

    Raises CannotRun for an entry without a reason, an unknown name, or a wrong type.
    """
    if not isinstance(table, Mapping):
        raise CannotRun(f"{source} is {table!r}, not a table; write a TOML table")
    _only(table, ("ignore", "rules"), source, "write [[ignore]] or [rules]")
    levels = table.get("rules", {})
    at = f"{source}: rules"
    if not isinstance(levels, Mapping):
        raise CannotRun(f"{at} is {levels!r}, not a table; write a TOML table")
    for rule, level in levels.items():
        if not isinstance(level, str):
            raise CannotRun(f"{at}: {rule!r} is {level!r}; write its level in quotation marks")
    return DiffSettings(_suppressions(table, source), dict(levels), at)


def _suppressions(table: Mapping[str, Any], source: str) -> tuple[Suppression, ...]:
    rows = table.get("ignore", [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise CannotRun(f"{source}: ignore is not a list of tables; write [[ignore]]")
    return tuple(_entry(row, f"{source}: ignore {number}") for number, row in enumerate(rows, 1))


def _entry(row: Mapping[str, Any], place: str) -> Suppression:
    _only(row, _NAMES, place, f"one of {', '.join(_NAMES)}")
    for name in ("clause", "reason"):
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise CannotRun(f"{place} lacks {name!r}; add it as text")
    if not isinstance(row.get("rule", ""), str):
        raise CannotRun(f"{place}: rule is {row['rule']!r}; write it in quotation marks")
    until = until_of(row, place)
    return Suppression(row["clause"], row["reason"], until, row.get("rule", ""), place)


def _only(table: Mapping[str, Any], names: Iterable[str], place: str, default_hint: str) -> None:
    for name in table:
        if name not in names:
            close = difflib.get_close_matches(name, list(names), 1)
            hint = f"did you mean {close[0]!r}?" if close else default_hint
            raise CannotRun(f"{place} has no entry called {name!r}; {hint}")
