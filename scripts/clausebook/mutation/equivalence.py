"""Proofs that a mutant is equivalent: no exchange distinguishes it from the document.

Each proof is an argument that holds for these two documents. Without one the mutant is unproven;
that no witness was found is not a proof.
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
from clausebook.mutation.strategies import validity_check
from clausebook.mutation.text_places import SameVerdict, is_decoded, is_text, text_proof
from clausebook.openapi import Document, Operation, Side
from clausebook.openapi.pointers import split
from clausebook.schema.allowed_types import types_of
from clausebook.schema.equality import identity
from clausebook.schema.expressions import Lengths, UnreadablePattern, expression, longest
from clausebook.schema.normal import normal

# These keywords do not affect which members and items count as evaluated, so that an equivalent
# subschema keeps the whole schema equivalent.
_SCALAR = frozenset(
    {"type", "minLength", "maxLength", "pattern", "format", "multipleOf", "uniqueItems"}
    | {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems"}
)
_LONGEST = 20_000


def equivalence_proof(
    document: Document, clause: Clause, mutation: str, edited: Document, same_verdict: SameVerdict
) -> EquivalenceProof | None:
    """A proof that the mutant is equivalent, or None."""
    operation = clause.operation
    if operation is None or not edited.operations:
        return None
    mutated = edited.operations[0]
    if clause.keyword == "security":
        return _public_anyway(operation, mutated)
    if clause.keyword == "status":
        return _documented_alike(document, clause, operation, mutated)
    true, changed = place_of(document, clause, operation), place_of(edited, clause, mutated)
    if true is None or changed is None:
        return None
    if clause.keyword == "explode":
        return _serialized_alike(true)
    if clause.keyword in ("style", "content") or not clause.path:
        return None
    return _of_schemas(clause, mutation, true, changed, same_verdict)


def place_of(document: Document, clause: Clause, operation: Operation) -> Place | None:
    """The place in the operation's exchanges that the clause constrains, or None."""
    kinds = (
        (parameters_of, request_bodies_of)
        if clause.side is Side.REQUEST
        else (response_headers_of, response_bodies_of)
    )
    places = (place for kind in kinds for place in kind(document, operation))
    return next((place for place in places if place.name == clause.place), None)


def _of_schemas(
    clause: Clause, mutation: str, true: Place, changed: Place, same_verdict: SameVerdict
) -> EquivalenceProof | None:
    schema, mutated = true.schema.value, changed.schema.value
    same_decoding = not is_text(true) or _type_tree(schema) == _type_tree(mutated)
    if same_decoding and identity(normal(schema)) == identity(normal(mutated)):
        return EquivalenceProof(
            Argument.CANONICAL_FORM, "both schemas have the same form once merged and reduced"
        )
    above = split(clause.path)[: -2 if clause.keyword == "required" else -1]
    mine, theirs = _below(schema, above), _below(mutated, above)
    if not isinstance(mine, Mapping) or not isinstance(theirs, Mapping):
        return None
    if clause.keyword in _SCALAR:
        proof = _by_members(clause, mine, theirs, schema, above, true)
        proof = proof or _by_lengths(clause.keyword, mine, theirs)
        if proof is not None:
            return proof
    if (
        clause.keyword == "oneOf"
        and mutation == "oneOf become anyOf"
        and _all_disjoint(mine["oneOf"])
    ):
        return EquivalenceProof(
            Argument.IMPLIED, "no value fits two branches: their types or members differ"
        )
    return text_proof(clause, mutation, true, mine, theirs, same_verdict) if is_text(true) else None


def _type_tree(schema: Any) -> Any:
    """The types at every depth, which decide how text is decoded."""
    if isinstance(schema, list):
        return [_type_tree(item) for item in schema]
    if not isinstance(schema, Mapping):
        return None
    inner = {
        k: _type_tree(v) for k, v in schema.items() if isinstance(v, dict | list) and k != "enum"
    }
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
    """A proof by the `enum` beside the clause: both schemas allow the same of its members.

    This holds for text too: both reject a decoded value that is no member.
    """
    members = mine.get("enum")
    if members is None or identity(members) != identity(theirs.get("enum")):
        return None
    scalars = not any(isinstance(member, list | dict) for member in members)
    if is_text(place) and not (scalars and is_decoded(above)):
        return None
    definitions = root.get("$defs", {})
    before, after = validity_check(mine, definitions), validity_check(theirs, definitions)
    if any(before(member) != after(member) for member in members):
        return None
    beside = clause.key_parts.below(f"{clause.path.rpartition('/')[0]}/enum")
    return EquivalenceProof(
        Argument.FINITE_DOMAIN, f"{beside} leaves {len(members)} values, judged alike by both"
    )


