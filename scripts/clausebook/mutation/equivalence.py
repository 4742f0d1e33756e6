"""Proofs that an edit of one clause changes nothing that any exchange could show.

Each is an argument that is checked here against the two documents; where none holds, the edit is
unproven. That no witness was found is no argument.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from clausebook.clauses import (
    Clause,
    Place,
    parameters_of,
    request_bodies_of,
    response_bodies_of,
    response_headers_of,
)
from clausebook.mutation.model import Argument, EquivalenceProof
from clausebook.mutation.strategies import allows
from clausebook.mutation.text_places import Alike, is_read, is_text, text_proof
from clausebook.openapi import Document, Operation, Side
from clausebook.openapi.pointers import split
from clausebook.schema.equality import identity
from clausebook.schema.expressions import Lengths, UnreadablePattern, expression, longest
from clausebook.schema.merging import types_of
from clausebook.schema.normal import normal

# These say nothing about which members and items a schema has looked at, so that a part of a schema
# that means the same leaves the whole the same.
_SCALAR = frozenset(
    {"type", "minLength", "maxLength", "pattern", "format", "multipleOf", "uniqueItems"}
    | {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems"}
)
_LONGEST = 20_000


def proof_of(
    document: Document, clause: Clause, what: str, edited: Document, alike: Alike
) -> EquivalenceProof | None:
    """A proof that the edit changes nothing; None where none is known."""
    operation = clause.operation
    if operation is None or not edited.operations:
        return None
    other = edited.operations[0]
    if clause.keyword == "security":
        return _let_in_anyway(operation, other)
    if clause.keyword == "status":
        return _answered_alike(document, clause, operation, other)
    true, changed = place_of(document, clause, operation), place_of(edited, clause, other)
    if true is None or changed is None:
        return None
    if clause.keyword == "explode":
        return _written_alike(true)
    if clause.keyword in ("style", "content") or not clause.path:
        return None
    return _of_schemas(clause, what, true, changed, alike)


def place_of(document: Document, clause: Clause, operation: Operation) -> Place | None:
    """Where in an operation of a document the clause's value travels."""
    kinds = (
        (parameters_of, request_bodies_of)
        if clause.side is Side.REQUEST
        else (response_headers_of, response_bodies_of)
    )
    places = (place for kind in kinds for place in kind(document, operation))
    return next((place for place in places if place.name == clause.place), None)


def _of_schemas(
    clause: Clause, what: str, true: Place, changed: Place, alike: Alike
) -> EquivalenceProof | None:
    one, other = true.schema.value, changed.schema.value
    same_reading = not is_text(true) or _kinds(one) == _kinds(other)
    if same_reading and identity(normal(one)) == identity(normal(other)):
        return EquivalenceProof(
            Argument.CANONICAL_FORM, "both schemas have the same form once merged and reduced"
        )
    above = split(clause.path)[: -2 if clause.keyword == "required" else -1]
    mine, theirs = _below(one, above), _below(other, above)
    if not isinstance(mine, Mapping) or not isinstance(theirs, Mapping):
        return None
    if clause.keyword in _SCALAR:
        found = _by_members(clause, mine, theirs, one, above, true)
        found = found or _by_lengths(clause.keyword, mine, theirs)
        if found is not None:
            return found
    if clause.keyword == "oneOf" and what == "oneOf become anyOf" and _all_apart(mine["oneOf"]):
        return EquivalenceProof(
            Argument.IMPLIED, "no two of the shapes share a value: their types or members differ"
        )
    return text_proof(clause, what, true, mine, theirs, alike) if is_text(true) else None


def _kinds(schema: Any) -> Any:
    """The types that decide how text is read, at every depth."""
    if isinstance(schema, list):
        return [_kinds(item) for item in schema]
    if not isinstance(schema, Mapping):
        return None
    inner = {k: _kinds(v) for k, v in schema.items() if isinstance(v, dict | list) and k != "enum"}
    return [sorted(types_of(schema)), inner]


def _below(schema: Any, tokens: list[str]) -> Any:
    for token in tokens:
        schema = schema[int(token)] if isinstance(schema, list) else schema.get(token)
        if schema is None:
            return None
    return schema


def _by_members(
    clause: Clause,
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    root: Mapping[str, Any],
    above: list[str],
    place: Place,
) -> EquivalenceProof | None:
    """`enum` beside the clause leaves few values; each is allowed by both or by neither.

    At a place of text the same holds, because a reading that is no member is refused by both.
    """
    members = mine.get("enum")
    if members is None or identity(members) != identity(theirs.get("enum")):
        return None
    scalars = not any(isinstance(member, list | dict) for member in members)
    if is_text(place) and not (scalars and is_read(above)):
        return None
    definitions = root.get("$defs", {})
    before, after = allows(mine, definitions), allows(theirs, definitions)
    if any(before(member) != after(member) for member in members):
        return None
    beside = clause.key_parts.below(f"{clause.path.rpartition('/')[0]}/enum")
    return EquivalenceProof(
        Argument.FINITE_DOMAIN, f"{beside} leaves {len(members)} values, judged alike by both"
    )


