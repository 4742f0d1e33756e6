"""Finds and replaces the part of a value that a schema's keyword path leads to."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from clausebook.openapi import DocumentError
from clausebook.schema.canonical import Schema
from clausebook.schema.keywords import LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS, SAME_VALUE, TYPE_OF
from clausebook.schema.merging import roughly_merged
from clausebook.schema.unions import selectable_branches
from clausebook.schema.validation import SchemaValidator
from clausebook.values.nothing import NOTHING
from clausebook.values.patterns import matching_texts
from clausebook.values.sample import sample_value

_BASE_TYPES = {"integer": "number"}
_WITH_ARGUMENT = frozenset({*MAPS_OF_SCHEMAS, *LISTS_OF_SCHEMAS})  # a name or a position follows


def descend(schema: Any, value: Any, tokens: list[str]) -> tuple[Any, Any, list[Any] | None]:
    """Follows a keyword path through schema and value together.

    Returns the schema there, the value there (NOTHING if absent), and the steps through the value
    that lead to it; the steps are None if the value has no such part.
    """
    steps: list[Any] = []
    definitions = schema.get("$defs", {}) if isinstance(schema, dict) else {}
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token in SAME_VALUE:
            schema = schema[token]
            if token in _WITH_ARGUMENT:
                name = tokens[index + 1]
                schema = schema[int(name) if token in LISTS_OF_SCHEMAS else name]
            index += 2 if token in _WITH_ARGUMENT else 1
            continue
        argument = tokens[index + 1] if index + 1 < len(tokens) else ""
        step = _step(schema, value, token, argument)
        if step is None:
            return None, NOTHING, None
        schema, key = step
        value = _child(value, key)
        steps.append(key)
        index += 2 if token in _WITH_ARGUMENT else 1
    return _with_items(schema, definitions), value, steps


def _with_items(schema: Any, definitions: dict[str, Any]) -> Any:
    """Inlines the reference under `items`, so that items can be sampled."""
    reference = schema["items"].get("$ref", "") if _holds_items(schema) else ""
    definition = definitions.get(reference.removeprefix("#/$defs/"))
    return schema if definition is None else {**schema, "items": definition}


def _holds_items(schema: Any) -> bool:
    return isinstance(schema, dict) and isinstance(schema.get("items"), dict)


def replaced(value: Any, steps: list[Any], replacement: Any) -> Any:
    """A copy of `value` with the part at `steps` replaced."""
    if not steps:
        return replacement
    step, deeper_steps = steps[0], steps[1:]
    if isinstance(value, list):
        return [
            replaced(v, deeper_steps, replacement) if i == step else v for i, v in enumerate(value)
        ]
    return {**value, step: replaced(value.get(step, {}), deeper_steps, replacement)}


def in_last_items(value: Any, steps: list[Any]) -> list[Any]:
    """The steps through the last item of each list; `steps` itself if there is no such part."""
    last_steps = []
    for step in steps:
        if not isinstance(value, list | dict) or value == []:
            return steps
        last_steps.append(len(value) - 1 if isinstance(value, list) else step)
        value = _child(value, last_steps[-1])
    return last_steps


def with_keyword_used(schema: dict[str, Any], valid_value: Any, tokens: list[str]) -> Any:
    """Changes a valid value as little as possible so that the keyword applies to a part of it.

    `tokens` end with the keyword. It adds an optional member or takes another branch of a `oneOf`.
    Returns the value unchanged if the schema rejects the changed one.
    """
    changed = _value_using(schema, valid_value, tokens, schema)
    return changed if changed is not NOTHING and is_valid(schema, changed) else valid_value


def is_valid(schema: Any, value: Any, root: dict[str, Any] | None = None) -> bool:
    """Whether a canonical schema allows the value; `root` holds the definitions it refers to."""
    if not isinstance(schema, dict):
        return bool(schema)
    definitions = (root or schema).get("$defs")
    with_definitions = {**schema, "$defs": definitions} if definitions else schema
    with suppress(DocumentError):
        return bool(SchemaValidator(Schema(with_definitions, {}, {}), "").accepts(value))
    return False


def _value_using(schema: Any, value: Any, tokens: list[str], root: dict[str, Any]) -> Any:
    if not isinstance(schema, dict) or not tokens:
        return value
    token, rest = tokens[0], tokens[1:]
    if len(rest) == 0 or token == "required":
        return _value_of_type(schema, value, TYPE_OF.get(token))
    if token in SAME_VALUE:
        return _branch(schema, value, tokens, root)
    value = _value_of_type(schema, value, TYPE_OF.get(token))
    if token == "prefixItems" and isinstance(value, list):
        index = int(rest[0])
        value = [*value, *(sample_value(item) for item in schema[token][len(value) : index + 1])]
    elif token == "items" and value == []:
        value = [sample_value(schema[token])]
    step = _step(schema, value, token, rest[0])
    if step is None:
        return NOTHING
    inner, key = step
    deeper = rest[1:] if token in _WITH_ARGUMENT else rest
    changed = _value_using(inner, _child(value, key), deeper, root)
    changed = sample_value(inner) if changed is NOTHING else changed
    if changed is NOTHING:
        return NOTHING
    result = replaced(value, [key], changed)
    # The added member may make the condition of an `if` hold.
    then_sample: Any = (
        sample_value(schema["then"]) if "then" in schema and "if" in schema else NOTHING
    )
    with_then = {**then_sample, **result} if _both_objects(then_sample, result) else result
    return result if is_valid(schema, result, root) else with_then


def _branch(schema: dict[str, Any], value: Any, tokens: list[str], root: dict[str, Any]) -> Any:
    """Makes the value fit one branch, and follows the path below that."""
    token, rest = tokens[0], tokens[1:]
    if token in ("then", "else"):
        branch, deeper, shape = schema[token], rest, schema["if"] if token == "then" else {}
    elif token == "dependentSchemas":
        branch, deeper = schema[token][rest[0]], rest[1:]
        shape = {"type": "object", "required": [rest[0]]}
    else:
        index, branches = int(rest[0]), schema[token]
        if token in ("anyOf", "oneOf"):
            branches = selectable_branches(schema, token)
        branch, deeper, shape = schema[token][index], rest[1:], branches[index]
    plain = {
        keyword: member
        for keyword, member in schema.items()
        if keyword not in ("anyOf", "oneOf", "if", "then", "else", "discriminator")
    }
    shape_sample, branch_sample = (
        sample_value(roughly_merged(plain, shape)),
        sample_value(roughly_merged(plain, roughly_merged(shape, branch))),
    )
    merged = [
        {**value, **sample}
        for sample in (shape_sample, branch_sample)
        if _both_objects(value, sample)
    ]
    candidates = [value, *merged, shape_sample, branch_sample]
    usable = [
        candidate
        for candidate in candidates
        if candidate is not NOTHING and is_valid(shape, candidate, root)
    ]
    if token == "else":
        reduced = [_without_members(candidate, schema["if"]) for candidate in usable]
        usable = [
            candidate
            for candidate in (*usable, *reduced)
            if not is_valid(schema["if"], candidate, root)
        ]
    if token in ("anyOf", "oneOf"):
        others = [other for other in schema[token] if other is not branch]
        usable.sort(key=lambda candidate: sum(is_valid(other, candidate, root) for other in others))
    for candidate in usable:
        result = _value_using(branch, candidate, deeper, root)
        if (
            result is not NOTHING
            and is_valid(branch, result, root)
            and is_valid(schema, result, root)
        ):
            return result
    return NOTHING


def _without_members(value: Any, condition: Any) -> Any:
    """Removes the members that a condition names, so that it may not hold."""
    if not isinstance(value, dict) or not isinstance(condition, dict):
        return value
    condition_members = {*condition.get("required", []), *condition.get("properties", {})}
    return {name: member for name, member in value.items() if name not in condition_members}


def _both_objects(left: Any, right: Any) -> bool:
    return isinstance(left, dict) and isinstance(right, dict)


def _value_of_type(schema: dict[str, Any], value: Any, kind: str | None) -> Any:
    """The value, or a sample of the type that the keyword applies to."""
    if kind is None:
        return sample_value(schema) if value is NOTHING else value
    if value is not NOTHING and _type_of_value(value) == kind:
        return value
    kinds = schema.get("type", kind)
    declared = [kinds] if isinstance(kinds, str) else kinds
    matching_types = [own for own in declared if _BASE_TYPES.get(own, own) == kind]
    sample = sample_value({**schema, "type": matching_types[0]}) if matching_types else NOTHING
    return value if sample is NOTHING else sample


def _type_of_value(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return "boolean" if value is not None else "null"
    kinds: dict[type, str] = {str: "string", list: "array", dict: "object"}
    return kinds.get(type(value), "number")


def _step(schema: Any, value: Any, token: str, argument: str) -> tuple[Any, Any] | None:
    """The subschema, and the member or item of the value that it applies to."""
    if isinstance(value, dict):
        if token == "properties":
            return schema[token][argument], argument
        if token == "patternProperties":
            matching_names = (name for name in value if re.search(argument, name))
            name = next(matching_names, next(iter(matching_texts(argument)), None))
            return None if name is None else (schema[token][argument], name)
        if token == "additionalProperties":
            return schema[token], _additional_name(schema, value)
    if isinstance(value, list) and value:
        if token == "items" and len(value) > len(schema.get("prefixItems", [])):
            return schema[token], _spare_item(schema, value)
        if token == "prefixItems" and int(argument) < len(value):
            return schema[token][int(argument)], int(argument)
    return None


def _spare_item(schema: dict[str, Any], value: list[Any]) -> int:
    """The index of an item that `contains` does not need."""
    first = len(schema.get("prefixItems", []))
    contained = schema.get("contains", False)
    spare_indexes = (
        i
        for i in range(first, len(value))
        if contained is False or not is_valid(contained, value[i])
    )
    return next(spare_indexes, first)


def _additional_name(schema: dict[str, Any], value: dict[str, Any]) -> str:
    """The name of a member that no other keyword describes."""
    patterns = schema.get("patternProperties", {})
    for name in value:
        named = name in schema.get("properties", {})
        if not named and not any(re.search(pattern, name) for pattern in patterns):
            return name
    names = schema.get("propertyNames", {})
    fitting = sample_value(names) if names else NOTHING
    return fitting if isinstance(fitting, str) else "clausebook_member"


def _child(value: Any, key: Any) -> Any:
    return value[key] if isinstance(value, list) else value.get(key, NOTHING)
