"""The document written out: it says the same, and one edit of it changes one clause."""

from __future__ import annotations

from typing import Any

import pytest
from clausebook.clauses import Clause, clauses_of, request_bodies_of, response_bodies_of
from clausebook.mutation import _edited, _edits
from clausebook.mutation.flat import Flat
from clausebook.openapi import Document, Operation, load
from clausebook.openapi.pointers import follow
from fakes.paths import DOCUMENTS

NAMES = ("proved-clinic", "proved-warehouse", "proved-radio", "shop", "probed")


@pytest.fixture(params=NAMES)
def document(request: pytest.FixtureRequest) -> Document:
    return load(DOCUMENTS / f"{request.param}.yaml")


def of_operation(document: Document, operation: Operation) -> dict[str, Any]:
    """Keys and values of an operation's clauses; the names of definitions are nobody's business."""
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
    flat = Flat(document)

    for operation in document.operations:
        written_out = document.edited(flat.alone(operation))
        theirs, ours = of_operation(written_out, operation), of_operation(document, operation)
        assert {key: theirs.get(key) for key in ours} == ours
        assert [key for key in theirs if key in ours] == list(ours)


def test_what_the_flat_document_says_beyond_it_says_of_one_more_level(document: Document) -> None:
    """A recursive schema is written out once, then referred to: it is read one level deeper."""
    flat = Flat(document)

    for operation in document.operations:
        written_out = document.edited(flat.alone(operation))
        ours = of_operation(document, operation)
        for key in of_operation(written_out, operation):
            if key not in ours:
                assert any(place in key for place in recursive_places(document)), key


def test_every_schema_of_the_flat_document_is_found_by_its_pointer(document: Document) -> None:
    flat = Flat(document)

    assert flat.schemas
    for (at, _), pointer in flat.schemas.items():
        operation = next(o for o in document.operations if o.pointer == at)
        assert isinstance(follow(flat.alone(operation), pointer), dict)


def test_an_edit_changes_its_own_clause_and_those_that_hang_on_it(document: Document) -> None:
    flat = Flat(document)
    before = {o.label: of_operation(document.edited(flat.alone(o)), o) for o in document.operations}
    edits = 0
    for clause in clauses_of(document):
        if clause.operation is None or clause.keyword in ("effect", "operation"):
            continue
        for what, edit in _edits(clause):
            edited = _edited(document, flat, clause, edit)
            if edited is None:
                continue
            edits += 1
            after = of_operation(edited, clause.operation)
            beyond = {
                key
                for key in changed(before[clause.operation.label], after)
                if not hangs_on(clause, key)
            }
            assert beyond == set(), (clause.key, what)
    assert edits > 50


def hangs_on(clause: Clause, key: str) -> bool:
    """Whether a change of the clause may change the other: below it, above it, or its successor."""
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
        # Counts mean nothing without `contains`, which the least count stands for.
        return key.startswith(prefix) and key.endswith(
            ("/contains", "/minContains", "/maxContains")
        )
    # What a union or an `items` holds is part of its value.
    return clause.key.startswith(f"{key}/") or (clause.keyword == "type" and key.startswith(prefix))
