"""The table `[tool.clausebook.checks]`: which checks are on, and at which level.

Knows ids and levels; the checks themselves are registered in the room `checks`.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from clausebook.config.waivers import matches
from clausebook.errors import CannotRun, Level

OFF = "off"
_VALUES = (*(level.value for level in Level), OFF)


@dataclass(frozen=True, slots=True)
class CheckLevels:
    """Levels by pattern, None for "off". A pattern is a check's id, or a beginning of ids and `*`.

    `where` names the table, for messages.
    """

    entries: Mapping[str, Level | None] = field(default_factory=dict)
    where: str = ""

    def level_of(self, check: str, default: Level | None) -> Level | None:
        """The level of this check, None where it is off: its id wins, then the longest pattern."""
        if check in self.entries:
            return self.entries[check]
        fitting = [pattern for pattern in self.entries if matches(pattern, check)]
        return self.entries[max(fitting, key=len)] if fitting else default

    def unknown(self, ids: Iterable[str]) -> list[str]:
        """The patterns that match none of these ids of checks."""
        known = tuple(ids)
        return [it for it in self.entries if not any(matches(it, id) for id in known)]

    def check_known(self, ids: Collection[str]) -> None:
        """Raises CannotRun for the first pattern that no check's id matches."""
        for pattern in self.unknown(ids):
            families = dict.fromkeys(f"{id.partition('/')[0]}/*" for id in ids)
            close = difflib.get_close_matches(pattern, [*ids, *families], 1)
            hint = f"did you mean {close[0]!r}?" if close else "see `clausebook checks`"
            raise CannotRun(f"{self.where}: no check is called {pattern!r}; {hint}")


def check_levels_from(table: Any, where: str) -> CheckLevels:
    """The levels that a table says; `where` names it.

    Raises:
        CannotRun: it is no table, or holds a value that is no level.
    """
    if not isinstance(table, dict):
        raise CannotRun(f'{where} is {table!r}; write a table such as "style/summary" = "warning"')
    return CheckLevels(
        {pattern: _level(pattern, table[pattern], where) for pattern in table}, where
    )


def _level(pattern: str, value: Any, where: str) -> Level | None:
    if value == OFF:
        return None
    if value in tuple(Level):
        return Level(value)
    if isinstance(value, dict):
        example = f'"{pattern}/{next(iter(value), "*")}"'
        raise CannotRun(
            f"{where}: {pattern!r} is a table; write {example} = LEVEL, with the quotes"
        )
    close = difflib.get_close_matches(str(value).lower(), _VALUES, 1)
    hint = f"did you mean {close[0]!r}?" if close else f"write one of {', '.join(_VALUES)}"
    raise CannotRun(f"{where}: the level of {pattern!r} is {value!r}; {hint}")
