"""For each clause the edited documents in which that clause alone differs, each with a witness.

Breaks are made, not listed, so any document has them; whether they are noticed is the subject of
`proof`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import replace
from typing import Any

from clausebook.breaks.edits import Edit, operation_edits, schema_edits
from clausebook.breaks.flat import Flat
from clausebook.breaks.model import Break, Equivalent
from clausebook.breaks.witnesses import WitnessFinder, with_body
from clausebook.checks.effects import neighbours_of
from clausebook.clauses import Clause, clauses_of, erased
from clausebook.document import Document, Operation
from clausebook.document.pointers import follow, split
from clausebook.facts import Facts
from clausebook.probes import known_good
from clausebook.probes.plan import METHODS
from clausebook.provider.answers import answer_of

__all__ = ["Break", "Equivalent", "breaks_of"]


def breaks_of(document: Document, facts: Facts) -> Iterator[Break | Equivalent]:
    """Every break of every clause, in the document's order.

    Facts say what neighbours a thing has; a deletion that takes them along is no break without any.
    """
    flat = Flat(document)
    finder = WitnessFinder(document)
    for clause in clauses_of(document):
        if clause.operation is None or _is_empty_answer(clause):
            continue
        for what, edit in _edits(clause):
            edited = _edited(document, flat, clause, edit)
            if edited is not None:
                yield finder.find(clause, what, edited)
    yield from _framing(document)
    yield from _methods(document, flat)
    yield from _effects(document, facts)


def _is_empty_answer(clause: Clause) -> bool:
    """Whether HTTP itself forbids the body that the clause forbids."""
    return clause.keyword == "no content" and clause.place.split(" ")[1] in ("204", "304")


def _framing(document: Document) -> Iterator[Break]:
    """What HTTP forbids around an empty answer, whatever a document says (RFC 9110, 8.6)."""
    for clause in clauses_of(document):
        operation = clause.operation
        if operation is None or not _is_empty_answer(clause):
            continue
        status = clause.place.split(" ")[1]
        good = answer_of(document, operation, status)
        answers = {
            "a body": with_body(good),
            "a length": replace(good, headers=(("Content-Length", "0"),)),
            "a transfer coding": replace(good, headers=(("Transfer-Encoding", "chunked"),)),
        }
        for what, answer in answers.items():
            # A 304 may tell the length that a 200 would have (RFC 9110, 8.6).
            if (status, what) != ("304", "a length"):
                told = f"{status} with {what}"
                yield Break(clause.key, told, operation, document, True, status, response=answer)


def _methods(document: Document, flat: Flat) -> Iterator[Break]:
    """An undocumented method that does what a documented one does."""
    for clause in clauses_of(document):
        if clause.keyword != "methods":
            continue
        operation = next(
            o
            for o in document.operations
            if o.method in clause.value and clause.key == f"* {erased(o.path)} methods"
        )
        for method in METHODS:
            if method in clause.value:
                continue
            data = flat.alone(operation)
            item = data["paths"][operation.path]
            item[method.lower()] = item[operation.method.lower()]
            draft = replace(known_good(document, operation, Facts()), method=method)
            what = f"{method} does what {operation.method} does"
            yield Break(clause.key, what, operation, document.edited(data), True, request=draft)


def _effects(document: Document, facts: Facts) -> Iterator[Break]:
    """Providers that answer as promised and do nothing, or more than what was asked for."""
    for clause in clauses_of(document):
        operation = clause.operation
        if operation is None or clause.keyword != "effect":
            continue
        good = known_good(document, operation, facts)
        nothing = {"create": "nothing is made", "read": "nothing is shown"}
        what = nothing.get(str(clause.value), "nothing is deleted")
        yield Break(clause.key, what, operation, document, True, request=good, effect="nothing")
        if clause.value == "delete" and any(neighbours_of(document, operation, facts, good)):
            what = "everything is deleted"
            yield Break(clause.key, what, operation, document, True, request=good, effect="everything")


def _edits(clause: Clause) -> Iterator[Edit]:
    if clause.path and clause.keyword not in ("style", "explode", "content"):
        tokens = split(clause.path)
        if clause.path == "/required":
            yield from _flipped(clause)
        else:
            yield from schema_edits(clause.keyword, clause.value, tokens[-1])
    elif clause.keyword == "explode":
        yield "explode the other way", lambda holder: holder.update(explode=not clause.value)
    elif clause.keyword == "media type":
        yield "another media type", lambda holder: _renamed(holder, str(clause.value))
    elif clause.keyword == "operation":
        yield "the operation gone", lambda holder: holder.clear()
    else:
        yield from operation_edits(clause.keyword, clause.place, clause.value)


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
    edit(holder)
    if not holder and clause.keyword == "operation":
        data["paths"] = {}
    return document.edited(data)


def _holder(flat: Flat, operation: Operation, clause: Clause) -> str:
    """The pointer of the object that an edit of the clause works on."""
    at = flat.operations[operation.pointer]
    schema = flat.schemas.get((operation.pointer, clause.place))
    if clause.place == "body" and clause.path == "/required":
        return f"{at}/requestBody"
    if clause.path in ("/required", "/explode") and schema is not None:
        return schema.rpartition("/schema")[0]
    if clause.keyword == "media type" and schema is not None:
        return schema.rpartition("/schema")[0].rpartition("/")[0]
    if clause.path and schema is not None:
        steps = split(clause.path)
        depth = len(steps) - (2 if clause.keyword == "required" else 1)
        return schema + "".join("/" + step for step in clause.path.split("/")[1 : depth + 1])
    return at
