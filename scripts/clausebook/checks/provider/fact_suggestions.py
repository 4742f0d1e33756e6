"""Suggests facts about a deployment that would let the checks assert more.

It lists and counts them, and never guesses one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import Any

from clausebook.clauses import ClauseKey, named_in_facts, parameter_place, request_bodies_of
from clausebook.config.facts import Facts
from clausebook.openapi import Document, Effect
from clausebook.resources import valid_request


def missing_facts(document: Document, facts: Facts) -> list[str]:
    """One line for each fact that would let a check assert more, in the order of the facts file."""
    return [
        *_known(document, facts),
        *_absent(document, facts),
        *_foreign(facts),
        *_unknown_parameters(document, facts),
    ]


def _known(document: Document, facts: Facts) -> Iterator[str]:
    known = {named_in_facts(key) for row in facts.known for key in row}
    if not facts.known:
        yield "known: resources that exist; checks can only rely on those that they create"
        return
    for name in _required(document):
        values = {row[key] for row in facts.known for key in row if named_in_facts(key) == name}
        is_tenant = any(named_in_facts(entry.parameter) == name for entry in facts.foreign)
        if name in known and len(values) == 1 and not is_tenant and _deletes(document):
            yield f"known: a second {name}; no check sees whether a deletion deletes it too"


def _absent(document: Document, facts: Facts) -> Iterator[str]:
    stated = {named_in_facts(entry.parameter) for entry in facts.absent}
    stated |= {named_in_facts(entry.parameter) for entry in facts.foreign}
    known = {named_in_facts(key) for row in facts.known for key in row}
    for name in _required(document):
        if name in known and name not in stated:
            yield f"absent: a {name} that does not exist; no check asserts the response to it"


def _foreign(facts: Facts) -> Iterator[str]:
    if not facts.foreign:
        yield "foreign: another tenant's resource; no check tries to reach it"


def _unknown_parameters(document: Document, facts: Facts) -> Iterator[str]:
    """Facts whose parameter the document does not have, which assert nothing."""
    entries = [("absent", entry.parameter) for entry in facts.absent]
    entries += [("foreign", entry.parameter) for entry in facts.foreign]
    entries += [("same", entry.parameter) for entry in facts.same]
    names = set(_names(document, facts)) if entries else set()
    for kind, name in dict.fromkeys(entries):
        if name not in names:
            yield (
                f"{kind}: the document has no parameter or member {name!r}; write a plain name, or "
                f"a place as `clausebook clauses` prints it, such as {_similar_name(name, names)!r}"
            )


def _names(document: Document, facts: Facts) -> Iterator[str]:
    """The names that a fact can use: parameters and their places, and members of bodies."""
    for operation in document.operations:
        for parameter in operation.parameters:
            yield parameter.name
            yield str(ClauseKey.of(operation, parameter_place(operation, parameter)))
        body = valid_request(document, operation, facts).body
        yield from body if isinstance(body, dict) else ()
        for place in request_bodies_of(document, operation):
            yield from _members(place.schema.value)


def _members(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for keyword in ("allOf", "anyOf", "oneOf"):
            for branch in schema.get(keyword, ()):
                yield from _members(branch)


def _similar_name(name: str, names: Collection[str]) -> str:
    places = sorted(known for known in names if " " in known)
    return next(iter([*get_close_matches(name, names, 1), *places]), "GET /things/{} path 1")


def _required(document: Document) -> list[str]:
    names = [p.name for o in document.operations for p in o.parameters if p.required]
    return list(dict.fromkeys(names))


def _deletes(document: Document) -> bool:
    return any(operation.effect is Effect.DELETE for operation in document.operations)
