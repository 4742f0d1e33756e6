"""The canonical spelling of one schema's keywords, without the schemas inside them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from clausebook.schema.keywords import (
    GROUPS,
    KEYWORDS,
    LISTS_OF_SCHEMAS,
    MAPS_OF_SCHEMAS,
    SINGLE_SCHEMAS,
)
from clausebook.schema.keywords.formats import FORMATS

# `plain_keywords` rewrites these; it copies the others.
_RESPELLED = frozenset({"type", "nullable", "enum", "const", "format", "required"})
_COPIED = tuple(
    name for name, keyword in KEYWORDS.items() if keyword.holds is None and name not in _RESPELLED
)
# Keywords whose effect depends on one another: merging an `allOf` must not bring them together.
_INTERDEPENDENT = tuple(GROUPS.values())
_UNEVALUATED = frozenset({"unevaluatedProperties", "unevaluatedItems"})


def plain_keywords(
    raw: Mapping[str, Any], is_3_0: bool, not_required: Collection[str]
) -> Iterator[tuple[str, Any, str]]:
    """Each keyword without subschemas: its canonical name, its value, its name as written.

    `not_required` are members that only the other side sends.
    """
    types = raw.get("type")
    if types is not None:
        names = {types} if isinstance(types, str) else set(types)
        names |= {"null"} if is_3_0 and raw.get("nullable") is True else set()
        yield "type", names.pop() if len(names) == 1 else sorted(names), "type"
    if "const" in raw:
        yield "enum", [raw["const"]], "const"
    elif "enum" in raw:
        yield "enum", raw["enum"], "enum"
    if raw.get("format") in FORMATS:
        yield "format", raw["format"], "format"
    required = [name for name in raw.get("required", []) if name not in not_required]
    if required:
        yield "required", required, "required"
    for keyword in _COPIED:
        if keyword in raw and _has_effect(raw, keyword):
            if keyword == "dependentRequired":
                yield from _dependent(raw[keyword], not_required)
            else:
                yield from (
                    _bound_of_3_0(raw, keyword) if is_3_0 else [(keyword, raw[keyword], keyword)]
                )


def _dependent(
    dependencies: Mapping[str, list[str]], not_required: Collection[str]
) -> Iterator[tuple[str, Any, str]]:
    """`dependentRequired` without the members that only the other side carries."""
    kept = {
        trigger: [name for name in names if name not in not_required]
        for trigger, names in dependencies.items()
        if trigger not in not_required
    }
    if kept := {trigger: names for trigger, names in kept.items() if names}:
        yield "dependentRequired", kept, "dependentRequired"


def _bound_of_3_0(raw: Mapping[str, Any], keyword: str) -> Iterator[tuple[str, Any, str]]:
    """Rewrites `exclusiveMaximum: true` beside `maximum` (OAS 3.0) as one number (2020-12)."""
    exclusive = {"maximum": "exclusiveMaximum", "minimum": "exclusiveMinimum"}
    if keyword not in exclusive.values():
        strict = raw.get(exclusive.get(keyword, "")) is True
        yield exclusive[keyword] if strict else keyword, raw[keyword], keyword


def nested_keywords(raw: Mapping[str, Any]) -> list[str]:
    """The keywords with subschemas that have an effect, without `allOf`."""
    maps = [keyword for keyword in MAPS_OF_SCHEMAS if raw.get(keyword)]
    lists = [keyword for keyword in LISTS_OF_SCHEMAS if keyword in raw and keyword != "allOf"]
    return (
        maps
        + lists
        + [keyword for keyword in SINGLE_SCHEMAS if keyword in raw and _has_effect(raw, keyword)]
    )


def _has_effect(raw: Mapping[str, Any], keyword: str) -> bool:
    """Whether the keyword has an effect: no default value, and the keyword it needs is present."""
    definition = KEYWORDS[keyword]
    return bool(raw[keyword] != definition.default and (definition.needs or keyword) in raw)


def collide(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    """Whether merging two sets of keywords would change their meaning."""
    if any(keyword in right and right[keyword] != value for keyword, value in left.items()):
        return True
    for group in (*_INTERDEPENDENT, _UNEVALUATED.union(*_INTERDEPENDENT)):
        left_values = {keyword: left[keyword] for keyword in group & left.keys()}
        right_values = {keyword: right[keyword] for keyword in group & right.keys()}
        if group >= _UNEVALUATED and not right_values.keys() & _UNEVALUATED:
            continue
        if left_values and right_values and left_values != right_values:
            return True
    return False
