"""Which kinds of resource a document describes, inferred from its paths and methods.

`POST /pets` and `/pets/{petId}` make a kind of resource, and `/pets/{petId}/toys` belongs to it.
Says nothing of particular ones: `address` reads where one is, `checks/session` creates them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from clausebook.openapi import Document, Effect, Operation
from clausebook.resources.draft import Slot

_TEMPLATE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class AddressSlot:
    """A path parameter, and the kind of resource that its value identifies.

    `kind` is the path up to the parameter with its template names erased, such as `/pets/{}`.
    """

    name: str
    kind: str

    @property
    def slot(self) -> Slot:
        """Where a draft holds the value."""
        return "path", self.name


@dataclass(frozen=True)
class ResourceType:
    """One kind of resource and the operations on it, as far as the document has them.

    `creation` is the POST on the collection; without one, the PUT on the resource itself.
    """

    kind: str
    creation: Operation | None = field(repr=False)
    listing: Operation | None = field(repr=False)
    deletion: Operation | None = field(repr=False)

    @property
    def is_named_by_client(self) -> bool:
        """Whether the request that creates it also chooses its name."""
        return self.creation is not None and self.creation.method == "PUT"


def address_slots(operation: Operation) -> list[AddressSlot]:
    """The path parameters of an operation in their order, each with what its value identifies."""
    slots = []
    for match in _TEMPLATE.finditer(operation.path):
        name = match[0][1:-1]
        slots.append(AddressSlot(name, erased(operation.path[: match.end()])))
    return slots


def erased(path: str) -> str:
    """The path with its template names erased, without a final slash."""
    return _TEMPLATE.sub("{}", path).rstrip("/")


def resource_types(document: Document) -> dict[str, ResourceType]:
    """Every kind of resource by its `kind`: the operations of a path that ends in a parameter."""
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in document.operations:
        by_path.setdefault(erased(operation.path), {})[operation.method] = operation
    kinds = {slot.kind for o in document.operations for slot in address_slots(o)}
    return {kind: _resource_type(kind, by_path) for kind in sorted(kinds)}


def _resource_type(kind: str, by_path: Mapping[str, Mapping[str, Operation]]) -> ResourceType:
    own = by_path.get(kind, {})
    collection, ends_alone = kind[:-3], kind.endswith("/{}")
    siblings = by_path.get(collection, {}) if ends_alone else {}
    creation = siblings.get("POST") or own.get("PUT")
    if creation is not None and creation.effect in (Effect.READ, Effect.DELETE):
        creation = None
    return ResourceType(kind, creation, siblings.get("GET"), own.get("DELETE"))


def types_created_by(
    types: Mapping[str, ResourceType], operation: Operation
) -> Iterator[ResourceType]:
    """The kinds of resource that a successful request of the operation creates."""
    for resource_type in types.values():
        creation = resource_type.creation
        if creation is not None and creation.label == operation.label:
            yield resource_type
