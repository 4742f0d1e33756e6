"""Which parts of a request refer to something that must exist, which its schema cannot say.

A refusal of such a request is no evidence: only what this run created, or facts name, is known to
exist. A member of what a request itself creates is no reference (DESIGN: what is asserted).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clausebook.openapi import Operation
from clausebook.resources.draft import Draft, Slot
from clausebook.resources.types import ResourceType, address_slots

_POSITION = re.compile(
    r"^(cursor|marker|before|after|since|etag)$|(page|continuation|next|sync)_?(token|key|cursor)"
    r"|(since|max|before|after|starting|ending)_(id|after|before)",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"^If-(Match|None-Match|Modified-Since|Unmodified-Since|Range)$", re.I)
_ENDINGS = ("id", "ids", "uuid", "uuids", "key", "pk", "ref")
_SECRET = re.compile(
    r"^(user_?name|password|secret|token|otp|code|grant_?type|login)$|_?token$", re.IGNORECASE
)
_CAMEL_IDENTIFIER = re.compile(r"[a-z](Id|ID|Ids|Uuid|Guid|Ref)s?$")


@dataclass(frozen=True)
class Reference:
    """One value of a request that names something; `kind` is what, where the document tells.

    `path` leads to the value inside of a body; it is empty for a parameter.
    """

    place: str
    name: str
    kind: str
    path: tuple[str | int, ...] = ()


def references_of(types: Mapping[str, ResourceType], draft: Draft) -> Iterator[Reference]:
    """The references of a draft: those of its path first, then parameters, then its body."""
    for slot in address_slots(draft.operation):
        yield Reference("path", slot.name, slot.kind)
    for place, name in draft.values:
        if place == "path":
            continue
        kind = kind_named(types, name)
        if kind or _POSITION.search(name) or _CONDITION.search(name) or _is_identifier(name):
            yield Reference(place, name, kind)
    yield from _of_body(types, draft.body, ())


def kind_named(types: Mapping[str, ResourceType], name: str) -> str:
    """The kind of resource that a parameter or member refers to by its name; '' for none.

    `customer_id`, `customerId` and `customer_ids` refer to what `/customers/{}` identifies.
    """
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower().replace("-", "_")
    subject, _, ending = words.rpartition("_")
    if not subject or ending not in _ENDINGS:
        subject = words
    for kind in types:
        collection = kind.removesuffix("/{}").rpartition("/")[2].lower().replace("-", "_")
        if subject in _singulars(collection):
            return kind
    return ""


def _singulars(collection: str) -> tuple[str, ...]:
    """The words that one item of a collection may be called by (English plurals)."""
    if collection.endswith("ies"):
        return (collection[:-3] + "y",)
    if collection.endswith("es"):
        return collection[:-1], collection[:-2]
    return (collection[:-1],) if collection.endswith("s") else ()


def if_match_of(operation: Operation) -> Slot | None:
    """The place of a documented `If-Match` header (RFC 9110, 13.1.1); None where there is none."""
    for parameter in operation.parameters:
        if parameter.place == "header" and parameter.name.lower() == "if-match":
            return "header", parameter.name
    return None


def has_free_values(draft: Draft) -> bool:
    """Whether the request says something outside of its path that its schema leaves open."""
    given = [value for (place, _), value in draft.values.items() if place != "path"]
    return any(_has_scalar(value) for value in (*given, draft.body, draft.raw_body))


def _has_scalar(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_scalar, value.values()))
    if isinstance(value, list):
        return any(map(_has_scalar, value))
    return isinstance(value, str | int | float | bytes) and not isinstance(value, bool)


def _is_identifier(name: str) -> bool:
    """Whether a name says that its value identifies something, though nobody tells what."""
    return bool(re.search(r"_(ids?|uuids?|guids?|refs?)$", name) or _CAMEL_IDENTIFIER.search(name))


def _of_body(
    types: Mapping[str, ResourceType], value: Any, path: tuple[str | int, ...]
) -> Iterator[Reference]:
    members: Any = ()
    if isinstance(value, Mapping):
        members = value.items()
    elif isinstance(value, list):
        members = enumerate(value)
    for name, member in members:
        here = (*path, name)
        if isinstance(name, str) and not isinstance(member, Mapping):
            kind = kind_named(types, name)
            if kind or _is_identifier(name) or _SECRET.search(name):
                yield Reference("body", name, kind, here)
        yield from _of_body(types, member, here)
