"""Members of a write that are free text, and the search for a text in a response."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.resource_state import is_success
from clausebook.clauses import named_in_facts, request_bodies_of
from clausebook.config.facts import Facts
from clausebook.http.exchange import Exchange
from clausebook.openapi import Effect
from clausebook.resources import Draft
from clausebook.resources.links import sibling_draft
from clausebook.values.nothing import NOTHING

_NOT_FREE = {"enum", "const", "pattern", "format", "contentMediaType", "contentEncoding"}


def with_member(
    planner: Planner, facts: Facts, write: Draft, name: str, value: Any
) -> Draft | None:
    """The write of the same resource with this value of a member, or without it if it is NOTHING.

    None if the document does not allow that, or if the member identifies resources, by links or
    known rows.
    """
    others = {other: content for other, content in write.body.items() if other != name}
    draft = write.with_body(others if value is NOTHING else {**others, name: value})
    known = {named_in_facts(key) for row in facts.known for key in row}
    is_content = name not in known and all(
        sibling_draft(planner.document, facts, write, effect)
        == sibling_draft(planner.document, facts, draft, effect)
        for effect in (Effect.READ, Effect.DELETE)
    )
    return draft if is_content and not planner.broken_clauses(draft) else None


def free_texts(planner: Planner, write: Draft) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The members of a body that are free texts, each with its schema.

    Only members that the schema itself describes, not those of a union.
    """
    for place in request_bodies_of(planner.document, write.operation):
        schema = place.schema.value
        if place.media_type == write.media_type and isinstance(schema, Mapping):
            for name, member in schema.get("properties", {}).items():
                if _is_free(member):
                    yield name, member


def _is_free(member: Any) -> bool:
    """Whether a schema allows any text, without a format or meaning."""
    return (
        isinstance(member, Mapping)
        and member.get("type") == "string"
        and not _NOT_FREE & set(member)
    )


def contains_text(exchange: Exchange, text: str) -> bool:
    """Whether a success contains the text: in one of its strings, if it is JSON."""
    strings = _strings_of(exchange) or [exchange.response.body.decode("utf-8", "replace")]
    return is_success(exchange) and any(text in string for string in strings)


def has_string(exchange: Exchange, text: str) -> bool:
    """Whether a success in JSON has a string that equals the text."""
    return is_success(exchange) and text in _strings_of(exchange)


def _strings_of(exchange: Exchange) -> list[str]:
    """The strings in a JSON body, at any depth; empty for any other body."""
    try:
        values = [json.loads(exchange.response.body)]
    except (ValueError, RecursionError):
        return []
    strings = []
    while values:
        value = values.pop()
        if isinstance(value, str):
            strings.append(value)
        elif isinstance(value, dict):
            values += value.values()
        elif isinstance(value, list):
            values += value
    return strings
