"""Names and paths similar to known ones that identify nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from clausebook.clauses import named_in_facts
from clausebook.config.facts import Facts
from clausebook.judge.routing import Router
from clausebook.openapi import Document
from clausebook.resources import Draft


def near_miss_values(facts: Facts, name: str, value: Any, schema: Mapping[str, Any]) -> list[str]:
    """Values similar to the known `value` of the parameter `name` with this schema.

    Empty if the facts do not know the parameter. Leaves out what the facts call the same.
    """
    known = {named_in_facts(key) for row in facts.known for key in row}
    if name not in known or not isinstance(value, str) or len(value) < 2:
        return []
    first, rest = value[0], value[1:]
    full_width = f"{chr(ord(first) + 0xFEE0)}{rest}" if "!" <= first <= "~" else rest
    # The request encodes its percent sign, so only a server that decodes twice reads the name.
    escaped = "".join(f"%{byte:02x}" for byte in first.encode()) + rest
    similar = [value[:-1], rest, f"{value}x", f"{value} ", f" {value}", full_width, escaped]
    if not _is_uuid(schema):
        similar.append(value.swapcase())
    patterns = ("%", "*", ".*", f"{first}%", f"{first}*", "_" * len(value))
    injections = (f"{value}\0x", f"{value}' --", "x' or '1'='1")
    same = {value, *(v for fact in facts.same if value in fact.values for v in fact.values)}
    return [text for text in (*similar, *patterns, *injections) if text not in same]


def _is_uuid(schema: Mapping[str, Any]) -> bool:
    """Whether a value may be a UUID, whose case does not matter (RFC 9562, 4)."""
    branches = (b for keyword in ("allOf", "anyOf", "oneOf") for b in schema.get(keyword, ()))
    return schema.get("format") == "uuid" or any(
        isinstance(branch, Mapping) and _is_uuid(branch) for branch in branches
    )


def near_miss_paths(document: Document, valid: Draft) -> Iterator[tuple[str, Draft]]:
    """The valid request with each undocumented path similar to its own, and a description."""
    own = valid.operation
    segments = own.path.split("/")
    router = Router(document)
    paths = {
        f"{other!r} in place of {segment!r}": [*segments[:index], other, *segments[index + 1 :]]
        for index, segment in enumerate(segments)
        for other in _similar_segments(segment)
    }
    paths["an additional path segment"] = [*segments, "clausebook"]
    paths["one path segment less"] = segments[:-1]
    for description, changed in paths.items():
        draft = replace(valid, operation=replace(own, path="/".join(changed) or "/"))
        if router.find(own.method, draft.request({}).path)[1] is None:
            yield description, draft


def _similar_segments(segment: str) -> Iterator[str]:
    """A literal segment with its case swapped, one character more or less, or another version."""
    if segment and "{" not in segment:
        yield segment.swapcase()
        yield f"{segment}x"
        # The provider may serve the next version too.
        if version := re.fullmatch("([Vv])([0-9]+)", segment):
            yield f"{version[1]}{int(version[2]) + 1000}"
        elif len(segment) > 1:
            yield segment[:-1]
