"""The document as a list of clauses, in the document's order."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from clausebook.clauses.builder import ClauseBuilder
from clausebook.clauses.key import ClauseKey, erased
from clausebook.clauses.model import Clause
from clausebook.clauses.requests import request_clauses
from clausebook.clauses.responses import response_clauses
from clausebook.openapi import Document, Effect, Operation, Side
from clausebook.openapi.pointers import join

_EFFECTS = {Effect.CREATE: "makes", Effect.READ: "shows", Effect.DELETE: "deletes"}


def clauses_of(document: Document) -> tuple[Clause, ...]:
    """Every clause of the document; keys are unique."""
    if document not in _CLAUSES:
        _CLAUSES[document] = _clauses(document)
    return _CLAUSES[document]


# Many callers ask for the clauses; a document does not change.
_CLAUSES: WeakKeyDictionary[Document, tuple[Clause, ...]] = WeakKeyDictionary()


def _clauses(document: Document) -> tuple[Clause, ...]:
    clauses: dict[str, Clause] = {}
    for operation in document.operations:
        for clause in _operation_clauses(document, operation):
            clauses.setdefault(clause.key, clause)
    for clause in _method_clauses(document):
        clauses.setdefault(clause.key, clause)
    return tuple(clauses.values())


def _operation_clauses(document: Document, operation: Operation) -> Iterator[Clause]:
    builder = ClauseBuilder(operation)
    yield builder.clause(
        "operation",
        "",
        operation.pointer,
        Side.REQUEST,
        "operation",
        True,
        f"{operation.label} exists.",
    )
    if operation.effect in _EFFECTS:
        yield builder.clause(
            "effect",
            "",
            join(operation.pointer, "x-effect"),
            Side.RESPONSE,
            "effect",
            operation.effect,
            f"{operation.label} {_EFFECTS[operation.effect]} what it names, and nothing else.",
        )
    yield from request_clauses(document, builder)
    yield from response_clauses(document, builder)


def _method_clauses(document: Document) -> Iterator[Clause]:
    """One clause per path on the wire; templates that differ only in their names are one path."""
    first_path: dict[str, str] = {}
    methods: dict[str, set[str]] = {}
    for operation in document.operations:
        erased_path = erased(operation.path)
        first_path.setdefault(erased_path, operation.path)
        methods.setdefault(erased_path, set()).add(operation.method)
    for erased_path, path_methods in methods.items():
        names = ", ".join(sorted(path_methods))
        yield Clause(
            key_parts=ClauseKey.of_path(erased_path, "methods"),
            pointer=join("/paths", first_path[erased_path]),
            side=Side.REQUEST,
            keyword="methods",
            value=tuple(sorted(path_methods)),
            sentence=f"The path {first_path[erased_path]} knows {names} and no other method.",
        )
