"""Names and paths that a careless comparison takes for known ones, and that name nothing."""

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
    """What is only like `value`, the known good one of the parameter `name` with this schema.

    Empty where no fact knows the parameter; without what facts call the same.
    """
    named = {named_in_facts(key) for row in facts.known for key in row}
    if name not in named or not isinstance(value, str) or len(value) < 2:
        return []
    first, rest = value[0], value[1:]
    wide = f"{chr(ord(first) + 0xFEE0)}{rest}" if "!" <= first <= "~" else rest
    # Its percent sign is encoded once more on the way: only who decodes twice reads the name.
    escaped = "".join(f"%{byte:02x}" for byte in first.encode()) + rest
    like = [value[:-1], rest, f"{value}x", f"{value} ", f" {value}", wide, escaped]
    if not _is_uuid(schema):
        like.append(value.swapcase())
    patterns = ("%", "*", ".*", f"{first}%", f"{first}*", "_" * len(value))
    ended = (f"{value}\0x", f"{value}' --", "x' or '1'='1")
    same = {value, *(v for fact in facts.same if value in fact.values for v in fact.values)}
    return [text for text in (*like, *patterns, *ended) if text not in same]


def _is_uuid(schema: Mapping[str, Any]) -> bool:
    """Whether a value may be a UUID, whose case does not matter to who reads it (RFC 9562, 4)."""
    branches = (b for keyword in ("allOf", "anyOf", "oneOf") for b in schema.get(keyword, ()))
    return schema.get("format") == "uuid" or any(
        isinstance(branch, Mapping) and _is_uuid(branch) for branch in branches
    )


def paths_like(document: Document, good: Draft) -> Iterator[tuple[str, Draft]]:
    """The good request by each path that is like its own and not documented, by what it is."""
    own = good.operation
    segments = own.path.split("/")
    router = Router(document)
    others = {
        f"{other!r} in place of {segment!r}": [*segments[:index], other, *segments[index + 1 :]]
        for index, segment in enumerate(segments)
        for other in _like_segment(segment)
    }
    others["a segment more"] = [*segments, "clausebook"]
    others["a segment less"] = segments[:-1]
    for words, found in others.items():
        draft = replace(good, operation=replace(own, path="/".join(found) or "/"))
        if router.find(own.method, draft.request({}).path)[1] is None:
            yield words, draft


def _like_segment(segment: str) -> Iterator[str]:
    """A literal segment in other case, of a version that is none, a character more or less."""
    if segment and "{" not in segment:
        yield segment.swapcase()
        yield f"{segment}x"
        # The next version may well be served beside the documented one.
        if found := re.fullmatch("([Vv])([0-9]+)", segment):
            yield f"{found[1]}{int(found[2]) + 1000}"
        elif len(segment) > 1:
            yield segment[:-1]
