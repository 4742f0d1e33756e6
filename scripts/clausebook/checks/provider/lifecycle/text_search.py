"""What a write says about a thing, beside which one it is, and whether an answer shows a text."""

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

_MEANT = {"enum", "const", "pattern", "format", "contentMediaType", "contentEncoding"}


def with_content(
    planner: Planner, facts: Facts, write: Draft, name: str, value: Any
) -> Draft | None:
    """The write of the same thing with this value of a member, or without it by NOTHING.

    None where the document does not allow that, or links or known rows say that the member names
    things.
    """
    others = {own: said for own, said in write.body.items() if own != name}
    draft = write.with_body(others if value is NOTHING else {**others, name: value})
    known = {named_in_facts(key) for row in facts.known for key in row}
    same = name not in known and all(
        sibling_draft(planner.document, facts, write, effect)
        == sibling_draft(planner.document, facts, draft, effect)
        for effect in (Effect.READ, Effect.DELETE)
    )
    return draft if same and not planner.faults(draft) else None


def free_texts(planner: Planner, write: Draft) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The members of a body that are free texts, each with its schema.

    Only where the schema itself describes the member, so that no union has a say in it.
    """
    for place in request_bodies_of(planner.document, write.operation):
        schema = place.schema.value
        if place.media_type == write.media_type and isinstance(schema, Mapping):
            for name, member in schema.get("properties", {}).items():
                if _is_free(member):
                    yield name, member


def _is_free(member: Any) -> bool:
    """Whether a text may say anything, and only says itself."""
    return (
        isinstance(member, Mapping) and member.get("type") == "string" and not _MEANT & set(member)
    )


def shows(exchange: Exchange, text: str) -> bool:
    """Whether a success has the text in it: in one of its strings, if it is JSON."""
    said = _strings_of(exchange) or [exchange.response.body.decode("utf-8", "replace")]
    return is_success(exchange) and any(text in one for one in said)


def tells(exchange: Exchange, text: str) -> bool:
    """Whether a success in JSON has a string that is this text and nothing more."""
    return is_success(exchange) and text in _strings_of(exchange)


def _strings_of(exchange: Exchange) -> list[str]:
    """The strings in a body of JSON, at any depth; none of any other."""
    try:
        values = [json.loads(exchange.response.body)]
    except (ValueError, RecursionError):
        return []
    found = []
    while values:
        value = values.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            values += value.values()
        elif isinstance(value, list):
            values += value
    return found
