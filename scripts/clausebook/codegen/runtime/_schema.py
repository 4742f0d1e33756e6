"""JSON Schema 2020-12 in as many keywords as a contract's clauses have, made into functions once.

The schema is a plain value with `pattern` already in Python's spelling. What breaks it is told as
the path of the keyword and a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ._keywords import SIMPLE, Check, Faults
from ._nested import NESTED

# Read by the keyword that they stand beside, or by a reference.
_READ_ELSEWHERE = frozenset({"minContains", "maxContains", "then", "else", "$defs"})


class Schema:
    """One schema. `recursive` leads from a name under `$defs` to the path where it stands."""

    def __init__(self, value: Any, recursive: Mapping[str, str]) -> None:
        self.value = value
        self._recursive = recursive
        self._definitions = value.get("$defs", {}) if isinstance(value, dict) else {}
        self._made: dict[str, Check] = {}
        self._check = _flat(self.checks(value, ""))

    def faults(self, value: Any) -> Faults:
        """The path of each broken keyword, what is wrong, and the value; empty where nothing is."""
        found: Faults = []
        try:
            self._check(value, found)
        except RecursionError:
            found.append(("", "is nested too deeply", None))
        return found

    def accepts(self, value: Any) -> bool:
        """Whether nothing is wrong with the value."""
        return not self.faults(value)

    def checks(self, schema: Any, path: str) -> list[Check]:
        """The checks of a schema at `path`, one for each of its keywords.

        Raises KeyError for a keyword without a check: none may be dropped in silence.
        """
        if schema is True or schema == {}:
            return []
        if schema is False:
            return [_never(path)]
        made: list[Check] = []
        last: list[Check] = []  # what is wrong inside of a member says more than that it is unknown
        for keyword, value in schema.items():
            if keyword == "$ref":
                made.append(self._reference(value))
            elif keyword in SIMPLE:
                made.append(SIMPLE[keyword](value, f"{path}/{keyword}"))
            elif keyword.startswith("unevaluated"):
                from ._unevaluated import UNEVALUATED  # few documents use them

                last.append(UNEVALUATED[keyword](self, schema, path))
            elif keyword not in _READ_ELSEWHERE:
                made.append(NESTED[keyword](self, schema, path))
        return [*made, *last]

    def one(self, schema: Any, path: str) -> Check:
        """All checks of a schema as one."""
        return _flat(self.checks(schema, path))

    def definition(self, target: str) -> Any:
        """The schema that a `$ref` refers to."""
        return self._definitions.get(target.rpartition("/")[2], {})

    def _reference(self, target: str) -> Check:
        name = target.rpartition("/")[2]

        def check(value: Any, faults: Faults) -> None:
            if name not in self._made:
                path = self._recursive.get(name, "")
                self._made[name] = self.one(self.definition(target), path)
            self._made[name](value, faults)

        return check


def _flat(checks: Sequence[Check]) -> Check:
    if len(checks) == 1:
        return checks[0]

    def check(value: Any, faults: Faults) -> None:
        for one in checks:
            one(value, faults)

    return check


def _never(path: str) -> Check:
    return lambda value, faults: faults.append((path, "must not be given", value))


def inside(path: str) -> str:
    """Which part of a value the schema at `path` speaks of: `.lines[].count`, or nothing."""
    tokens = path.split("/")[1:]
    parts = []
    for index, token in enumerate(tokens):
        before = tokens[index - 1] if index else ""
        if before in ("properties", "patternProperties") and token:
            parts.append("." + token.replace("~1", "/").replace("~0", "~"))
        elif token in ("items", "prefixItems"):
            parts.append("[]")
    return "".join(parts)
