"""Members of a body: its variants without optional ones, and access by path.

The caller filters the variants by the judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clausebook.config.facts import Facts
from clausebook.resources.links import equivalent_values

# Whoever reads what is written in the text may rightly find that nothing is written there.
_OF_MEANING = ("format", "contentMediaType", "contentEncoding")


def without_optional(schema: Any, body: Any) -> Iterator[tuple[str, Any]]:
    """The body without each optional member, and with each optional text empty.

    Only members that the schema itself describes, not those of a union.
    """
    if not isinstance(schema, Mapping) or not isinstance(body, Mapping):
        return
    described = schema.get("properties", {})
    for name, value in body.items():
        if name not in described or name in schema.get("required", []):
            continue
        yield f"no {name!r}", {n: v for n, v in body.items() if n != name}
        member = described[name]
        plain = isinstance(member, Mapping) and member.get("type") == "string"
        if plain and value != "" and not any(keyword in member for keyword in _OF_MEANING):
            yield f"an empty {name!r}", {**body, name: ""}


def respelled_bodies(facts: Facts, body: Any, path: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """The body with the member of a pattern set to each equivalent value in the facts.

    `path` holds the tokens of the pattern's path in the schema.
    """
    if not isinstance(body, Mapping) or len(path) != 3 or path[0] != "properties":
        return
    for equivalent in equivalent_values(facts, path[1], body.get(path[1]))[1:]:
        yield repr(equivalent), {**body, path[1]: equivalent}


def member_at(value: Any, path: Sequence[str | int]) -> Any:
    """What stands at a path inside of a JSON value; None where nothing does."""
    for step in path:
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def with_member_at(value: Any, path: Sequence[str | int], member: Any) -> Any:
    """A copy of a JSON value with another member at a path, where the path leads somewhere."""
    if not path:
        return member
    first, *rest = path
    if isinstance(value, Mapping) and first in value:
        return {**value, first: with_member_at(value[first], rest, member)}
    if isinstance(value, list) and isinstance(first, int) and first < len(value):
        changed = with_member_at(value[first], rest, member)
        return [*value[:first], changed, *value[first + 1 :]]
    return value
