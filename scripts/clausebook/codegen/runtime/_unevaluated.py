"""Checks for `unevaluatedProperties` and `unevaluatedItems` (JSON Schema 2020-12, 11).

Evaluated are members and items by the adjacent keywords, and by every applied subschema that the
value matches.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ._keywords import Check, Faults, Subschemas
from ._nested import broken, joined

# Adds the names of members, or indexes of items, that a schema evaluates.
Evaluate = Callable[[Any, set[Any]], None]


def _unevaluated(kind: type, keyword: str, what: str) -> Callable[[Subschemas, Any, str], Check]:
    def make(owner: Subschemas, schema: Any, path: str) -> Check:
        other_keywords = {name: value for name, value in schema.items() if name != keyword}
        evaluate = _evaluating(owner, other_keywords)
        part, at = owner.combined_check(schema[keyword], ""), joined(path, keyword)

        def check(value: Any, faults: Faults) -> None:
            if not isinstance(value, kind):
                return
            evaluated: set[Any] = set()
            evaluate(value, evaluated)
            for name, part_value in _parts(value):
                if name not in evaluated and broken(part, part_value):
                    faults.append((at, f"has the undocumented {what} {name!r}", value))
                    return

        return check

    return make


def _parts(value: Any) -> Iterable[tuple[Any, Any]]:
    return value.items() if isinstance(value, dict) else enumerate(value)


def _evaluating(owner: Subschemas, schema: Any) -> Evaluate:
    """The combined evaluation of a schema's keywords."""
    keywords = schema if isinstance(schema, dict) else {}
    parts = [_EVALUATING[name](owner, keywords) for name in keywords if name in _EVALUATING]

    def evaluate(value: Any, evaluated: set[Any]) -> None:
        for part in parts:
            part(value, evaluated)

    return evaluate


def _properties(owner: Subschemas, schema: Any) -> Evaluate:
    names = schema["properties"].keys()

    def evaluate(value: Any, evaluated: set[Any]) -> None:
        if isinstance(value, dict):
            evaluated.update(value.keys() & names)

    return evaluate


def _patterns(owner: Subschemas, schema: Any) -> Evaluate:
    searches = [re.compile(python).search for _, python, _ in schema["patternProperties"]]

    def evaluate(value: Any, evaluated: set[Any]) -> None:
        if isinstance(value, dict):
            evaluated.update(name for name in value if any(search(name) for search in searches))

    return evaluate


def _every_member(owner: Subschemas, schema: Any) -> Evaluate:
    return lambda value, evaluated: evaluated.update(value if isinstance(value, dict) else ())


def _every_item(owner: Subschemas, schema: Any) -> Evaluate:
    return lambda value, evaluated: evaluated.update(
        range(len(value)) if isinstance(value, list) else ()
    )


def _prefix(owner: Subschemas, schema: Any) -> Evaluate:
    return lambda value, evaluated: evaluated.update(
        range(len(schema["prefixItems"])) if isinstance(value, list) else ()
    )


def _contained(owner: Subschemas, schema: Any) -> Evaluate:
    item = owner.combined_check(schema["contains"], "")

    def evaluate(value: Any, evaluated: set[Any]) -> None:
        if isinstance(value, list):
            evaluated.update(
                i for i, item_value in enumerate(value) if not broken(item, item_value)
            )

    return evaluate


def _all(owner: Subschemas, schema: Any) -> Evaluate:
    parts = [_evaluating(owner, part) for part in schema["allOf"]]

    def evaluate(value: Any, evaluated: set[Any]) -> None:
        for part in parts:
            part(value, evaluated)

    return evaluate


def _fitting(keyword: str) -> Callable[[Subschemas, Any], Evaluate]:
    def make(owner: Subschemas, schema: Any) -> Evaluate:
        branches = [
            (owner.combined_check(part, ""), _evaluating(owner, part)) for part in schema[keyword]
        ]

        def evaluate(value: Any, evaluated: set[Any]) -> None:
            for check, part in branches:
                if not broken(check, value):
                    part(value, evaluated)

        return evaluate

    return make


def _if(owner: Subschemas, schema: Any) -> Evaluate:
    condition = owner.combined_check(schema["if"], "")
    if_evaluate, then, otherwise = (
        _evaluating(owner, schema.get(name, {})) for name in ("if", "then", "else")
    )

    def evaluate(value: Any, evaluated: set[Any]) -> None:
        for part in (otherwise,) if broken(condition, value) else (if_evaluate, then):
            part(value, evaluated)

    return evaluate


def _dependent(owner: Subschemas, schema: Any) -> Evaluate:
    parts = {name: _evaluating(owner, part) for name, part in schema["dependentSchemas"].items()}

    def evaluate(value: Any, evaluated: set[Any]) -> None:
        for name, part in parts.items():
            if isinstance(value, dict) and name in value:
                part(value, evaluated)

    return evaluate


def _reference(owner: Subschemas, schema: Any) -> Evaluate:
    resolved: list[Evaluate] = []  # filled on first use: schemas may be recursive

    def evaluate(value: Any, evaluated: set[Any]) -> None:
        if not resolved:
            resolved.append(_evaluating(owner, owner.definition(schema["$ref"])))
        resolved[0](value, evaluated)

    return evaluate


_EVALUATING: Mapping[str, Callable[[Subschemas, Any], Evaluate]] = {
    "properties": _properties,
    "patternProperties": _patterns,
    "additionalProperties": _every_member,
    "unevaluatedProperties": _every_member,
    "items": _every_item,
    "unevaluatedItems": _every_item,
    "prefixItems": _prefix,
    "contains": _contained,
    "allOf": _all,
    "anyOf": _fitting("anyOf"),
    "oneOf": _fitting("oneOf"),
    "if": _if,
    "dependentSchemas": _dependent,
    "$ref": _reference,
}
UNEVALUATED: Mapping[str, Callable[[Subschemas, Any, str], Check]] = {
    "unevaluatedProperties": _unevaluated(dict, "unevaluatedProperties", "member"),
    "unevaluatedItems": _unevaluated(list, "unevaluatedItems", "item"),
}
