"""Mutants beyond schemas: undocumented methods, framing of empty responses, missing effects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clausebook.checks.provider.lifecycle.delete_isolation import sibling_resources
from clausebook.checks.provider.probes import METHODS, Planner
from clausebook.clauses import Clause, clauses_of, erased
from clausebook.config.facts import Facts
from clausebook.http.statuses import WITHOUT_BODY
from clausebook.judge import Judge
from clausebook.mock.responses import example_response
from clausebook.mutation.candidates import with_body
from clausebook.mutation.flat import FlatDocument
from clausebook.mutation.model import Mutant, Unproven
from clausebook.mutation.requests import example_request
from clausebook.openapi import Document, Effect, Operation
from clausebook.resources.links import creator_of, linked_to

# Frameworks answer these by default, so that only an effect of them is a violation.
_AUTOMATIC_METHODS = ("HEAD", "OPTIONS")


def is_empty_response(clause: Clause) -> bool:
    """Whether the clause forbids a body that HTTP forbids anyway (204, 304)."""
    empty = set(map(str, WITHOUT_BODY))
    return clause.keyword == "no content" and clause.key_parts.status in empty


def framing_mutants(document: Document) -> Iterator[Mutant]:
    """Empty responses with a body or framing headers that HTTP forbids (RFC 9110, 8.6)."""
    for clause in clauses_of(document):
        operation = clause.operation
        if operation is None or not is_empty_response(clause):
            continue
        status = str(clause.key_parts.status)
        good = example_response(document, operation, status)
        responses = {
            "a body": with_body(good),
            "Content-Length": replace(good, headers=(("Content-Length", "0"),)),
            "Transfer-Encoding": replace(good, headers=(("Transfer-Encoding", "chunked"),)),
        }
        for addition, response in responses.items():
            # A 304 may carry the Content-Length that a 200 would have (RFC 9110, 8.6).
            if (status, addition) != ("304", "Content-Length"):
                mutation = f"{status} with {addition}"
                yield Mutant(
                    clause.key, mutation, operation, document, True, status, response=response
                )


def method_mutants(document: Document, flat: FlatDocument) -> Iterator[Mutant | Unproven]:
    """Mutants in which an undocumented method behaves like a documented one."""
    for clause in clauses_of(document):
        if clause.keyword != "methods":
            continue
        operations = [o for o in document.operations if erased(o.path) == clause.key_parts.path]
        observable = [o for o in operations if _is_observable(document, o)]
        for method in METHODS:
            if method in clause.value:
                continue
            if method in _AUTOMATIC_METHODS and not observable:
                mutation = f"{method} does what {operations[0].method} does"
                reason = f"{method} is judged by its effect, and no effect here is observable"
                yield Unproven(clause.key, mutation, reason)
                continue
            operation = observable[0] if method in _AUTOMATIC_METHODS else operations[0]
            data = flat.data_of(operation)
            item = data["paths"][operation.path]
            item[method.lower()] = item[operation.method.lower()]
            draft = replace(example_request(document, operation), method=method)
            mutation = f"{method} does what {operation.method} does"
            yield Mutant(
                clause.key, mutation, operation, document.edited(data), True, request=draft
            )


def _is_observable(document: Document, operation: Operation) -> bool:
    """Whether a documented read shows the operation's effect, and another operation undoes it."""
    if operation.effect is Effect.CREATE:
        linked = (linked_to(document, operation, effect) for effect in (Effect.READ, Effect.DELETE))
        return all(operation is not None for operation in linked)
    creator = creator_of(document, operation) if operation.effect is Effect.DELETE else None
    return creator is not None and linked_to(document, creator[0], Effect.READ) is not None


def effect_mutants(document: Document, facts: Facts) -> Iterator[Mutant | Unproven]:
    """Providers whose responses are right, but that change nothing, or delete everything.

    The planner only tells whether a sibling resource is known; no witness comes from it.
    """
    planner = Planner(document, facts, Judge(document))
    for clause in clauses_of(document):
        operation = clause.operation
        if operation is None or clause.keyword != "effect":
            continue
        good = example_request(document, operation, facts)
        nothing = {Effect.CREATE: "nothing is created", Effect.READ: "nothing is read"}
        mutation = nothing.get(clause.value, "nothing is deleted")
        yield Mutant(
            clause.key, mutation, operation, document, True, request=good, effect="nothing"
        )
        if clause.value != Effect.DELETE:
            continue
        mutation = "everything is deleted"
        if any(sibling_resources(planner, facts, good)):
            yield Mutant(
                clause.key, mutation, operation, document, True, request=good, effect="everything"
            )
        else:
            yield Unproven(clause.key, mutation, "no sibling resource is known that must remain")
