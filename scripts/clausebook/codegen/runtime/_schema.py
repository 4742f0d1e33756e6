"""A JSON Schema 2020-12 validator, compiled to functions, for the keywords that clauses have.

In the schema each `pattern` is already translated to Python. A fault is the path of a keyword and a
sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ._keywords import SIMPLE, Check, Faults
from ._nested import NESTED

# Handled by the adjacent keyword or by a reference.
_READ_ELSEWHERE = frozenset({"minContains", "maxContains", "then", "else", "$defs"})


class Schema:
    """A schema. `recursive` maps a name under `$defs` to the path of its definition."""

    def __init__(self, value: Any, recursive: Mapping[str, str]) -> None:
        self.value = value
        self._recursive = recursive
        self._definitions = value.get("$defs", {}) if isinstance(value, dict) else {}
        self._compiled: dict[str, Check] = {}
        self._check = _flat(self.checks(value, ""))

    def faults(self, value: Any) -> Faults:
        """For each broken keyword its path, what is wrong, and the value."""
        faults: Faults = []
        try:
            self._check(value, faults)
        except RecursionError:
            faults.append(("", "is nested too deeply", None))
        return faults

    def accepts(self, value: Any) -> bool:
        """Whether the value is valid."""
        return not self.faults(value)

    def checks(self, schema: Any, path: str) -> list[Check]:
        """The checks of a schema at `path`, one for each keyword.

        Raises KeyError for an unsupported keyword.
        """
        if schema is True or schema == {}:
            return []
        if schema is False:
            return [_never(path)]
        keyword_checks: list[Check] = []
        unevaluated_checks: list[Check] = []  # last: a fault inside a member says more
        for keyword, value in schema.items():
            if keyword == "$ref":
                keyword_checks.append(self._reference(value))
            elif keyword in SIMPLE:
                keyword_checks.append(SIMPLE[keyword](value, f"{path}/{keyword}"))
            elif keyword.startswith("unevaluated"):
                from ._unevaluated import UNEVALUATED  # imported here: few documents use them

                unevaluated_checks.append(UNEVALUATED[keyword](self, schema, path))
            elif keyword not in _READ_ELSEWHERE:
                keyword_checks.append(NESTED[keyword](self, schema, path))
        return [*keyword_checks, *unevaluated_checks]

    def combined_check(self, schema: Any, path: str) -> Check:
        """All checks of a schema combined into one."""
        return _flat(self.checks(schema, path))

    def definition(self, target: str) -> Any:
        """The schema that a `$ref` names."""
        return self._definitions.get(target.rpartition("/")[2], {})

    def _reference(self, target: str) -> Check:
        name = target.rpartition("/")[2]

        def check(value: Any, faults: Faults) -> None:
            if name not in self._compiled:
                path = self._recursive.get(name, "")
                self._compiled[name] = self.combined_check(self.definition(target), path)
            self._compiled[name](value, faults)

        return check


def _flat(checks: Sequence[Check]) -> Check:
    if len(checks) == 1:
        return checks[0]

    def check(value: Any, faults: Faults) -> None:
        for part in checks:
            part(value, faults)

    return check


def _never(path: str) -> Check:
    return lambda value, faults: faults.append((path, "must not be given", value))


def inside(path: str) -> str:
    """The part of a value that the schema at `path` describes, such as `.lines[].count`."""
    tokens = path.split("/")[1:]
    parts = []
    for index, token in enumerate(tokens):
        before = tokens[index - 1] if index else ""
        if before in ("properties", "patternProperties") and token:
            parts.append("." + token.replace("~1", "/").replace("~0", "~"))
        elif token in ("items", "prefixItems"):
            parts.append("[]")
    return "".join(parts)