def _by_lengths(
    keyword: str, mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> EquivalenceProof | None:
    """A proof by the pattern: no matching text has a length that only one schema allows."""
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
    """The possible lengths within the schema's limits, as a bit set."""
    least, most = int(schema.get("minLength", 0)), schema.get("maxLength")
    allowed = possible >> least << least
    return allowed if most is None else allowed & ((1 << (int(most) + 1)) - 1)


def _all_disjoint(branches: list[Any]) -> bool:
    return all(_disjoint(left, right) for left, right in combinations(branches, 2))


def _disjoint(left: Any, right: Any) -> bool:
    """Whether no value fits both: their types, or the enums of a required member, are disjoint."""
    if not isinstance(left, Mapping) or not isinstance(right, Mapping):
        return False
    if not types_of(left) & types_of(right):
        return True
    if not (types_of(left) & types_of(right) <= {"object"}):
        return False
    required = set(left.get("required", [])) & set(right.get("required", []))
    for name in required:
        enums = [_enum_of(branch.get("properties", {}).get(name)) for branch in (left, right)]
        if enums[0] is not None and enums[1] is not None and not enums[0] & enums[1]:
            return True
    return False


def _enum_of(schema: Any) -> set[str] | None:
    values = schema.get("enum") if isinstance(schema, Mapping) else None
    return None if values is None else set(map(identity, values))


def _public_anyway(operation: Operation, mutated: Operation) -> EquivalenceProof | None:
    if any(not alternative for alternative in operation.security) and any(
        not alternative for alternative in mutated.security
    ):
        return EquivalenceProof(Argument.IMPLIED, "another alternative needs no credential")
    return None


def _documented_alike(
    document: Document, clause: Clause, operation: Operation, mutated: Operation
) -> EquivalenceProof | None:
    """A proof that the range or `default` that covers the removed status documents the same."""
    status = str(clause.value)
    cover = next((s for s in (f"{status[:1]}XX", "default") if s in mutated.responses), None)
    if cover is None or cover == status or not status.isdecimal():
        return None
    if _contents(document, operation, status) != _contents(document, operation, cover):
        return None
    return EquivalenceProof(Argument.IMPLIED, f"response {cover} documents the same")


def _contents(document: Document, operation: Operation, status: str) -> dict[str, Any]:
    """The bodies and headers that are documented for a status, comparable by `==`."""
    contents: dict[str, Any] = {}
    for place in response_bodies_of(document, operation):
        if place.status == status:
            contents[f"body {place.media_type}"] = identity(place.schema.value)
    for place in response_headers_of(document, operation):
        if place.status == status:
            raw = document.resolve({"$ref": f"#{place.pointer}"})
            required = bool(raw.get("required", False))
            contents[f"header {place.header}"] = [required, identity(place.schema.value)]
    return contents


def has_one_style(place: Place) -> bool:
    """Whether only one style applies to a place (OAS 3.1, 4.8.12.3).

    That is so for headers and cookies, and for scalars in the query.
    """
    types = frozenset[str]().union(*_types(place.schema.value))
    where = place.parameter.place if place.parameter is not None else "header"
    return where in ("header", "cookie") or (where == "query" and not types & {"array", "object"})


def _serialized_alike(place: Place) -> EquivalenceProof | None:
    """A proof that `explode` has no effect, as for a scalar (OAS 3.1, 4.8.12.2)."""
    types = frozenset[str]().union(*_types(place.schema.value))
    if not types & {"array", "object"}:
        return EquivalenceProof(
            Argument.ONE_STYLE, "`explode` has no effect on a value without items or members"
        )
    style = place.parameter.style if place.parameter is not None else "simple"
    if style == "simple" and "object" not in types:
        return EquivalenceProof(
            Argument.ONE_STYLE, "the style `simple` serializes an array alike with either `explode`"
        )
    return None


def _types(schema: Any) -> Iterator[frozenset[str]]:
    """The types that each branch of a schema allows; all if a branch names none."""
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
