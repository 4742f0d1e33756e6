"""One value inside another: found by a schema's keyword path, replaced without the rest."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from functools import lru_cache
from typing import Any

from clausebook.openapi import DocumentError
from clausebook.schema.canonical import Schema
from clausebook.schema.keywords import LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS, SAME_VALUE, TYPE_OF
from clausebook.schema.merging import together
from clausebook.schema.validation import SchemaValidator
from clausebook.values.nothing import NOTHING
from clausebook.values.patterns import matching_texts
from clausebook.values.sample import sample_value

_ALIKE = {"integer": "number"}
_OF_TWO_TOKENS = frozenset({*MAPS_OF_SCHEMAS, *LISTS_OF_SCHEMAS})  # a name or a position follows


def descend(schema: Any, value: Any, tokens: list[str]) -> tuple[Any, Any, list[Any] | None]:
    """Follows a keyword path through schema and value together.

    Returns the schema there, the value there (NOTHING where it has none), and the steps that lead
    to it through the value; the steps are None where the value does not go that way.
    """
    where: list[Any] = []
    definitions = schema.get("$defs", {}) if isinstance(schema, dict) else {}
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token in SAME_VALUE:
            schema = schema[token]
            if token in _OF_TWO_TOKENS:
                name = tokens[index + 1]
                schema = schema[int(name) if token in LISTS_OF_SCHEMAS else name]
            index += 2 if token in _OF_TWO_TOKENS else 1
            continue
        argument = tokens[index + 1] if index + 1 < len(tokens) else ""
        step = _step(schema, value, token, argument)
        if step is None:
            return None, NOTHING, None
        schema, key = step
        value = _at(value, key)
        where.append(key)
        index += 2 if token in _OF_TWO_TOKENS else 1
    return _with_items(schema, definitions), value, where


def _with_items(schema: Any, definitions: dict[str, Any]) -> Any:
    """The schema with what its items refer to written out, so that one can be made."""
    reference = schema["items"].get("$ref", "") if _holds_items(schema) else ""
    found = definitions.get(reference.removeprefix("#/$defs/"))
    return schema if found is None else {**schema, "items": found}


def _holds_items(schema: Any) -> bool:
    return isinstance(schema, dict) and isinstance(schema.get("items"), dict)


def replaced(value: Any, where: list[Any], changed: Any) -> Any:
    """`value` with what stands at `where` replaced by `changed`."""
    if not where:
        return changed
    step, rest = where[0], where[1:]
    if isinstance(value, list):
        return [replaced(v, rest, changed) if i == step else v for i, v in enumerate(value)]
    return {**value, step: replaced(value.get(step, {}), rest, changed)}


def in_last_items(value: Any, where: list[Any]) -> list[Any]:
    """The steps of `where`, but by the last item of each list on the way; itself if none leads."""
    found = []
    for step in where:
        if not isinstance(value, list | dict) or value == []:
            return where
        found.append(len(value) - 1 if isinstance(value, list) else step)
        value = _at(value, found[-1])
    return found


def with_keyword_used(schema: dict[str, Any], good: Any, tokens: list[str]) -> Any:
    """`good` changed so that what the keyword path is about occurs in it, and no further.

    `tokens` end with the keyword. An optional member is put in, the other shape of a `oneOf`
    taken. It is `good` itself where the schema would not have the changed value.
    """
    found = _used(schema, good, tokens, schema)
    return found if found is not NOTHING and is_valid(schema, found) else good


def is_valid(schema: Any, value: Any, root: dict[str, Any] | None = None) -> bool:
    """Whether a canonical schema allows the value; `root` holds the definitions it refers to."""
    if not isinstance(schema, dict):
        return bool(schema)
    definitions = (root or schema).get("$defs")
    whole = {**schema, "$defs": definitions} if definitions else schema
    judge = _judge(json.dumps(whole))
    return judge is not None and bool(judge.accepts(value))


@lru_cache(maxsize=1_000)
def _judge(schema: str) -> SchemaValidator | None:
    """By the schema as text: to compile one with a pattern of many letters takes long."""
    with suppress(DocumentError):
        return SchemaValidator(Schema(json.loads(schema), {}, {}), "")
    return None


def _used(schema: Any, value: Any, tokens: list[str], root: dict[str, Any]) -> Any:
    if not isinstance(schema, dict) or not tokens:
        return value
    token, rest = tokens[0], tokens[1:]
    if len(rest) == 0 or token == "required":
        return _of_kind(schema, value, TYPE_OF.get(token))
    if token in SAME_VALUE:
        return _branch(schema, value, tokens, root)
    value = _of_kind(schema, value, TYPE_OF.get(token))
    if token == "prefixItems" and isinstance(value, list):
        index = int(rest[0])
        value = [*value, *(sample_value(item) for item in schema[token][len(value) : index + 1])]
    elif token == "items" and value == []:
        value = [sample_value(schema[token])]
    step = _step(schema, value, token, rest[0])
    if step is None:
        return NOTHING
    inner, key = step
    deeper = rest[1:] if token in _OF_TWO_TOKENS else rest
    changed = _used(inner, _at(value, key), deeper, root)
    changed = sample_value(inner) if changed is NOTHING else changed
    if changed is NOTHING:
        return NOTHING
    found = replaced(value, [key], changed)
    # A member that is put in may bring a condition with it.
    wanted: Any = sample_value(schema["then"]) if "then" in schema and "if" in schema else NOTHING
    whole = {**wanted, **found} if _both_objects(wanted, found) else found
    return found if is_valid(schema, found, root) else whole


def _branch(schema: dict[str, Any], value: Any, tokens: list[str], root: dict[str, Any]) -> Any:
    """The value in the shape of one branch, and the path followed below that."""
    token, rest = tokens[0], tokens[1:]
    if token in ("then", "else"):
        branch, deeper, shape = schema[token], rest, schema["if"] if token == "then" else {}
    elif token == "dependentSchemas":
        branch, deeper = schema[token][rest[0]], rest[1:]
        shape = {"type": "object", "required": [rest[0]]}
    else:
        branch = schema[token][int(rest[0])]
        deeper, shape = rest[1:], branch
    plain = {k: v for k, v in schema.items() if k not in ("anyOf", "oneOf", "if", "then", "else")}
    small, whole = (
        sample_value(together(plain, shape)),
        sample_value(together(plain, together(shape, branch))),
    )
    merged = [{**value, **s} for s in (small, whole) if _both_objects(value, s)]
    candidates = [value, *merged, small, whole]
    usable = [c for c in candidates if c is not NOTHING and is_valid(shape, c, root)]
    if token == "else":
        bare = [_without_members(c, schema["if"]) for c in usable]
        usable = [c for c in (*usable, *bare) if not is_valid(schema["if"], c, root)]
    if token in ("anyOf", "oneOf"):
        others = [other for other in schema[token] if other is not branch]
        usable.sort(key=lambda c: sum(is_valid(other, c, root) for other in others))
    for candidate in usable:
        found = _used(branch, candidate, deeper, root)
        if found is not NOTHING and is_valid(branch, found, root) and is_valid(schema, found, root):
            return found
    return NOTHING


def _without_members(value: Any, condition: Any) -> Any:
    """An object without the members that a condition speaks of, so that it may not hold."""
    if not isinstance(value, dict) or not isinstance(condition, dict):
        return value
    named = {*condition.get("required", []), *condition.get("properties", {})}
    return {name: kept for name, kept in value.items() if name not in named}


def _both_objects(one: Any, other: Any) -> bool:
    return isinstance(one, dict) and isinstance(other, dict)


def _of_kind(schema: dict[str, Any], value: Any, kind: str | None) -> Any:
    """The value, or a small one where the keyword says nothing about a value of its type."""
    if kind is None:
        return sample_value(schema) if value is NOTHING else value
    if value is not NOTHING and _kind(value) == kind:
        return value
    kinds = schema.get("type", kind)
    known = [kinds] if isinstance(kinds, str) else kinds
    fitting = [own for own in known if _ALIKE.get(own, own) == kind]
    small = sample_value({**schema, "type": fitting[0]}) if fitting else NOTHING
    return value if small is NOTHING else small


def _kind(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return "boolean" if value is not None else "null"
    kinds: dict[type, str] = {str: "string", list: "array", dict: "object"}
    return kinds.get(type(value), "number")


def _step(schema: Any, value: Any, token: str, argument: str) -> tuple[Any, Any] | None:
    """The schema one step further, and the member or item of the value that it is about."""
    if isinstance(value, dict):
        if token == "properties":
            return schema[token][argument], argument
        if token == "patternProperties":
            fitting = (name for name in value if re.search(argument, name))
            name = next(fitting, next(iter(matching_texts(argument)), None))
            return None if name is None else (schema[token][argument], name)
        if token == "additionalProperties":
            return schema[token], _further(schema, value)
    if isinstance(value, list) and value:
        if token == "items" and len(value) > len(schema.get("prefixItems", [])):
            return schema[token], _spare(schema, value)
        if token == "prefixItems" and int(argument) < len(value):
            return schema[token][int(argument)], int(argument)
    return None


def _spare(schema: dict[str, Any], value: list[Any]) -> int:
    """The item that may change while the list still has all that it must contain."""
    first = len(schema.get("prefixItems", []))
    wanted = schema.get("contains", False)
    spare = (
        i for i in range(first, len(value)) if wanted is False or not is_valid(wanted, value[i])
    )
    return next(spare, first)


def _further(schema: dict[str, Any], value: dict[str, Any]) -> str:
    """The name of a member that no other keyword describes."""
    patterns = schema.get("patternProperties", {})
    for name in value:
        named = name in schema.get("properties", {})
        if not named and not any(re.search(pattern, name) for pattern in patterns):
            return name
    names = schema.get("propertyNames", {})
    fitting = sample_value(names) if names else NOTHING
    return fitting if isinstance(fitting, str) else "clausebook_member"


def _at(value: Any, key: Any) -> Any:
    return value[key] if isinstance(value, list) else value.get(key, NOTHING)
