"""Parses the parameters of a request on the wire, by `place name`."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from clausebook.clauses import parameters_of
from clausebook.http.exchange import Request
from clausebook.http.parameter_reading import (
    ParameterMalformed,
    ParameterMissing,
    ParameterReader,
    RawParameters,
    cookie_pairs,
    query_pairs,
)
from clausebook.openapi import Document, Operation
from clausebook.schema.validation import SchemaValidator


def parameters_in(
    document: Document, operation: Operation, request: Request, path_values: Mapping[str, str]
) -> dict[str, Any]:
    """The values of the parameters that parse in their style."""
    headers: dict[str, list[str]] = {}
    for name, value in request.headers:
        headers.setdefault(name.lower(), []).append(value)
    cookies = cookie_pairs(headers.get("cookie", []))
    raw = RawParameters(query_pairs(request.query), path_values, headers, cookies)
    values = {}
    for label, reader in _readers(document, operation.method, operation.path).items():
        try:
            values[label] = reader.read(raw)[0]
        except (ParameterMissing, ParameterMalformed, KeyError):
            continue
    return values


@lru_cache(maxsize=256)
def _readers(document: Document, method: str, path: str) -> dict[str, ParameterReader]:
    return {
        f"{place.parameter.place} {place.parameter.name}": ParameterReader(
            place.parameter, SchemaValidator(place.schema, "")
        )
        for place in parameters_of(document, document.operation(method, path))
        if place.parameter is not None
    }


def same(left: Any, right: Any) -> bool:
    """Whether two plain values are equal, as 1 and 1.0, but not `true` and 1.

    Two notations of one date-time are equal, because a client may parse it.
    """
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, bool) or isinstance(right, bool) or type(left) is not type(right):
        return _text(left) == _text(right)
    return bool(left == right) or (isinstance(left, str) and _moment(left) == _moment(right))


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _moment(text: str) -> datetime.datetime | str:
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        return text
