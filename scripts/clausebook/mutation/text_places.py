"""Proofs for places where every value is written as text: parameters, headers, forms.

Text has no types. What a schema says of them shows only in the readings that the judge tries: a
text may stand for a number or a boolean where it spells one, for null where it is "" or "null".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clausebook.clauses import Clause, Place
from clausebook.mutation.model import Argument, EquivalenceProof
from clausebook.schema.canonical import Schema
from clausebook.schema.validation import SchemaValidator

# Tells whether both documents judge an exchange alike that has this value where the clause stands;
# None where the exchange is refused for another reason, so that it says nothing.
Alike = Callable[[Any], bool | None]


def is_text(place: Place) -> bool:
    """Whether values of this place are written as text and not as JSON."""
    kind = place.media_type
    if place.parameter is not None:
        kind = place.parameter.media_type
    return kind is None or "json" not in kind


def is_read(above: Sequence[str]) -> bool:
    """Whether the judge reads a text by the schema that these tokens lead to."""
    return not above or list(above) == ["items"] or (len(above) == 2 and above[0] == "properties")


def text_proof(
    clause: Clause,
    what: str,
    place: Place,
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    alike: Alike,
) -> EquivalenceProof | None:
    """A proof that an edit shows in no text; `mine` and `theirs` hold the clause's keyword."""
    above, at_root = clause.path.split("/")[1:-1], clause.path.count("/") == 1
    if what == "type gone" and is_read(above) and _takes_every_text(mine):
        return EquivalenceProof(
            Argument.TEXT, "every text that spells a number or a boolean is allowed as text too"
        )
    if what == "pattern that takes a final newline" and _is_header(place) and is_read(above):
        return EquivalenceProof(
            Argument.TEXT,
            "only texts with a newline differ, and no header has one (RFC 9110, 5.5)",
        )
    if what in ("type gone", "type that takes null") and at_root and _is_of(place, what, mine):
        return EquivalenceProof(
            Argument.TEXT, f"what stands there is never read as anything but {mine['type']}"
        )
    if what == "type that takes null" and list(above) == ["items"]:
        return _items_alike(place, mine, theirs)
    if not at_root:
        return None
    differing = _differing(what, mine, theirs)
    if differing and all(alike(value) is True for value in differing):
        shown = " and ".join(map(repr, differing))
        return EquivalenceProof(
            Argument.FINITE_DOMAIN,
            f"only {shown} could differ, and as written there both documents judge them alike",
        )
    return None


def _is_of(place: Place, what: str, schema: Mapping[str, Any]) -> bool:
    """Whether the way in which a place is written settles the type of its value.

    A parameter of style is split into a list or an object if its type says so, a form is an object,
    any other body that is no JSON is one text.
    """
    kind = schema.get("type")
    if place.parameter is not None:
        return what != "type gone" and kind in ("array", "object")
    if place.header is not None:
        return what != "type gone" and kind == "array"
    if place.media_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return kind == "object"
    return kind == "string" and (place.media_type or "").startswith("text/")


def _items_alike(
    place: Place, mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> EquivalenceProof | None:
    """An item is null only where it is "" or "null"; both readings of both are compared."""
    whole = place.schema.value.keys() <= {"type", "items", "minItems", "maxItems"}
    if not whole or mine.get("type") not in ("string", ["string"]):
        return None
    before, after = (SchemaValidator(Schema(dict(s), {}, {}), "") for s in (mine, theirs))
    if any(before.accepts(before.read(t)) != after.accepts(after.read(t)) for t in ("", "null")):
        return None
    return EquivalenceProof(
        Argument.FINITE_DOMAIN,
        "only the items '' and 'null' could differ, and both judge them alike",
    )


def _takes_every_text(schema: Mapping[str, Any]) -> bool:
    """Whether a schema allows every text but, perhaps, the empty one, which spells nothing."""
    only_text = schema.get("type") in ("string", ["string"])
    return only_text and schema.keys() <= {"type", "minLength"} and schema.get("minLength", 0) <= 1


def _differing(what: str, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> tuple[Any, ...]:
    """The only values that the edited keyword can be told by; none where they are many."""
    if what == "type that takes null" and mine.get("type") in ("string", ["string"]):
        return ("", "null")
    if what in ("minLength gone", "minLength 0") and mine.get("minLength") == 1:
        return ("",)
    if what in ("minItems gone", "minItems 0") and mine.get("minItems") == 1:
        return ([],)
    return ()


def _is_header(place: Place) -> bool:
    in_request = place.parameter is not None and place.parameter.place == "header"
    return in_request or place.header is not None
