"""The mutants of a document: for each clause, the documents in which only that clause differs.

Whether the checks kill them is `proof`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, MutableMapping
from itertools import chain
from typing import Any

from clausebook.auth import schemes_of
from clausebook.auth.schemes import SIGNATURE
from clausebook.clauses import Clause, clauses_of
from clausebook.config.facts import Facts
from clausebook.mutation.behaviour import (
    effect_mutants,
    framing_mutants,
    is_empty_response,
    method_mutants,
)
from clausebook.mutation.edits import (
    Edit,
    MeaninglessEdit,
    operation_edits,
    schema_edits,
    serialization_edits,
)
from clausebook.mutation.equivalence import has_one_style, place_of
from clausebook.mutation.flat import FlatDocument
from clausebook.mutation.model import (
    Argument,
    EditOutcome,
    EquivalenceProof,
    Equivalent,
    Unproven,
)
from clausebook.mutation.witnesses import WitnessFinder
from clausebook.openapi import Document, Operation
from clausebook.openapi.pointers import follow, split

_WITHOUT_EDIT = "no edit changes this clause alone"


def mutants_of(
    document: Document, facts: Facts, keys: Collection[str] | None = None
) -> Iterator[EditOutcome]:
    """Every edit of every clause in document order: a mutant, equivalent, or unproven.

    A clause without an edit yields one outcome that says so. `keys` selects clauses by key. Facts
    name sibling resources; without any, a deletion that removes siblings too is unproven.
    """
    flat = FlatDocument(document)
    finder = WitnessFinder(document)
    for clause in clauses_of(document):
        if clause.operation is None or clause.keyword == "effect" or is_empty_response(clause):
            continue
        if keys is not None and clause.key not in keys:
            continue
        has_edit = False
        implied = _implied_by_signature(document, clause)
        for mutation, edit in _edits(clause):
            if mutation in implied:
                has_edit = True
                proof = EquivalenceProof(Argument.SIGNATURE, "the signer adds this header too")
                yield Equivalent(clause.key, mutation, proof)
                continue
            edited = _edited(document, flat, clause, edit)
            if edited is not None:
                has_edit = True
                yield finder.find(clause, mutation, edited)
        if not has_edit:
            yield _without_edit(document, clause)
    beyond_schemas: Iterator[EditOutcome] = chain(
        framing_mutants(document), method_mutants(document, flat), effect_mutants(document, facts)
    )
    for outcome in beyond_schemas:
        if keys is None or outcome.clause in keys:
            yield outcome


def _without_edit(document: Document, clause: Clause) -> Equivalent | Unproven:
    """The outcome of a clause without an edit: equivalent if only one style applies there."""
    operation, place = clause.operation, None
    if clause.keyword == "style" and operation is not None:
        place = place_of(document, clause, operation)
    if place is None or not has_one_style(place):
        return Unproven(clause.key, "no edit", _WITHOUT_EDIT)
    proof = EquivalenceProof(Argument.ONE_STYLE, f"no other style can serialize {place.name}")
    return Equivalent(clause.key, "no edit", proof)


def _implied_by_signature(document: Document, clause: Clause) -> frozenset[str]:
    """The edits that drop a header which the signature of the same alternative adds anyway."""
    if clause.keyword != "security":
        return frozenset()
    schemes = [schemes_of(document)[name] for name in clause.value]
    signed = any(scheme.kind == SIGNATURE for scheme in schemes)
    added = (scheme.name for scheme in schemes if signed and scheme.made_by_signature)
    return frozenset(f"{name} not needed" for name in added)


def _edits(clause: Clause) -> Iterator[Edit]:
    if clause.path and clause.keyword not in ("style", "explode", "content"):
        tokens = split(clause.path)
        if clause.path == "/required":
            yield from _flipped(clause)
        else:
            yield from schema_edits(clause.keyword, clause.value, tokens[-1])
    elif clause.keyword in ("style", "explode", "content"):
        yield from serialization_edits(clause.keyword, clause.value, clause.key_parts.kind)
    elif clause.keyword == "media type":
        yield "another media type", lambda content: _rename(content, str(clause.value))
        yield "any media type", lambda content: content.update({"*/*": {}})
    elif clause.keyword == "operation":
        yield "operation removed", lambda operation: operation.clear()
    else:
        yield from operation_edits(clause.keyword, clause.key_parts, clause.value)


def _flipped(clause: Clause) -> Iterator[Edit]:
    word = "optional" if clause.value else "required"
    yield f"become {word}", lambda owner: owner.update(required=not clause.value)


def _rename(content: MutableMapping[str, Any], media_type: str) -> None:
    content["application/x-clausebook-other"] = content.pop(media_type)


def _edited(
    document: Document,
    flat: FlatDocument,
    clause: Clause,
    edit: Callable[[MutableMapping[str, Any]], None],
) -> Document | None:
    """The flat document with the clause edited, cut down to its operation; None if not possible."""
    operation = clause.operation
    assert operation is not None
    data = flat.data_of(operation)
    try:
        owner = follow(data, _owner_pointer(flat, operation, clause))
    except KeyError:
        return None
    try:
        edit(owner)
    except MeaninglessEdit:
        return None
    if not owner and clause.keyword == "operation":
        data["paths"] = {}
    return document.edited(data)


def _owner_pointer(flat: FlatDocument, operation: Operation, clause: Clause) -> str:
    """The pointer of the object that an edit of the clause changes."""
    at = flat.operations[operation.pointer]
    schema = flat.schemas.get((operation.pointer, clause.place))
    if clause.place == "body" and clause.path == "/required":
        return f"{at}/requestBody"
    if clause.path in ("/required", "/explode", "/style", "/content") and schema is not None:
        owner = schema.rpartition("/schema")[0]
        of_parameter = clause.key_parts.is_parameter
        has_content = of_parameter and owner.rpartition("/")[0].endswith("/content")
        return owner.rpartition("/content/")[0] if has_content else owner
    if clause.keyword == "media type" and schema is not None:
        return schema.rpartition("/schema")[0].rpartition("/")[0]
    if clause.path and schema is not None:
        steps = split(clause.path)
        depth = len(steps) - (2 if clause.keyword == "required" else 1)
        return schema + "".join("/" + step for step in clause.path.split("/")[1 : depth + 1])
    return at
