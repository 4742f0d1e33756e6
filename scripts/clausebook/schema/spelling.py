"""The keywords of one schema, each in its one spelling; what they hold is not looked into."""

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
from clausebook.schema.usable_patterns import needs_no_u

# Each of these has a spelling of its own; the others are written as they are.
_SPELLED_APART = frozenset({"type", "nullable", "enum", "const", "format", "required"})
_PLAIN = tuple(
    name
    for name, keyword in KEYWORDS.items()
    if keyword.holds is None and name not in _SPELLED_APART
)
# Keywords that look at one another: an `allOf` must not be dissolved so that they newly meet.
_TOGETHER = tuple(GROUPS.values())
_UNEVALUATED = frozenset({"unevaluatedProperties", "unevaluatedItems"})


def plain_keywords(
    raw: Mapping[str, Any], old: bool, elsewhere: Collection[str]
) -> Iterator[tuple[str, Any, str]]:
    """Each keyword that holds no schema: its canonical name, its value, its name as written.

    `old` is true for OpenAPI 3.0; `elsewhere` names members that this side does not require.
    """
    types = raw.get("type")
    if types is not None:
        names = {types} if isinstance(types, str) else set(types)
        names |= {"null"} if old and raw.get("nullable") is True else set()
        yield "type", names.pop() if len(names) == 1 else sorted(names), "type"
    if "const" in raw:
        yield "enum", [raw["const"]], "const"
    elif "enum" in raw:
        yield "enum", raw["enum"], "enum"
    if raw.get("format") in FORMATS:
        yield "format", raw["format"], "format"
    required = [name for name in raw.get("required", []) if name not in elsewhere]
    if required:
        yield "required", required, "required"
    for keyword in _PLAIN:
        if keyword in raw and _says(raw, keyword):
            yield from _bound(raw, keyword) if old else [(keyword, raw[keyword], keyword)]


def _bound(raw: Mapping[str, Any], keyword: str) -> Iterator[tuple[str, Any, str]]:
    """OAS 3.0 says `exclusiveMaximum: true` beside `maximum`; 2020-12 has one number."""
    exclusive = {"maximum": "exclusiveMaximum", "minimum": "exclusiveMinimum"}
    if keyword not in exclusive.values():
        strict = raw.get(exclusive.get(keyword, "")) is True
        yield exclusive[keyword] if strict else keyword, raw[keyword], keyword


def nested_keywords(raw: Mapping[str, Any]) -> list[str]:
    """The keywords of `raw` that hold schemas and say something; `allOf` is not among them."""
    named = [k for k in MAPS_OF_SCHEMAS if raw.get(k)]
    listed = [k for k in LISTS_OF_SCHEMAS if k in raw and k != "allOf"]
    return named + listed + [k for k in SINGLE_SCHEMAS if k in raw and _says(raw, k)]


def _says(raw: Mapping[str, Any], keyword: str) -> bool:
    """Whether a keyword that is there says anything: no default, and not in want of another one."""
    known = KEYWORDS[keyword]
    if keyword == "pattern" and needs_no_u(raw[keyword]):
        return False  # lint names it
    return bool(raw[keyword] != known.default and (known.needs or keyword) in raw)


def collide(own: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two sets of keywords would mean something else as one."""
    if any(keyword in other and other[keyword] != value for keyword, value in own.items()):
        return True
    for group in (*_TOGETHER, _UNEVALUATED.union(*_TOGETHER)):
        ours = {keyword: own[keyword] for keyword in group & own.keys()}
        theirs = {keyword: other[keyword] for keyword in group & other.keys()}
        if group >= _UNEVALUATED and not theirs.keys() & _UNEVALUATED:
            continue
        if ours and theirs and ours != theirs:
            return True
    return False
