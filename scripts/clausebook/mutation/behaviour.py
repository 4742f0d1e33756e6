"""Breaks of what no schema says: methods, the framing of empty answers, promised effects."""

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
from clausebook.mutation.flat import Flat
from clausebook.mutation.model import Mutant, Unproven
from clausebook.mutation.requests import whole_request
from clausebook.openapi import Document, Effect, Operation
from clausebook.resources.links import creator_of, linked_to

# Servers answer these of themselves, so that only an effect of theirs is wrong.
_HARMLESS = ("HEAD", "OPTIONS")


def is_empty_response(clause: Clause) -> bool:
    """Whether HTTP itself forbids the body that the clause forbids."""
    empty = set(map(str, WITHOUT_BODY))
    return clause.keyword == "no content" and clause.key_parts.status in empty


def framing_mutants(document: Document) -> Iterator[Mutant]:
    """What HTTP forbids around an empty answer, whatever a document says (RFC 9110, 8.6)."""
    for clause in clauses_of(document):
        operation = clause.operation
        if operation is None or not is_empty_response(clause):
            continue
        status = str(clause.key_parts.status)
        good = example_response(document, operation, status)
        answers = {
            "a body": with_body(good),
            "a length": replace(good, headers=(("Content-Length", "0"),)),
            "a transfer coding": replace(good, headers=(("Transfer-Encoding", "chunked"),)),
        }
        for what, answer in answers.items():
            # A 304 may tell the length that a 200 would have (RFC 9110, 8.6).
            if (status, what) != ("304", "a length"):
                told = f"{status} with {what}"
                yield Mutant(clause.key, told, operation, document, True, status, response=answer)


def method_mutants(document: Document, flat: Flat) -> Iterator[Mutant | Unproven]:
    """An undocumented method that does what a documented one does."""
    for clause in clauses_of(document):
        if clause.keyword != "methods":
            continue
        operations = [o for o in document.operations if erased(o.path) == clause.key_parts.path]
        seen = [o for o in operations if _shows(document, o)]
        for method in METHODS:
            if method in clause.value:
                continue
            if method in _HARMLESS and not seen:
                what = f"{method} does what {operations[0].method} does"
                reason = f"{method} is judged by its effect, and none on this path can be seen"
                yield Unproven(clause.key, what, reason)
                continue
            operation = seen[0] if method in _HARMLESS else operations[0]
            data = flat.alone(operation)
            item = data["paths"][operation.path]
            item[method.lower()] = item[operation.method.lower()]
            draft = replace(whole_request(document, operation), method=method)
            what = f"{method} does what {operation.method} does"
            yield Mutant(clause.key, what, operation, document.edited(data), True, request=draft)


def _shows(document: Document, operation: Operation) -> bool:
    """Whether a documented read shows what the operation has done, which can be undone."""
    if operation.effect is Effect.CREATE:
        others = (linked_to(document, operation, effect) for effect in (Effect.READ, Effect.DELETE))
        return all(other is not None for other in others)
    found = creator_of(document, operation) if operation.effect is Effect.DELETE else None
    return found is not None and linked_to(document, found[0], Effect.READ) is not None


def effect_mutants(document: Document, facts: Facts) -> Iterator[Mutant | Unproven]:
    """Providers that answer as promised and do nothing, or more than what was asked for.

    The planner says whether a second thing can be known at all; no witness comes from it.
    """
    planner = Planner(document, facts, Judge(document))
    for clause in clauses_of(document):
        operation = clause.operation
        if operation is None or clause.keyword != "effect":
            continue
        good = whole_request(document, operation, facts)
        nothing = {Effect.CREATE: "nothing is made", Effect.READ: "nothing is shown"}
        what = nothing.get(clause.value, "nothing is deleted")
        yield Mutant(clause.key, what, operation, document, True, request=good, effect="nothing")
        if clause.value != Effect.DELETE:
            continue
        what = "everything is deleted"
        if any(sibling_resources(planner, facts, good)):
            yield Mutant(
                clause.key, what, operation, document, True, request=good, effect="everything"
            )
        else:
            yield Unproven(clause.key, what, "no second thing is known that must stay")
