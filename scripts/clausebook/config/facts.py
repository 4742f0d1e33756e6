"""Facts about a deployment that its document cannot state: existing resources, waivers.

They come from `[tool.clausebook.facts]` in `pyproject.toml` or from a TOML file of the same shape.
The checks that use a fact find out whether its parameter exists in the document.
"""

from __future__ import annotations

import datetime
import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from clausebook.config.waivers import matches, until_of
from clausebook.errors import CannotRun
from clausebook.http.throttling import ThrottlingRules


class FactsError(CannotRun):
    """The facts cannot be read, or an entry has the wrong shape."""


@dataclass(frozen=True, slots=True)
class Absent:
    """A well-formed value of no existing resource, and the documented status code it must get."""

    parameter: str
    value: str
    status: int


@dataclass(frozen=True, slots=True)
class Foreign:
    """A value of another tenant's resource.

    `header_env` maps a header to the environment variable with the owner's credential, by which
    checks read the resource back and verify that it is unchanged.
    """

    parameter: str
    value: str
    status: int
    header_env: Mapping[str, str]

    def owner(self) -> dict[str, str]:
        """The owner's credential headers. Raises FactsError if a variable has no valid value."""
        headers = {}
        for name, variable in self.header_env.items():
            value = os.environ.get(variable, "")
            if not value.isascii() or not value.isprintable() or not value:
                raise FactsError(
                    f"foreign {self.parameter} {self.value!r}: {variable!r}, which header_env "
                    f"names for {name}, is not a valid header value; set it in the environment, or "
                    "remove header_env"
                )
            headers[name] = value
        return headers


@dataclass(frozen=True, slots=True)
class Same:
    """Several values that identify the same resource."""

    parameter: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiver:
    """A clause or a rule that may be broken, the reason, and the last day on which it may.

    Either is a pattern: itself, or a beginning and `*`. The other one is empty.
    """

    clause: str
    reason: str
    until: datetime.date | None
    rule: str = ""

    @property
    def pattern(self) -> str:
        """What it waives, as it was written."""
        return self.clause or self.rule

    def waives(self, clause: str, rule: str) -> bool:
        """Whether a finding about this clause by this rule is tolerated."""
        return matches(self.clause, clause) if self.clause else matches(self.rule, rule)


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts about one deployment. Every field may be empty."""

    writes: bool = False
    known: tuple[Mapping[str, str], ...] = ()
    absent: tuple[Absent, ...] = ()
    foreign: tuple[Foreign, ...] = ()
    same: tuple[Same, ...] = ()
    credentials: tuple[int, ...] = ()
    throttled: ThrottlingRules = field(default_factory=ThrottlingRules)
    waivers: tuple[Waiver, ...] = ()

    def secrets(self) -> list[str]:
        """The owners' credentials from the environment, to be redacted."""
        variables = [name for entry in self.foreign for name in entry.header_env.values()]
        return [os.environ[name] for name in variables if name in os.environ]


def known_value(row: Mapping[str, str], name: str, key: str) -> str | None:
    """The value of a parameter in a row of `known`, by clause key, else by plain name.

    `key` is the parameter's place in a clause key, such as `DELETE /v2/{}/checkpoints query
    app_name`; a row needs it if two parameters share a name.
    """
    return row.get(key, row.get(name))


