"""For each clause the edited documents in which that clause alone differs, each with a witness.

Breaks are made, not listed, so any document has them; whether they are noticed is the subject of
`proof`.
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
    Meaningless,
    operation_edits,
    schema_edits,
    writing_edits,
)
from clausebook.mutation.equivalence import has_one_style, place_of
from clausebook.mutation.flat import Flat
from clausebook.mutation.model import (
    Argument,
    EditOutcome,
    EquivalenceProof,
    Equivalent,
    Mutant,
    Unproven,
)
from clausebook.mutation.witnesses import WitnessFinder
from clausebook.openapi import Document, Operation
from clausebook.openapi.pointers import follow, split

__all__ = ["EditOutcome", "Equivalent", "Mutant", "Unproven", "mutants_of"]

_UNEDITED = "no edit of this clause alone is known"


def mutants_of(
    document: Document, facts: Facts, keys: Collection[str] | None = None
) -> Iterator[EditOutcome]:
    """Every break of every clause, in the document's order; a clause without any says why.

    `keys` asks for the breaks of these clauses alone.
    Facts say what neighbours a thing has; a deletion that takes them along is no break without any.
    """
    flat = Flat(document)
    finder = WitnessFinder(document)
    for clause in clauses_of(document):
        if clause.operation is None or clause.keyword == "effect" or is_empty_response(clause):
            continue
        if keys is not None and clause.key not in keys:
            continue
        found = False
        implied = _implied(document, clause)
        for what, edit in _edits(clause):
            if what in implied:
                found = True
                proof = EquivalenceProof(Argument.SIGNATURE, "what signs makes this header too")
                yield Equivalent(clause.key, what, proof)
                continue
            edited = _edited(document, flat, clause, edit)
            if edited is not None:
                found = True
                yield finder.find(clause, what, edited)
        if not found:
            yield _without_edit(document, clause)
    others: Iterator[EditOutcome] = chain(
        framing_mutants(document), method_mutants(document, flat), effect_mutants(document, facts)
    )
    for found_break in others:
        if keys is None or found_break.clause in keys:
            yield found_break


def _without_edit(document: Document, clause: Clause) -> Equivalent | Unproven:
    """A clause that no edit is known for: proven where its place has one style alone."""
    operation, place = clause.operation, None
    if clause.keyword == "style" and operation is not None:
        place = place_of(document, clause, operation)
    if place is None or not has_one_style(place):
        return Unproven(clause.key, "no edit", _UNEDITED)
    proof = EquivalenceProof(Argument.ONE_STYLE, f"no other style can write {place.name}")
    return Equivalent(clause.key, "no edit", proof)


def _implied(document: Document, clause: Clause) -> frozenset[str]:
    """The edits that leave out a header which the signature of the same alternative makes."""
    if clause.keyword != "security":
        return frozenset()
    schemes = [schemes_of(document)[name] for name in clause.value]
    signed = any(scheme.kind == SIGNATURE for scheme in schemes)
    made = (scheme.name for scheme in schemes if signed and scheme.made_by_signature)
    return frozenset(f"{name} not needed" for name in made)


def _edits(clause: Clause) -> Iterator[Edit]:
    if clause.path and clause.keyword not in ("style", "explode", "content"):
        tokens = split(clause.path)
        if clause.path == "/required":
            yield from _flipped(clause)
        else:
            yield from schema_edits(clause.keyword, clause.value, tokens[-1])
    elif clause.keyword in ("style", "explode", "content"):
        yield from writing_edits(clause.keyword, clause.value, clause.key_parts.kind)
    elif clause.keyword == "media type":
        yield "another media type", lambda holder: _renamed(holder, str(clause.value))
        yield "any media type", lambda holder: holder.update({"*/*": {}})
    elif clause.keyword == "operation":
        yield "the operation gone", lambda holder: holder.clear()
    else:
        yield from operation_edits(clause.keyword, clause.key_parts, clause.value)


def _flipped(clause: Clause) -> Iterator[Edit]:
    word = "optional" if clause.value else "required"
    yield f"become {word}", lambda holder: holder.update(required=not clause.value)


def _renamed(content: MutableMapping[str, Any], media_type: str) -> None:
    content["application/x-clausebook-other"] = content.pop(media_type)


def _edited(
    document: Document, flat: Flat, clause: Clause, edit: Callable[[MutableMapping[str, Any]], None]
) -> Document | None:
    """The written-out document with that clause edited; it holds the clause's operation alone."""
    operation = clause.operation
    assert operation is not None
    data = flat.alone(operation)
    try:
        holder = follow(data, _holder(flat, operation, clause))
    except KeyError:
        return None
    try:
        edit(holder)
    except Meaningless:
        return None
    if not holder and clause.keyword == "operation":
        data["paths"] = {}
    return document.edited(data)


def _holder(flat: Flat, operation: Operation, clause: Clause) -> str:
    """The pointer of the object that an edit of the clause works on."""
    at = flat.operations[operation.pointer]
    schema = flat.schemas.get((operation.pointer, clause.place))
    if clause.place == "body" and clause.path == "/required":
        return f"{at}/requestBody"
    if clause.path in ("/required", "/explode", "/style", "/content") and schema is not None:
        owner = schema.rpartition("/schema")[0]
        of_parameter = clause.key_parts.is_parameter
        described = of_parameter and owner.rpartition("/")[0].endswith("/content")
        return owner.rpartition("/content/")[0] if described else owner
    if clause.keyword == "media type" and schema is not None:
        return schema.rpartition("/schema")[0].rpartition("/")[0]
    if clause.path and schema is not None:
        steps = split(clause.path)
        depth = len(steps) - (2 if clause.keyword == "required" else 1)
        return schema + "".join("/" + step for step in clause.path.split("/")[1 : depth + 1])
    return at
