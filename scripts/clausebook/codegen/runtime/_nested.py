"""The keywords of JSON Schema that hold schemas, as functions; the plain ones are in `_schema`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ._keywords import Check, Faults

if TYPE_CHECKING:
    from ._schema import Schema


def joined(path: str, *tokens: str) -> str:
    """The path of what these tokens lead to (RFC 6901)."""
    return path + "".join(f"/{token.replace('~', '~0').replace('/', '~1')}" for token in tokens)


def _properties(owner: Schema, schema: Any, path: str) -> Check:
    members = {
        name: owner.one(member, joined(path, "properties", name))
        for name, member in schema["properties"].items()
    }

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, dict):
            for name, member in members.items():
                if name in value:
                    member(value[name], faults)

    return check


def _patterns(owner: Schema, schema: Any, path: str) -> Check:
    """The names are pairs of the document's spelling and Python's."""
    members = [
        (re.compile(python).search, owner.one(member, joined(path, "patternProperties", name)))
        for name, python, member in schema["patternProperties"]
    ]

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, dict):
            for name, found in value.items():
                for search, member in members:
                    if search(name):
                        member(found, faults)

    return check


def _additional(owner: Schema, schema: Any, path: str) -> Check:
    at = joined(path, "additionalProperties")
    known = frozenset(schema.get("properties", {}))
    patterns = [re.compile(python).search for _, python, _ in schema.get("patternProperties", [])]
    forbidden = schema["additionalProperties"] in (False, {"not": {}})
    member = owner.one(schema["additionalProperties"], at)

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, dict):
            for name, found in value.items():
                if name in known or any(search(name) for search in patterns):
                    continue
                if forbidden:
                    faults.append((at, f"has the undocumented member {name!r}", value))
                else:
                    member(found, faults)

    return check


def _items(owner: Schema, schema: Any, path: str) -> Check:
    item = owner.one(schema["items"], joined(path, "items"))
    start = len(schema.get("prefixItems", []))

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, list):
            for found in value[start:]:
                item(found, faults)

    return check


def _prefix(owner: Schema, schema: Any, path: str) -> Check:
    parts = [
        owner.one(part, joined(path, "prefixItems", str(index)))
        for index, part in enumerate(schema["prefixItems"])
    ]

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, list):
            for part, found in zip(parts, value, strict=False):
                part(found, faults)

    return check


def _contains(owner: Schema, schema: Any, path: str) -> Check:
    item = owner.one(schema["contains"], "")
    least, most = schema.get("minContains", 1), schema.get("maxContains")

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, list):
            count = sum(not broken(item, found) for found in value)
            if count < least:
                at = "minContains" if "minContains" in schema else "contains"
                faults.append((joined(path, at), f"holds too few of what it must ({least})", value))
            if most is not None and count > most:
                faults.append((joined(path, "maxContains"), f"holds more than {most} of it", value))

    return check


def _names(owner: Schema, schema: Any, path: str) -> Check:
    name_ = owner.one(schema["propertyNames"], "")
    at = joined(path, "propertyNames")

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, dict):
            for name in value:
                if broken(name_, name):
                    faults.append((at, f"has a member of the wrong name {name!r}", value))

    return check


def _all(owner: Schema, schema: Any, path: str) -> Check:
    parts = [
        owner.one(part, joined(path, "allOf", str(index)))
        for index, part in enumerate(schema["allOf"])
    ]

    def check(value: Any, faults: Faults) -> None:
        for part in parts:
            part(value, faults)

    return check


def _any(owner: Schema, schema: Any, path: str) -> Check:
    return _choice(owner, schema["anyOf"], joined(path, "anyOf"), False)


def _one(owner: Schema, schema: Any, path: str) -> Check:
    return _choice(owner, schema["oneOf"], joined(path, "oneOf"), True)


def _choice(owner: Schema, branches: list[Any], path: str, alone: bool) -> Check:
    made = [owner.one(branch, f"{path}/{index}") for index, branch in enumerate(branches)]

    def check(value: Any, faults: Faults) -> None:
        found = []
        fitting = 0
        for branch in made:
            broken: Faults = []
            branch(value, broken)
            if broken:
                found.append(broken)
                continue
            fitting += 1
            if not alone:
                return
        if fitting == 0:
            nearest = _nearest(found, value)
            faults.extend(nearest or [(path, "fits none of the documented shapes", value)])
        elif fitting > 1:
            faults.append((path, "fits more than one of the documented shapes", value))

    return check


def _nearest(found: list[Faults], value: Any) -> Faults:
    """What the branch that fits best finds wrong, if one clearly does."""
    ranked = sorted((_distance(faults, value), index) for index, faults in enumerate(found))
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return []
    return found[ranked[0][1]] if ranked else []


def _distance(faults: Faults, value: Any) -> tuple[bool, int, int]:
    """How far a value is from a branch. Having its members says more than what they hold."""
    own = [path.split("/") for path, _, held in faults if held is value]
    wrong_type = any(tokens[-1] == "type" for tokens in own)
    return wrong_type, sum(tokens[-2:-1] == ["required"] for tokens in own), len(faults)


def _not(owner: Schema, schema: Any, path: str) -> Check:
    inner, at = owner.one(schema["not"], ""), joined(path, "not")

    def check(value: Any, faults: Faults) -> None:
        if not broken(inner, value):
            faults.append((at, "is just what it must not be", value))

    return check


def _if(owner: Schema, schema: Any, path: str) -> Check:
    condition = owner.one(schema["if"], "")
    then = owner.one(schema.get("then", {}), joined(path, "then"))
    other = owner.one(schema.get("else", {}), joined(path, "else"))

    def check(value: Any, faults: Faults) -> None:
        (other if broken(condition, value) else then)(value, faults)

    return check


def _dependent(owner: Schema, schema: Any, path: str) -> Check:
    parts = {
        name: owner.one(part, joined(path, "dependentSchemas", name))
        for name, part in schema["dependentSchemas"].items()
    }

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, dict):
            for name, part in parts.items():
                if name in value:
                    part(value, faults)

    return check


def broken(check: Check, value: Any) -> bool:
    """Whether the check finds anything wrong with the value."""
    faults: Faults = []
    check(value, faults)
    return bool(faults)


NESTED: Mapping[str, Callable[[Schema, Any, str], Check]] = {
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