def _by_lengths(
    keyword: str, mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> EquivalenceProof | None:
    """The lengths that only one of both allows are lengths that no matching text has."""
    pattern = mine.get("pattern")
    if keyword not in ("minLength", "maxLength") or pattern != theirs.get("pattern"):
        return None
    if not isinstance(pattern, str):
        return None
    try:
        tree = expression(pattern)
        most = longest(tree)
        bounds = [int(s[k]) for s in (mine, theirs) for k in ("minLength", "maxLength") if k in s]
        bound = max(most or 0, *bounds, 0) + 1
        if bound > _LONGEST:
            return None
        possible = Lengths(bound).of_texts(tree)
    except (UnreadablePattern, RecursionError):
        return None
    beyond = most is None and ("maxLength" in mine) != ("maxLength" in theirs)
    if beyond or _lengths(possible, mine) != _lengths(possible, theirs):
        return None
    has = ", ".join(str(n) for n in range(bound + 1) if possible >> n & 1) or "none"
    more = " and longer" if most is None else ""
    return EquivalenceProof(
        Argument.LENGTHS, f"the lengths that {pattern} can have are {has[:120]}{more}"
    )


def _lengths(possible: int, schema: Mapping[str, Any]) -> int:
    """The possible lengths that the limits of a schema leave."""
    least, most = int(schema.get("minLength", 0)), schema.get("maxLength")
    left = possible >> least << least
    return left if most is None else left & ((1 << (int(most) + 1)) - 1)


def _all_apart(branches: list[Any]) -> bool:
    return all(_apart(one, other) for one, other in combinations(branches, 2))


def _apart(one: Any, other: Any) -> bool:
    """Whether no value fits both: other types, or a member that each demands with other values."""
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return False
    if not types_of(one) & types_of(other):
        return True
    if not (types_of(one) & types_of(other) <= {"object"}):
        return False
    demanded = set(one.get("required", [])) & set(other.get("required", []))
    for name in demanded:
        own, their = (_members(branch.get("properties", {}).get(name)) for branch in (one, other))
        if own is not None and their is not None and not own & their:
            return True
    return False


def _members(schema: Any) -> set[str] | None:
    values = schema.get("enum") if isinstance(schema, Mapping) else None
    return None if values is None else set(map(identity, values))


def _let_in_anyway(operation: Operation, other: Operation) -> EquivalenceProof | None:
    if any(not alternative for alternative in operation.security) and any(
        not alternative for alternative in other.security
    ):
        return EquivalenceProof(
            Argument.IMPLIED, "another alternative lets everybody in without a credential"
        )
    return None


def _answered_alike(
    document: Document, clause: Clause, operation: Operation, other: Operation
) -> EquivalenceProof | None:
    """The range or `default` that an answer then falls under promises the same."""
    status = str(clause.value)
    cover = next((s for s in (f"{status[:1]}XX", "default") if s in other.responses), None)
    if cover is None or cover == status or not status.isdecimal():
        return None
    if _promised(document, operation, status) != _promised(document, operation, cover):
        return None
    return EquivalenceProof(Argument.IMPLIED, f"response {cover} promises the same")


def _promised(document: Document, operation: Operation, status: str) -> dict[str, Any]:
    """What an answer of this status carries."""
    promised: dict[str, Any] = {}
    for place in response_bodies_of(document, operation):
        if place.status == status:
            promised[f"body {place.media_type}"] = identity(place.schema.value)
    for place in response_headers_of(document, operation):
        if place.status == status:
            raw = document.resolve({"$ref": f"#{place.pointer}"})
            required = bool(raw.get("required", False))
            promised[f"header {place.header}"] = [required, identity(place.schema.value)]
    return promised


def has_one_style(place: Place) -> bool:
    """Whether a place has one style alone (OAS 3.1, 4.8.12.3).

    Headers and cookies have; in the query the others write nothing but lists and objects.
    """
    types = frozenset[str]().union(*_types(place.schema.value))
    where = place.parameter.place if place.parameter is not None else "header"
    return where in ("header", "cookie") or (where == "query" and not types & {"array", "object"})


def _written_alike(place: Place) -> EquivalenceProof | None:
    """`explode` has no effect on a value that is no list and no object (OAS 3.1, 4.8.12.2)."""
    types = frozenset[str]().union(*_types(place.schema.value))
    if not types & {"array", "object"}:
        return EquivalenceProof(
            Argument.ONE_STYLE, "`explode` says nothing about a value without items or members"
        )
    style = place.parameter.style if place.parameter is not None else "simple"
    if style == "simple" and "object" not in types:
        return EquivalenceProof(
            Argument.ONE_STYLE, "the style `simple` writes a list alike with either `explode`"
        )
    return None


def _types(schema: Any) -> Iterator[frozenset[str]]:
    """The types that a schema may have; all where a branch names none."""
    if not isinstance(schema, Mapping):
        yield types_of({})
    elif "type" in schema or "enum" in schema:
        yield types_of(schema)
    else:
        branches = [b for k in ("anyOf", "oneOf", "allOf") for b in schema.get(k, [])]
        for branch in branches:
            yield from _types(branch)
        if not branches:
            yield types_of({})
