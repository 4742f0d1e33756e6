"""What a made provider remembers: what writes have made, by the names that links give it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausebook.http.exchange import Request
from clausebook.http.media_types import UnreadableBody, read_json
from clausebook.openapi import Document, Operation
from clausebook.openapi.pointers import split
from clausebook.resources.links import creator_of

Names = Mapping[str, Any]


class Memory:
    """Things by kind (the operation that creates them) and by the values that name them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._things: dict[str, list[dict[str, Any]]] = {}

    def create(self, operation: Operation, values: Mapping[str, Any], request: Request) -> None:
        """Remembers what a create names, by the names of every operation that it links to."""
        names = self._created(operation, values, request)
        things = self._things.setdefault(operation.label, [])
        if names not in things:
            things.append(names)

    def find(self, operation: Operation, values: Mapping[str, Any]) -> bool | None:
        """Whether something a read or delete names is remembered; None where nothing could tell."""
        matching = self._matching(operation, values)
        return None if matching is None else bool(matching)

    def delete(self, operation: Operation, values: Mapping[str, Any]) -> None:
        """Forgets everything that a delete names; what it leaves out names all."""
        found = creator_of(self._document, operation)
        matching = self._matching(operation, values) or []
        if found:
            things = self._things.get(found[0].label, [])
            self._things[found[0].label] = [t for t in things if t not in matching]

    def _matching(
        self, operation: Operation, values: Mapping[str, Any]
    ) -> list[dict[str, Any]] | None:
        found = creator_of(self._document, operation)
        if found is None:
            return None
        creator, named = found
        wanted = {name: str(values[name]) for name in named if name in values}
        return [
            thing
            for thing in self._things.get(creator.label, [])
            if all(thing.get(name) == value for name, value in wanted.items())
        ]

    def _created(
        self, operation: Operation, values: Mapping[str, Any], request: Request
    ) -> dict[str, Any]:
        names: dict[str, Any] = {}
        for response in operation.responses.values():
            for entry in response.get("links", {}).values():
                link = self._document.resolve(entry)
                for name, expression in link.get("parameters", {}).items():
                    value = _evaluated(str(expression), values, request)
                    if value is not None:
                        names.setdefault(name, str(value))
        return names


def _evaluated(expression: str, values: Mapping[str, Any], request: Request) -> Any:
    """The value of a runtime expression over a request (OAS 3.1, 4.8.20.4), or None."""
    source = expression.removeprefix("$request.")
    if source.startswith("body#"):
        try:
            value = read_json(request.body)
        except UnreadableBody:
            return None
        for token in split(source.removeprefix("body#")):
            value = value.get(token) if isinstance(value, dict) else None
        return value
    return values.get(source.partition(".")[2])
