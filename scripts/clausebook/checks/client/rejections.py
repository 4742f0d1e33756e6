"""Checks that a client rejects a call that the document forbids, before it sends anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from clausebook.checks.client.values import (
    CallValues,
    body_of,
    clause_keys,
    is_json,
    request_cases,
    speaks_below,
)
from clausebook.checks.provider.probes import Planner
from clausebook.clauses import ClauseKey, Place, parameters_of, request_bodies_of
from clausebook.codegen.client_driver import ClientDriver
from clausebook.config.facts import Facts
from clausebook.errors import CannotRun
from clausebook.http.exchange import Response
from clausebook.judge import Judge
from clausebook.openapi import Document, Operation
from clausebook.report.finding import ContractBroken, Finding
from clausebook.resources import Draft, Expect, Probe
from clausebook.schema.validation import SchemaValidator
from clausebook.values.nothing import NOTHING
from clausebook.values.strategies import is_unambiguous, is_writable
from clausebook.values.variation import variations

_RESPONSE = Response(500)
# Per clause: null, a text and a number distinguish every type from its mutants.
_MAX_WRONG_TYPES = 3


def forbidden_calls(document: Document, operation: Operation) -> tuple[CallValues, ...]:
    """Calls that violate one clause each, their `clause`, just outside what it allows."""
    return _calls(document, operation.method, operation.path)[1]


def allowed_calls(document: Document, operation: Operation) -> tuple[CallValues, ...]:
    """Calls that each are just inside what one clause allows."""
    return _calls(document, operation.method, operation.path)[0]


def rejects_call(
    driver: ClientDriver, operation: Operation, given: CallValues, *, asynchronous: bool
) -> None:
    """Make a forbidden call; the client must raise its InvalidArgument and send nothing.

    A missing argument may raise Python's own TypeError.

    Raises:
        ContractBroken: the call is sent, or rejected for another reason.
    """
    before = len(driver.requests)
    message, actual = f"the client accepts an invalid call ({given.name})", "the request is sent"
    try:
        driver.call(
            operation,
            given.values,
            given.body,
            response=_RESPONSE,
            asynchronous=asynchronous,
            lossless=True,
        )
    except CannotRun:
        raise
    except driver.errors.InvalidArgument as error:
        if len(driver.requests) == before and _is_correct_reason(
            driver.document, error.clause, given.clause
        ):
            return
        message = f"the client rejects an invalid call for another reason ({given.name})"
        actual = str(error)
    except TypeError as error:
        if len(driver.requests) == before and "required keyword-only" in str(error):
            return
        actual = f"TypeError: {error}"
    except Exception as error:
        actual = f"{type(error).__name__}: {error}"
    if len(driver.requests) > before:
        actual = driver.requests[-1].target
    raise ContractBroken(
        [Finding(given.clause, "client", message, "InvalidArgument, nothing sent", actual)]
    )


def _is_correct_reason(document: Document, named: str, clause: str) -> bool:
    """Whether an error that names one clause is correct for a call that violates the other.

    A value of `oneOf` or `anyOf` may be reported against another branch; an invalid text on the
    wire is a value of a wrong type in Python.
    """
    key = ClauseKey.find(named)
    is_type = key is not None and key.keyword_path.endswith("/type")
    loose = is_type or "Of" in clause_keys(document)[clause].path
    return named == clause or (loose and speaks_below(document, named, clause))


@lru_cache(maxsize=256)
def _calls(
    document: Document, method: str, path: str
) -> tuple[tuple[CallValues, ...], tuple[CallValues, ...]]:
    operation = document.operation(method, path)
    if not request_cases(document, operation):
        return (), ()
    planner = Planner(document, Facts(), Judge(document))
    good = planner.valid_request(operation)
    allowed: dict[str, CallValues] = {}
    forbidden: dict[str, CallValues] = {}
    if planner.broken_clauses(good):
        return (), ()
    for probe in planner.probes(operation):
        if not _is_a_call(probe, good):
            continue
        given = _given(probe.draft, f"{_place(document, probe)}: {probe.description}", probe.clause)
        if probe.expects is Expect.REJECTED and not _other_body_fits(document, probe.draft):
            forbidden.setdefault(given.name, given)
        elif probe.expects is Expect.ACCEPTED and _can_be_sent(document, probe.draft):
            allowed.setdefault(given.name, given)
    others = (
        *_with_none(document, operation, _given(good, "", "")),
        *_of_a_wrong_type(document, operation, good),
    )
    for given in others:
        forbidden.setdefault(given.name, given)
    return tuple(allowed.values()), tuple(forbidden.values())


def _is_a_call(probe: Probe, good: Draft) -> bool:
    """Whether the probe differs in arguments only, so that a client can make the call."""
    draft = probe.draft
    if None in draft.values.values():
        return False  # `_with_none` makes the calls with None
    plain = draft.method is None and draft.raw_body is None and draft.content_type is None
    return plain and not probe.key_parts.is_security and draft.media_type == good.media_type


def _other_body_fits(document: Document, draft: Draft) -> bool:
    """Whether the same body is valid for another documented media type."""
    return draft.body is not NOTHING and any(
        SchemaValidator(place.schema, "").accepts(draft.body)
        for place in request_bodies_of(document, draft.operation)
        if place.media_type != draft.media_type
    )


def _place(document: Document, probe: Probe) -> str:
    clause = clause_keys(document)[probe.clause]
    return f"{clause.place} {clause.path}".strip()


def _given(draft: Draft, name: str, clause: str) -> CallValues:
    values = {f"{place} {wire}": value for (place, wire), value in draft.values.items()}
    return CallValues(name, clause, values, draft.body)


def _can_be_sent(document: Document, draft: Draft) -> bool:
    body = body_of(document, draft.operation)
    if draft.body is not NOTHING and (body is None or body.media_type != draft.media_type):
        return False  # `sends_request` cannot parse a body of this media type
    return all(
        is_writable(draft.values[slot], parameter.place)
        and is_unambiguous(parameter, draft.values[slot])
        for parameter in draft.operation.parameters
        if (slot := (parameter.place, parameter.name)) in draft.values
    )


def _with_none(document: Document, operation: Operation, good: CallValues) -> Iterator[CallValues]:
    """Calls with None for a parameter whose schema does not allow null."""
    for place in parameters_of(document, operation):
        assert place.parameter is not None
        types = place.schema.value.get("type", ["null"])
        if "null" in ([types] if isinstance(types, str) else types):
            continue
        label = f"{place.parameter.place} {place.parameter.name}"
        path = "/required" if place.parameter.required else "/type"
        path = "/type" if place.parameter.place == "path" else path
        clause = str(ClauseKey.of(operation, place.name, path))
        if clause in clause_keys(document):
            yield replace(
                good, name=f"{label}: None", clause=clause, values={**good.values, label: None}
            )


def _of_a_wrong_type(document: Document, operation: Operation, good: Draft) -> Iterator[CallValues]:
    """Arguments of a wrong type in places that are sent as text, which no probe covers.

    On the wire a number is text as well, but a client can be given one and must reject it.
    """
    places = [*parameters_of(document, operation), *request_bodies_of(document, operation)]
    by_name = {place.name: place for place in places if _is_text(place, good)}
    for clause in clause_keys(document).values():
        place = by_name.get(clause.place)
        if clause.operation is not operation or clause.keyword != "type" or place is None:
            continue
        slot = (place.parameter.place, place.parameter.name) if place.parameter else None
        value = good.body if slot is None else good.values.get(slot, NOTHING)
        validator = SchemaValidator(place.schema, "")
        count = 0
        for label, wrong, _ in variations(clause, place, value):
            violated = {path for path, _ in validator.errors(wrong)}
            if wrong is None or violated != {clause.path} or count == _MAX_WRONG_TYPES:
                continue
            draft = good.with_body(wrong) if slot is None else good.with_value(slot, wrong)
            if slot is None and _other_body_fits(document, draft):
                continue
            yield _given(draft, f"{clause.place} {clause.path}: {label}", clause.key)
            count += 1


def _is_text(place: Place, good: Draft) -> bool:
    if place.parameter is not None:
        return not is_json(place.parameter.media_type)
    return place.media_type == good.media_type and not is_json(place.media_type)
