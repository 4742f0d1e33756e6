"""Checks for the JSON Schema keywords with subschemas."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ._keywords import Check, Faults, Subschemas


def joined(path: str, *tokens: str) -> str:
    """`path` extended by these tokens (RFC 6901)."""
    return path + "".join(f"/{token.replace('~', '~0').replace('/', '~1')}" for token in tokens)


def _properties(owner: Subschemas, schema: Any, path: str) -> Check:
    members = {
        name: owner.combined_check(member, joined(path, "properties", name))
        for name, member in schema["properties"].items()
    }

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, dict):
            for name, member in members.items():
                if name in value:
                    member(value[name], faults)

    return check


def _patterns(owner: Subschemas, schema: Any, path: str) -> Check:
    """`patternProperties`: entries are the original pattern, Python's, and the schema."""
    members = [
        (
            re.compile(python).search,
            owner.combined_check(member, joined(path, "patternProperties", name)),
        )
        for name, python, member in schema["patternProperties"]
    ]

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, dict):
            for name, member_value in value.items():
                for search, member in members:
                    if search(name):
                        member(member_value, faults)

    return check


def _additional(owner: Subschemas, schema: Any, path: str) -> Check:
    at = joined(path, "additionalProperties")
    known = frozenset(schema.get("properties", {}))
    patterns = [re.compile(python).search for _, python, _ in schema.get("patternProperties", [])]
    forbidden = schema["additionalProperties"] in (False, {"not": {}})
    member = owner.combined_check(schema["additionalProperties"], at)

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, dict):
            for name, member_value in value.items():
                if name in known or any(search(name) for search in patterns):
                    continue
                if forbidden:
                    faults.append((at, f"has the undocumented member {name!r}", value))
                else:
                    member(member_value, faults)

    return check


def _items(owner: Subschemas, schema: Any, path: str) -> Check:
    item = owner.combined_check(schema["items"], joined(path, "items"))
    start = len(schema.get("prefixItems", []))

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, list):
            for item_value in value[start:]:
                item(item_value, faults)

    return check


def _prefix(owner: Subschemas, schema: Any, path: str) -> Check:
    parts = [
        owner.combined_check(part, joined(path, "prefixItems", str(index)))
        for index, part in enumerate(schema["prefixItems"])
    ]

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, list):
            for part, item_value in zip(parts, value, strict=False):
                part(item_value, faults)

    return check


def _contains(owner: Subschemas, schema: Any, path: str) -> Check:
    item = owner.combined_check(schema["contains"], "")
    least, most = schema.get("minContains", 1), schema.get("maxContains")

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, list):
            count = sum(not broken(item, item_value) for item_value in value)
            if count < least:
                at = "minContains" if "minContains" in schema else "contains"
                faults.append(
                    (joined(path, at), f"has fewer than {least} items that match `contains`", value)
                )
            if most is not None and count > most:
                faults.append(
                    (
                        joined(path, "maxContains"),
                        f"has more than {most} items that match `contains`",
                        value,
                    )
                )

    return check


def _names(owner: Subschemas, schema: Any, path: str) -> Check:
    name_ = owner.combined_check(schema["propertyNames"], "")
    at = joined(path, "propertyNames")

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, dict):
            for name in value:
                if broken(name_, name):
                    faults.append((at, f"has a member with the invalid name {name!r}", value))

    return check


def _all(owner: Subschemas, schema: Any, path: str) -> Check:
    parts = [
        owner.combined_check(part, joined(path, "allOf", str(index)))
        for index, part in enumerate(schema["allOf"])
    ]

    def check(value: Any, faults: Faults) -> None:
        for part in parts:
            part(value, faults)

    return check


def _any(owner: Subschemas, schema: Any, path: str) -> Check:
    return _branches(owner, schema["anyOf"], joined(path, "anyOf"), False)


def _one(owner: Subschemas, schema: Any, path: str) -> Check:
    return _branches(owner, schema["oneOf"], joined(path, "oneOf"), True)


def _branches(owner: Subschemas, branches: list[Any], path: str, alone: bool) -> Check:
    branch_checks = [
        owner.combined_check(branch, f"{path}/{index}") for index, branch in enumerate(branches)
    ]

    def check(value: Any, faults: Faults) -> None:
        faults_by_branch = []
        fitting = 0
        for branch in branch_checks:
            broken: Faults = []
            branch(value, broken)
            if broken:
                faults_by_branch.append(broken)
                continue
            fitting += 1
            if not alone:
                return
        if fitting == 0:
            nearest = _nearest(faults_by_branch, value)
            faults.extend(nearest or [(path, "matches none of the documented schemas", value)])
        elif fitting > 1:
            faults.append((path, "matches more than one of the documented schemas", value))

    return check


def _nearest(faults_by_branch: list[Faults], value: Any) -> Faults:
    """The faults of the best matching branch, if one is clearly best."""
    ranked = sorted(
        (_distance(faults, value), index) for index, faults in enumerate(faults_by_branch)
    )
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return []
    return faults_by_branch[ranked[0][1]] if ranked else []


def _distance(faults: Faults, value: Any) -> tuple[bool, int, int]:
    """The distance of a value from a branch: type, missing members, number of faults."""
    own = [path.split("/") for path, _, held in faults if held is value]
    wrong_type = any(tokens[-1] == "type" for tokens in own)
    return wrong_type, sum(tokens[-2:-1] == ["required"] for tokens in own), len(faults)


def _not(owner: Subschemas, schema: Any, path: str) -> Check:
    inner, at = owner.combined_check(schema["not"], ""), joined(path, "not")

    def check(value: Any, faults: Faults) -> None:
        if not broken(inner, value):
            faults.append((at, "matches the schema under `not`", value))

    return check


def _if(owner: Subschemas, schema: Any, path: str) -> Check:
    condition = owner.combined_check(schema["if"], "")
    then = owner.combined_check(schema.get("then", {}), joined(path, "then"))
    otherwise = owner.combined_check(schema.get("else", {}), joined(path, "else"))

    def check(value: Any, faults: Faults) -> None:
        (otherwise if broken(condition, value) else then)(value, faults)

    return check


def _dependent(owner: Subschemas, schema: Any, path: str) -> Check:
    parts = {
        name: owner.combined_check(part, joined(path, "dependentSchemas", name))
        for name, part in schema["dependentSchemas"].items()
    }

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, dict):
            for name, part in parts.items():
                if name in value:
                    part(value, faults)

    return check


def broken(check: Check, value: Any) -> bool:
    """Whether the value fails the check."""
    faults: Faults = []
    check(value, faults)
    return bool(faults)


NESTED: Mapping[str, Callable[[Subschemas, Any, str], Check]] = {
    "properties": _properties,
    "patternProperties": _patterns,
    "additionalProperties": _additional,
    "items": _items,
    "prefixItems": _prefix,
    "contains": _contains,
    "propertyNames": _names,
    "allOf": _all,
    "anyOf": _any,
    "oneOf": _one,
    "not": _not,
    "if": _if,
    "dependentSchemas": _dependent,
}
