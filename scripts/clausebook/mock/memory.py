"""The mock server's state: created resources, identified by the parameter names of links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausebook.http.exchange import Request
from clausebook.http.media_types import UnreadableBody, read_json
from clausebook.openapi import Document, Operation
from clausebook.openapi.pointers import split
from clausebook.resources.links import creator_of


class Memory:
    """The identifiers of each created resource, by the operation that created it."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._resources: dict[str, list[dict[str, Any]]] = {}

    def create(self, operation: Operation, values: Mapping[str, Any], request: Request) -> None:
        """Store the resource of a create request."""
        identifiers = self._identifiers(operation, values, request)
        resources = self._resources.setdefault(operation.label, [])
        if identifiers not in resources:
            resources.append(identifiers)

    def find(self, operation: Operation, values: Mapping[str, Any]) -> bool | None:
        """Whether the resource of a read or delete exists; None if no create is linked."""
        matching = self._matching(operation, values)
        return None if matching is None else bool(matching)

    def delete(self, operation: Operation, values: Mapping[str, Any]) -> None:
        """Delete all matching resources; an omitted identifier matches all."""
        creation = creator_of(self._document, operation)
        matching = self._matching(operation, values) or []
        if creation:
            label = creation[0].label
            self._resources[label] = [
                resource for resource in self._resources.get(label, []) if resource not in matching
            ]

    def _matching(
        self, operation: Operation, values: Mapping[str, Any]
    ) -> list[dict[str, Any]] | None:
        creation = creator_of(self._document, operation)
        if creation is None:
            return None
        creator, parameter_names = creation
        identifiers = {name: str(values[name]) for name in parameter_names if name in values}
        return [
            resource
            for resource in self._resources.get(creator.label, [])
            if all(resource.get(name) == value for name, value in identifiers.items())
        ]

    def _identifiers(
        self, operation: Operation, values: Mapping[str, Any], request: Request
    ) -> dict[str, Any]:
        """The identifiers of a created resource, by the parameter names of linked operations."""
        identifiers: dict[str, Any] = {}
        for response in operation.responses.values():
            for link_or_reference in response.get("links", {}).values():
                link = self._document.resolve(link_or_reference)
                for name, expression in link.get("parameters", {}).items():
                    value = _evaluate(str(expression), values, request)
                    if value is not None:
                        identifiers.setdefault(name, str(value))
        return identifiers


def _evaluate(expression: str, values: Mapping[str, Any], request: Request) -> Any:
    """The value of a runtime expression in a request (OAS 3.1, 4.8.20.4), or None."""
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