def load_facts(path: Path) -> Facts:
    """Load facts from a TOML file.

    Raises:
        FactsError: the file is missing or not TOML, or an entry has the wrong shape.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FactsError(
            f"cannot read the facts file {path}: {error.strerror}; give an existing TOML file"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FactsError(
            f"the facts file {path} is not TOML: {error}; correct that line"
        ) from error
    return facts_from(data, str(path))


def facts_from(data: Mapping[str, Any], source: str) -> Facts:
    """Facts from a parsed table; `source` names it in messages.

    Raises:
        FactsError: an entry has the wrong shape; the message names it.
    """
    table = _Table(data, source)
    table.only("writes", "known", "absent", "foreign", "same", "refusal", "waiver")
    refusal = table.table("refusal")
    refusal.only("credentials", "throttled")
    throttled = refusal.table("throttled")
    throttled.only("status", "codes", "stop")
    return Facts(
        writes=table.value("writes", bool, False),
        known=tuple(row.strings() for row in table.rows("known")),
        absent=tuple(
            Absent(row.text("parameter"), row.text("value"), row.value("status", int))
            for row in table.rows("absent", "parameter", "value", "status")
        ),
        foreign=tuple(
            Foreign(
                row.text("parameter"),
                row.text("value"),
                row.value("status", int),
                row.table("header_env").strings(),
            )
            for row in table.rows("foreign", "parameter", "value", "status", "header_env")
        ),
        same=tuple(
            Same(row.text("parameter"), row.items("values", str))
            for row in table.rows("same", "parameter", "values")
        ),
        credentials=refusal.items("credentials", int),
        throttled=ThrottlingRules(
            throttled.items("status", int),
            throttled.items("codes", str),
            throttled.items("stop", str),
        ),
        waivers=tuple(
            _waiver(row) for row in table.rows("waiver", "clause", "rule", "reason", "until")
        ),
    )


def _waiver(row: _Table) -> Waiver:
    if ("clause" in row.data) == ("rule" in row.data):
        raise FactsError(f"{row.place} needs one of 'clause' and 'rule'; write what it waives")
    name = "clause" if "clause" in row.data else "rule"
    pattern = row.text(name)
    if not pattern.strip("*"):
        raise FactsError(f"{row.place}: {name} is {pattern!r}, which waives all; name one")
    return Waiver(
        pattern if name == "clause" else "",
        row.text("reason"),
        row.until(),
        pattern if name == "rule" else "",
    )


_ABSENT: Any = object()


class _Table:
    """Reads a TOML table; its errors name the place of the table."""

    def __init__(self, data: object, place: str) -> None:
        if not isinstance(data, Mapping):
            raise FactsError(f"{place} is {data!r}, not a table; write a TOML table")
        self.data = data
        self.place = place

    def only(self, *names: str) -> None:
        for key in self.data:
            if key not in names:
                close = difflib.get_close_matches(str(key), names, 1)
                hint = f"did you mean {close[0]!r}?" if close else f"one of {', '.join(names)}"
                raise FactsError(f"{self.place} has no entry called {key!r}; {hint}")

    def value(self, name: str, kind: type, default: Any = _ABSENT) -> Any:
        entry = self.data.get(name, default)
        if entry is _ABSENT:
            raise FactsError(f"{self.place} lacks {name!r}; add it")
        # In Python True is an int; in TOML it is not.
        if entry is not default and type(entry) is not kind:
            raise FactsError(f"{self.place}: {name} is {entry!r}; write a {kind.__name__}")
        return entry

    def until(self) -> datetime.date | None:
        try:
            return until_of(self.data, self.place)
        except CannotRun as error:
            raise FactsError(str(error)) from None

    def text(self, name: str) -> str:
        return cast(str, self.value(name, str))

    def items(self, name: str, kind: type) -> tuple[Any, ...]:
        entries = self.value(name, list, [])
        for item in entries:
            if type(item) is not kind:
                raise FactsError(f"{self.place}: {name} holds {item!r}; write {kind.__name__}s")
        return tuple(entries)

    def table(self, name: str) -> _Table:
        return _Table(self.data.get(name, {}), f"{self.place}: {name}")

    def rows(self, name: str, *columns: str) -> list[_Table]:
        entries = self.value(name, list, [])
        rows = [_Table(row, f"{self.place}: {name} {n}") for n, row in enumerate(entries, 1)]
        for row in rows if columns else []:
            row.only(*columns)
        return rows

    def strings(self) -> dict[str, str]:
        for key, value in self.data.items():
            if not isinstance(value, str):
                raise FactsError(f"{self.place}: {key} is {value!r}; write it in quotation marks")
        return dict(self.data)
