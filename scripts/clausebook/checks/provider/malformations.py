"""Malformed requests: the changes to a valid one, place by place.

A provider may accept or reject them; `malformed_requests` judges what it does.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from clausebook.auth import schemes_of
from clausebook.checks.provider.leniency import is_respelled_path
from clausebook.checks.provider.near_miss_names import near_miss_paths, near_miss_values
from clausebook.checks.provider.probes import Planner
from clausebook.clauses import Place, parameters_of
from clausebook.config.facts import Facts
from clausebook.http.exchange import Request
from clausebook.http.parameter_writing import encoded
from clausebook.openapi import Document, Effect, Operation
from clausebook.resources import Draft, valid_request
from clausebook.resources.draft import Slot
from clausebook.resources.equivalent_requests import overrides
from clausebook.resources.links import creating_draft
from clausebook.values.nothing import NOTHING

_LONG = 8_000
_MALFORMED_VALUES: dict[str, Any] = {
    "a NUL": "a\0b",
    "a value with control characters": "a\x07\x1b\r\nb",
    "a very long value": "a" * _LONG,
    "a number beyond 32 bits": 2**31,
    "a number beyond 64 bits": 2**64,
    "a very long number": "9" * 5_000,
    "a value with quotation marks, a parent path and format specifiers": "../a'b\"c%25{0}%s%n$d",
    "an astral character": "\U0001f600",
    "a value of white space only": "  ",
    "a quotation mark": 'a"b',
}
_ECHOED_VALUE = "a quotation mark"  # a JSON response that echoes it must escape it (RFC 8259, 7)


@dataclass(frozen=True)
class Malformation:
    """A malformed draft, and the malformations to its request.

    It adds `pair` to the query and `slash` to the path. `other_resource`: it identifies another
    resource than the valid request; `undocumented_path`: the document lacks its path; `echoed`: a
    documented response probably contains the value; `may_delete`: it may delete what a write makes.
    `respelled_path`: a lenient provider takes its path for the documented one.
    """

    draft: Draft
    pair: str = ""
    slash: bool = False
    header: tuple[str, str] | None = None
    other_resource: bool = False
    undocumented_path: bool = False
    echoed: bool = False
    may_delete: bool = False
    respelled_path: bool = False

    def __call__(self, request: Request) -> Request:
        """The malformed request."""
        path, target = request.path, request.target
        if self.slash:
            target = f"{path}/{'?' if request.query else ''}{request.query}"
        if self.pair:
            target = f"{target}{'&' if request.query else '?'}{self.pair}"
        changed = replace(request, target=target)
        return changed.with_header(*self.header) if self.header else changed


Malformations = Mapping[str, Malformation]


def malformed_requests_of(
    planner: Planner, operation: Operation, facts: Facts, valid: Draft
) -> Iterator[tuple[str, Malformations]]:
    """The malformations of each kind, with the name of the kind."""
    yield "a malformed target", _targets(valid)
    yield "an undocumented path", _paths(planner.document, valid)
    yield "a malformed header", _headers(planner.document, valid)
    yield "a method override", _overrides(planner.document, facts, valid)
    for place in parameters_of(planner.document, operation):
        yield from _of_parameter(planner, facts, valid, place)
    if isinstance(valid.body, dict):
        yield "a malformed body", _bodies(valid, valid.body)
        for name in valid.body:
            body = functools.partial(_with_member, valid, valid.body, name)
            yield f"a malformed member {name}", _each(body)


def _with_member(valid: Draft, body: dict[str, Any], name: str, value: Any) -> Draft:
    return valid.with_body({**body, name: value})


def _each(
    with_value: Callable[[Any], Draft], other_resource: bool = False
) -> dict[str, Malformation]:
    """Each malformed value, in the draft that `with_value` returns for it."""
    return {
        description: Malformation(
            with_value(value), other_resource=other_resource, echoed=description == _ECHOED_VALUE
        )
        for description, value in _MALFORMED_VALUES.items()
    }


def _of_parameter(
    planner: Planner, facts: Facts, valid: Draft, place: Place
) -> Iterator[tuple[str, Malformations]]:
    """The malformations of a query or path parameter that the valid request contains."""
    parameter = place.parameter
    assert parameter is not None
    slot = (parameter.place, parameter.name)
    if slot not in valid.values or parameter.place not in ("query", "path"):
        return
    other_resource = _identifies_resource(planner.document, facts, valid, slot)
    malformations = _each(functools.partial(valid.with_value, slot), other_resource)
    if parameter.place == "query":
        name = encoded(parameter.name)
        malformations["a repeated parameter"] = Malformation(
            valid, f"{name}={encoded(valid.values[slot])}"
        )
        malformations["a repeated parameter that is not UTF-8"] = Malformation(
            valid, f"{name}=%ff%ed%a0%80"
        )
        if parameter.required:
            malformations["an empty value"] = Malformation(
                valid.with_value(slot, ""), other_resource=other_resource
            )
    yield f"a malformed {parameter.name}", malformations
    if valid.operation.effect is Effect.DELETE:
        similar = near_miss_values(facts, parameter.name, valid.values[slot], place.schema.value)
        drafts = {text: valid.with_value(slot, text) for text in similar}
        yield (
            f"a value similar to {parameter.name}",
            {
                f"the {parameter.name} {text!r}": Malformation(draft, other_resource=True)
                for text, draft in drafts.items()
                if not planner.broken_clauses(draft)
            },
        )


def _identifies_resource(document: Document, facts: Facts, valid: Draft, slot: Slot) -> bool:
    """Whether a parameter identifies the resource: the linked write malformations with it."""
    writes = [
        creating_draft(document, facts, draft) for draft in (valid, valid.with_value(slot, "a\0b"))
    ]
    return writes[0] != writes[1]


def _targets(valid: Draft) -> Malformations:
    bare = valid
    for slot in valid.values:
        if slot[0] == "query":
            bare = bare.with_value(slot, NOTHING)
    malformations = {
        "an unknown query key": Malformation(valid, "clausebook_unknown=1"),
        "a key with brackets": Malformation(valid, f"{_key_of_query(valid)}%5B%5D=1"),
        "a key without a value": Malformation(valid, "clausebook_unknown"),
        "an empty pair": Malformation(valid, "&"),
        "a broken escape": Malformation(valid, "clausebook_unknown=%zz"),
        "a query that is not UTF-8": Malformation(valid, "clausebook_unknown=%ff%fe"),
    }
    return (
        malformations if bare == valid else {**malformations, "no query at all": Malformation(bare)}
    )


def _key_of_query(valid: Draft) -> str:
    names = (name for place, name in valid.values if place == "query")
    return encoded(next(names, "clausebook_unknown"))


def _paths(document: Document, valid: Draft) -> Malformations:
    """The request with each undocumented path that is similar to its own."""
    similar = {
        description: Malformation(
            draft,
            other_resource=True,
            undocumented_path=True,
            respelled_path=is_respelled_path(draft.operation.path, valid.operation.path),
        )
        for description, draft in near_miss_paths(document, valid)
    }
    return {
        "a trailing slash": Malformation(
            valid, slash=True, other_resource=True, undocumented_path=True, respelled_path=True
        ),
        **similar,
    }


def _headers(document: Document, valid: Draft) -> Malformations:
    required = {name for requirement in valid.operation.security for name in requirement}
    schemes = [s for name, s in schemes_of(document).items() if name in required]
    names = [scheme.parameter for scheme in schemes if scheme.place == "header"]
    malformations = {
        **{
            f"a very long {name}": Malformation(valid, header=(name, "x" * _LONG)) for name in names
        },
        **{
            f"a non-ASCII {name}": Malformation(valid, header=(name, "\xe4\u0416"))
            for name in names
        },
        "an unknown Accept": Malformation(
            valid, header=("Accept", "application/x-clausebook-unknown")
        ),
        "an unknown Authorization": Malformation(valid, header=("Authorization", "Clausebook x")),
        "a very long header": Malformation(valid, header=("X-Clausebook", "x" * _LONG)),
    }
    if valid.body is NOTHING:
        unknown_type = "application/x-clausebook-unknown"
        malformations["an undocumented body"] = Malformation(
            replace(valid, raw_body=b'{"a": 1}', content_type="application/json")
        )
        malformations["an undocumented body of an unknown media type"] = Malformation(
            replace(valid, raw_body=b"\xff\x00", content_type=unknown_type)
        )
    return malformations


def _overrides(document: Document, facts: Facts, valid: Draft) -> Malformations:
    """Requests that ask for another documented method of the same path, with its query.

    Not for a deletion: the resource is gone, whichever method the provider applies.
    """
    own = valid.operation
    others = [o for o in document.operations if o.path == own.path and o.label != own.label]
    own_pairs = valid.request({}).query.split("&")
    malformations = {}
    for other in others if own.effect is not Effect.DELETE else ():
        query = valid_request(document, other, facts).request({}).query.split("&")
        missing_pairs = [pair for pair in query if pair not in own_pairs]
        for description, _ in overrides(other.method) if other.effect is not Effect.READ else ():
            pair = "&".join(
                filter(None, [*missing_pairs, "" if ": " in description else description])
            )
            may_delete = other.effect is Effect.DELETE
            malformations[description] = Malformation(
                valid, header=_header(description), pair=pair, may_delete=may_delete
            )
    return malformations


def _header(override: str) -> tuple[str, str] | None:
    name, colon, value = override.partition(": ")
    return (name, value) if colon else None


def _bodies(valid: Draft, body: dict[str, Any]) -> Malformations:
    first = json.dumps(next(iter(body), "a"))
    duplicate = json.dumps(body)[:-1] + f", {first}: null}}"
    raw = {
        "a body that is not UTF-8": b'{"a": "\xff"}',
        "a deeply nested body": b"[" * 500 + b"]" * 500,
        "a body with a NaN": b'{"a": NaN}',
        "a body with a lone surrogate": b'{"a": "\\ud800"}',
        "a duplicate member": duplicate.encode(),
    }
    malformations = {
        description: Malformation(replace(valid, raw_body=text))
        for description, text in raw.items()
    }
    malformations["an unknown member"] = Malformation(
        valid.with_body({**body, "clausebook_unknown": 1})
    )
    return malformations
