"""One operation's request read back from the wire: each parameter's value, by `place name`."""

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
    """The values of the parameters that the request carries and that can be read in their style."""
    headers: dict[str, list[str]] = {}
    for name, value in request.headers:
        headers.setdefault(name.lower(), []).append(value)
    cookies = cookie_pairs(headers.get("cookie", []))
    written = RawParameters(query_pairs(request.query), path_values, headers, cookies)
    found = {}
    for label, reader in _readers(document, operation.method, operation.path).items():
        try:
            found[label] = reader.read(written)[0]
        except (ParameterMissing, ParameterMalformed, KeyError):
            continue
    return found


@lru_cache(maxsize=256)
def _readers(document: Document, method: str, path: str) -> dict[str, ParameterReader]:
    return {
        f"{place.parameter.place} {place.parameter.name}": ParameterReader(
            place.parameter, SchemaValidator(place.schema, "")
        )
        for place in parameters_of(document, document.operation(method, path))
        if place.parameter is not None
    }


def same(one: Any, other: Any) -> bool:
    """Whether two plain values mean one thing, as 1 and 1.0 do, and `true` and 1 do not.

    Two spellings of one moment are the same, because a client may keep it as a time.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool) or type(one) is not type(other):
        return _text(one) == _text(other)
    return bool(one == other) or (isinstance(one, str) and _moment(one) == _moment(other))


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _moment(text: str) -> datetime.datetime | str:
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        return text
