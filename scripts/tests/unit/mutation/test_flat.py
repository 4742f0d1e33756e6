"""The flat document has the same clauses, and one edit of it changes one clause."""

from __future__ import annotations

from typing import Any

import pytest
from clausebook.clauses import Clause, clauses_of, request_bodies_of, response_bodies_of
from clausebook.mutation.flat import FlatDocument
from clausebook.mutation.mutants import _edited, _edits
from clausebook.openapi import Document, Operation, load
from clausebook.openapi.pointers import follow
from fakes.paths import DOCUMENTS

NAMES = ("proved-clinic", "proved-warehouse", "proved-radio", "shop", "probed")


@pytest.fixture(params=NAMES)
def document(request: pytest.FixtureRequest) -> Document:
    return load(DOCUMENTS / f"{request.param}.yaml")


def of_operation(document: Document, operation: Operation) -> dict[str, Any]:
    """Keys and values of an operation's clauses, without the names of definitions."""
    return {
        clause.key: _plain(clause.value)
        for clause in clauses_of(document)
        if clause.operation is not None and clause.operation.label == operation.label
    }


def recursive_places(document: Document) -> list[str]:
    return [
        f" {place.name} "
        for operation in document.operations
        for places in (request_bodies_of, response_bodies_of)
        for place in places(document, operation)
        if place.schema.recursive
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: "" if k == "$ref" else _plain(v) for k, v in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def test_the_flat_document_has_the_same_clauses_in_the_same_order(document: Document) -> None:
    flat = FlatDocument(document)

    for operation in document.operations:
        flat_document = document.edited(flat.data_of(operation))
        flat_clauses = of_operation(flat_document, operation)
        clauses = of_operation(document, operation)
        assert {key: flat_clauses.get(key) for key in clauses} == clauses
        assert [key for key in flat_clauses if key in clauses] == list(clauses)


def test_only_recursive_schemas_have_more_clauses_in_the_flat_document(document: Document) -> None:
    """A recursive schema is inlined once, then referred to: it has one more level."""
    flat = FlatDocument(document)

    for operation in document.operations:
        flat_document = document.edited(flat.data_of(operation))
        clauses = of_operation(document, operation)
        for key in of_operation(flat_document, operation):
            if key not in clauses:
                assert any(place in key for place in recursive_places(document)), key


def test_every_schema_of_the_flat_document_is_found_by_its_pointer(document: Document) -> None:
    flat = FlatDocument(document)

    assert flat.schemas
    for (at, _), pointer in flat.schemas.items():
        operation = next(o for o in document.operations if o.pointer == at)
        assert isinstance(follow(flat.data_of(operation), pointer), dict)


def test_an_edit_changes_its_own_clause_and_dependent_ones_only(document: Document) -> None:
    flat = FlatDocument(document)
    before = {
        o.label: of_operation(document.edited(flat.data_of(o)), o) for o in document.operations
    }
    edits = 0
    for clause in clauses_of(document):
        if clause.operation is None or clause.keyword in ("effect", "operation"):
            continue
        for mutation, edit in _edits(clause):
            edited = _edited(document, flat, clause, edit)
            if edited is None:
                continue
            edits += 1
            after = of_operation(edited, clause.operation)
            beyond = {
                key
                for key in changed(before[clause.operation.label], after)
                if not depends_on(clause, key)
            }
            assert beyond == set(), (clause.key, mutation)
    assert edits > 50


def depends_on(clause: Clause, key: str) -> bool:
    """Whether an edit of the clause may change the clause with this key too.

    That is a clause below it, above it, or of the keyword that replaces its own.
    """
    prefix = clause.key.rpartition("/")[0] if clause.path else clause.key
    replaced = {"oneOf": "anyOf", "enum": "pattern"}
    successor = f"{prefix}/{replaced.get(clause.keyword, '-')}"
    if key == clause.key or key.startswith((f"{clause.key}/", f"{clause.key} ", successor)):
        return True
    operation = clause.key[: len(clause.key) - len(f"{clause.place} {clause.path}".strip()) - 1]
    if clause.keyword == "security":
        return key.startswith(f"{operation} security ")
    if clause.keyword in ("statuses", "status"):
        return key.startswith((f"{operation} response 299", f"{operation} responses"))
    if clause.keyword == "no content":
        return key.startswith(clause.key.removesuffix(" no content"))
    if clause.keyword in ("media type", "content", "style", "explode"):
        return key.startswith((f"{operation} {clause.place.rpartition(' ')[0]} ", prefix))
    if clause.keyword in ("contains", "minContains"):
        # minContains and maxContains have no effect without `contains`.
        return key.startswith(prefix) and key.endswith(
            ("/contains", "/minContains", "/maxContains")
        )
    # The value of a union or of `items` includes its subschemas.
    return clause.key.startswith(f"{key}/") or (clause.keyword == "type" and key.startswith(prefix))
