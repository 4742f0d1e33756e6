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
    """Every clause of the document; no key comes twice."""
    if document not in _FOUND:
        _FOUND[document] = _clauses(document)
    return _FOUND[document]


# A document does not change, and everybody asks for its clauses again.
_FOUND: WeakKeyDictionary[Document, tuple[Clause, ...]] = WeakKeyDictionary()


def _clauses(document: Document) -> tuple[Clause, ...]:
    found: dict[str, Clause] = {}
    for operation in document.operations:
        for clause in _operation(document, operation):
            found.setdefault(clause.key, clause)
    for clause in _methods(document):
        found.setdefault(clause.key, clause)
    return tuple(found.values())


def _operation(document: Document, operation: Operation) -> Iterator[Clause]:
    made = ClauseBuilder(operation)
    yield made.clause(
        "operation",
        "",
        operation.pointer,
        Side.REQUEST,
        "operation",
        True,
        f"{operation.label} exists.",
    )
    if operation.effect in _EFFECTS:
        yield made.clause(
            "effect",
            "",
            join(operation.pointer, "x-effect"),
            Side.RESPONSE,
            "effect",
            operation.effect,
            f"{operation.label} {_EFFECTS[operation.effect]} what it names, and nothing else.",
        )
    yield from request_clauses(document, made)
    yield from response_clauses(document, made)


def _methods(document: Document) -> Iterator[Clause]:
    """One clause per path as it shows on the wire; templates that differ in names alone are one."""
    first: dict[str, str] = {}
    methods: dict[str, set[str]] = {}
    for operation in document.operations:
        on_wire = erased(operation.path)
        first.setdefault(on_wire, operation.path)
        methods.setdefault(on_wire, set()).add(operation.method)
    for on_wire, found in methods.items():
        names = ", ".join(sorted(found))
        yield Clause(
            key_parts=ClauseKey.of_path(on_wire, "methods"),
            pointer=join("/paths", first[on_wire]),
            side=Side.REQUEST,
            keyword="methods",
            value=tuple(sorted(found)),
            sentence=f"The path {first[on_wire]} knows {names} and no other method.",
        )
