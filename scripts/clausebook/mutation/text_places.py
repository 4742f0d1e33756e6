"""Equivalence proofs for places where every value is text: parameters, headers, forms.

Text has no types. The judge decodes a text as a number or a boolean if it spells one, and as null
if it is "" or "null"; only there can a change of `type` make a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clausebook.clauses import Clause, Place
from clausebook.mutation.model import Argument, EquivalenceProof
from clausebook.schema.canonical import Schema
from clausebook.schema.validation import SchemaValidator

# Whether document and mutant judge an exchange with this value alike; None if another clause
# rejects the exchange, so that it proves nothing.
SameVerdict = Callable[[Any], bool | None]


def is_text(place: Place) -> bool:
    """Whether values of this place are sent as text and not as JSON."""
    kind = place.media_type
    if place.parameter is not None:
        kind = place.parameter.media_type
    return kind is None or "json" not in kind


def is_decoded(above: Sequence[str]) -> bool:
    """Whether the judge decodes a text by the schema that these tokens lead to."""
    return not above or list(above) == ["items"] or (len(above) == 2 and above[0] == "properties")


def text_proof(
    clause: Clause,
    mutation: str,
    place: Place,
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    same_verdict: SameVerdict,
) -> EquivalenceProof | None:
    """A proof that no text distinguishes document and mutant, or None.

    `mine` and `theirs` are their schemas that hold the clause's keyword.
    """
    above, at_root = clause.path.split("/")[1:-1], clause.path.count("/") == 1
    if mutation == "type removed" and is_decoded(above) and _allows_every_text(mine):
        return EquivalenceProof(
            Argument.TEXT, "every text that spells a number or a boolean is allowed as text too"
        )
    if (
        mutation == "pattern that accepts a final newline"
        and _is_header(place)
        and is_decoded(above)
    ):
        return EquivalenceProof(
            Argument.TEXT,
            "only texts with a newline differ, and no header has one (RFC 9110, 5.5)",
        )
    of_root_type = mutation in ("type removed", "type that accepts null") and at_root
    if of_root_type and _has_fixed_type(place, mutation, mine):
        return EquivalenceProof(
            Argument.TEXT, f"a value there is never decoded as anything but {mine['type']}"
        )
    if mutation == "type that accepts null" and list(above) == ["items"]:
        return _items_alike(place, mine, theirs)
    if not at_root:
        return None
    differing = _differing(mutation, mine, theirs)
    if differing and all(same_verdict(value) is True for value in differing):
        shown = " and ".join(map(repr, differing))
        return EquivalenceProof(
            Argument.FINITE_DOMAIN,
            f"only {shown} could differ, and sent there both documents judge them alike",
        )
    return None


def _has_fixed_type(place: Place, mutation: str, schema: Mapping[str, Any]) -> bool:
    """Whether the serialization of a place fixes the type of its value.

    A parameter with a style is split if its type is array or object, a form is an object, any other
    body that is not JSON is one text.
    """
    kind = schema.get("type")
    if place.parameter is not None:
        return mutation != "type removed" and kind in ("array", "object")
    if place.header is not None:
        return mutation != "type removed" and kind == "array"
    if place.media_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return kind == "object"
    return kind == "string" and (place.media_type or "").startswith("text/")


def _items_alike(
    place: Place, mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> EquivalenceProof | None:
    """An item is null only if it is "" or "null": compares both schemas on these two."""
    whole = place.schema.value.keys() <= {"type", "items", "minItems", "maxItems"}
    if not whole or mine.get("type") not in ("string", ["string"]):
        return None
    before, after = (SchemaValidator(Schema(dict(s), {}, {}), "") for s in (mine, theirs))
    if any(before.accepts(before.read(t)) != after.accepts(after.read(t)) for t in ("", "null")):
        return None
    return EquivalenceProof(
        Argument.FINITE_DOMAIN,
        "only the items '' and 'null' could differ, and both documents judge them alike",
    )


def _allows_every_text(schema: Mapping[str, Any]) -> bool:
    """Whether a schema allows every text; the empty one, which spells no value, does not matter."""
    only_text = schema.get("type") in ("string", ["string"])
    return only_text and schema.keys() <= {"type", "minLength"} and schema.get("minLength", 0) <= 1


def _differing(
    mutation: str, mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[Any, ...]:
    """The only values on which the schemas can differ; empty if there are many."""
    if mutation == "type that accepts null" and mine.get("type") in ("string", ["string"]):
        return ("", "null")
    if mutation in ("minLength removed", "minLength 0") and mine.get("minLength") == 1:
        return ("",)
    if mutation in ("minItems removed", "minItems 0") and mine.get("minItems") == 1:
        return ([],)
    return ()


def _is_header(place: Place) -> bool:
    in_request = place.parameter is not None and place.parameter.place == "header"
    return in_request or place.header is not None
