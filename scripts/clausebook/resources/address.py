"""Where a created resource is: the value of its path parameter, read from the exchange.

In this order: a `links` entry, the Location header, the member of the body that is named as the
parameter, `id`, the only member of the parameter's type (OAS 3.1, 4.8.20; RFC 9110, 10.2.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from clausebook.http.exchange import Exchange
from clausebook.http.media_types import UnreadableBody, read_json
from clausebook.judge.routing import Router
from clausebook.openapi import Document, Operation
from clausebook.openapi.pointers import split
from clausebook.resources.types import ResourceType, address_slots, erased

_TYPES = {"integer": int, "string": str, "number": float}


def created_id(
    document: Document, router: Router, created: ResourceType, exchange: Exchange, base_url: str
) -> Any:
    """The value that identifies what the exchange created; None where the response says none.

    `base_url` is what the targets of requests are below; a Location elsewhere says nothing.
    """
    assert created.creation is not None
    answer = _json(exchange.response.body)
    for value in (
        _linked(document, created, exchange, answer),
        _located(router, created, exchange, base_url),
        *_of_members(document, created, answer),
        *_of_members(document, created, _json(exchange.request.body), only_named=True),
    ):
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return value
    return None


def listed_id(document: Document, listed: ResourceType, exchange: Exchange) -> Any:
    """The value that identifies the first item of a list; None where the list shows none."""
    answer = _json(exchange.response.body)
    lists = [answer] if isinstance(answer, list) else []
    if isinstance(answer, Mapping):
        lists = [value for value in answer.values() if isinstance(value, list)]
    for items in lists[:1]:
        for item in items[:1]:
            return next(_of_members(document, listed, item), None)
    return None


def _json(body: bytes) -> Any:
    try:
        return read_json(body)
    except UnreadableBody:
        return None


def _linked(document: Document, created: ResourceType, exchange: Exchange, answer: Any) -> Any:
    """What a link of the response hands on to an operation of this kind of resource."""
    creation = created.creation
    assert creation is not None
    for response in creation.responses.values():
        for entry in response.get("links", {}).values():
            link = document.resolve(entry)
            for operation in document.operations:
                if operation.operation_id and operation.operation_id == link.get("operationId"):
                    name = _own_name(operation, created.kind)
                    expression = str(link.get("parameters", {}).get(name, ""))
                    value = _evaluated(expression, exchange, answer)
                    if value is not None:
                        return value
    return None


def _own_name(operation: Operation, kind: str) -> str:
    return next((slot.name for slot in address_slots(operation) if slot.kind == kind), "")


def _evaluated(expression: str, exchange: Exchange, answer: Any) -> Any:
    """What a runtime expression about a body reads (OAS 3.1, 4.8.20.4)."""
    for prefix, body in (("$response.body#", answer), ("$request.body#", exchange.request.body)):
        if expression.startswith(prefix):
            value = _json(body) if isinstance(body, bytes) else body
            for token in split(expression.removeprefix(prefix)):
                if isinstance(value, list) and token.isdecimal() and int(token) < len(value):
                    value = value[int(token)]
                else:
                    value = value.get(token) if isinstance(value, Mapping) else None
            return value
    if expression.startswith("$response.header."):
        return exchange.response.header(expression.removeprefix("$response.header."))
    return None


def _located(router: Router, created: ResourceType, exchange: Exchange, base_url: str) -> Any:
    location = exchange.response.header("Location")
    if exchange.response.status != 201 or location is None:
        return None
    base, there = urlsplit(base_url), urlsplit(location)
    if there.netloc and there.netloc != base.netloc:
        return None
    path = there.path if there.path.startswith("/") else f"{exchange.request.path}/{there.path}"
    prefix = base.path.rstrip("/")
    for candidate in (path.removeprefix(prefix), path):
        _, template, values = router.find("GET", candidate)
        if template is not None and erased(template) == created.kind and values:
            return unquote(list(values.values())[-1])
    return None


def _of_members(
    document: Document, created: ResourceType, body: Any, *, only_named: bool = False
) -> Iterator[Any]:
    """The identifying members of a body, or of the one object that it wraps, the surest first."""
    wrapped = list(body.values()) if isinstance(body, Mapping) else []
    objects = [body, *(value for value in wrapped if isinstance(value, Mapping))]
    for members in objects:
        if isinstance(members, Mapping):
            yield from _named_members(document, created, members, only_named=only_named)


def _named_members(
    document: Document, created: ResourceType, members: Mapping[str, Any], *, only_named: bool
) -> Iterator[Any]:
    parameter = _parameter(document, created)
    if parameter is None:
        return
    name, schema = parameter
    plain = {_plain(member): value for member, value in members.items()}
    if name in members:
        yield members[name]
    elif _plain(name) in plain:
        yield plain[_plain(name)]
    if only_named:
        return
    for other in ("id", "uuid", "_id", "uid"):
        if other in members:
            yield members[other]
    wanted = _TYPES.get(str(schema.get("type")), str)
    scalars = [v for v in members.values() if type(v) is wanted]
    if len(scalars) == 1:
        yield scalars[0]


def name_of_id(document: Document, resource_type: ResourceType) -> str:
    """What the parameter that identifies this kind of resource is called; '' for none."""
    parameter = _parameter(document, resource_type)
    return parameter[0] if parameter else ""


def _parameter(document: Document, created: ResourceType) -> tuple[str, Mapping[str, Any]] | None:
    """The name and schema of the parameter that identifies this kind of resource."""
    for operation in document.operations:
        name = _own_name(operation, created.kind)
        for parameter in operation.parameters:
            if parameter.place == "path" and parameter.name == name:
                schema = document.resolve(parameter.schema)
                return name, schema if isinstance(schema, Mapping) else {}
    return None


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
