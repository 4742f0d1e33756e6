"""Checks that the request of a client is the call that was made, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from clausebook.auth import secret_headers
from clausebook.checks.client.values import CallValues, body_of, clause_at, clause_keys
from clausebook.checks.client.wire import parameters_in, same
from clausebook.clauses import ClauseKey, parameters_of
from clausebook.codegen.client_driver import ClientDriver
from clausebook.errors import CannotRun
from clausebook.http.exchange import Request, Response
from clausebook.http.media_types import UnreadableBody, read_body
from clausebook.judge import Judge
from clausebook.judge.routing import Router
from clausebook.openapi import Document, Operation
from clausebook.report.finding import ContractBroken, Finding
from clausebook.schema.validation import SchemaValidator
from clausebook.values.nothing import NOTHING

# The response to every call; these checks ignore how the client handles it.
_RESPONSE = Response(500)


def sends_request(
    judge: Judge,
    driver: ClientDriver,
    operation: Operation,
    given: CallValues,
    *,
    asynchronous: bool,
) -> None:
    """Calls the operation as `given` says and holds the one request it makes against the document.

    Every parameter given must be there once, in its place, with its value after decoding; nothing
    else may be; the body must be the one given; and the judge must find nothing.

    Raises:
        ContractBroken: one finding per clause that the request breaks.
    """
    before = len(driver.requests)
    reason, clause = "", given.clause
    try:
        driver.call(
            operation,
            given.values,
            given.body,
            response=_response_for(operation),
            asynchronous=asynchronous,
        )
    except CannotRun:
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        clause = getattr(error, "clause", clause)  # the one that the client names
    sent = driver.requests[before:]
    if len(sent) != 1:
        message = f"the client sent {len(sent)} requests for one call"
        raise ContractBroken([Finding(clause, "client", message, "one request", reason)])
    findings = list(_findings(judge, driver, operation, given, sent[0]))
    if findings:
        raise ContractBroken(findings)


def _response_for(operation: Operation) -> Response:
    """The first documented response without a body, which no client rejects."""
    for status, documented in operation.responses.items():
        if status.isdecimal() and not documented.get("content"):
            return Response(int(status))
    return _RESPONSE


def _findings(
    judge: Judge, driver: ClientDriver, operation: Operation, given: CallValues, request: Request
) -> Iterator[Finding]:
    curl = request.curl(driver.base_url, dict.fromkeys(secret_headers(driver.document), "TOKEN"))

    def finding(clause: str, message: str, expected: str, actual: str) -> Finding:
        with_case = f"{message} ({given.name})"
        return Finding(clause, "client", with_case, expected, actual, curl)

    found, template, path_values = _router(driver.document).find(request.method, request.path)
    if found is not operation:
        key, wanted = (
            str(ClauseKey.of(operation, "operation")),
            f"{operation.method} {operation.path}",
        )
        if template != operation.path:
            # A path value that is not percent-encoded as required changes the path.
            tested = clause_keys(driver.document).get(given.clause)
            key = given.clause if tested and tested.key_parts.kind == "path" else key
            yield finding(key, "sent to another path", wanted, f"{request.method} {request.path}")
            return
        yield finding(key, "sent with another method", wanted, f"{request.method} {request.path}")
        methods = str(ClauseKey.of_path(operation.path, "methods"))
        yield finding(methods, "not the operation's method", operation.method, request.method)
        return
    read = parameters_in(driver.document, operation, request, path_values)
    for place in parameters_of(driver.document, operation):
        assert place.parameter is not None
        label = f"{place.parameter.place} {place.parameter.name}"
        if label in given.values and label not in read:
            clause = clause_at(driver.document, operation, place.name, "/required")
            yield finding(
                clause, f"{label} was given and is not sent", repr(given.values[label]), "absent"
            )
        elif label not in given.values and label in read:
            clause = clause_at(driver.document, operation, place.name, "/required")
            yield finding(clause, f"{label} was not given and is sent", "absent", repr(read[label]))
        elif label in read and not same(read[label], given.values[label]):
            clause = _clause_of_value(driver, operation, place.name, given)
            yield finding(
                clause,
                f"{label} has a different value",
                repr(given.values[label]),
                repr(read[label]),
            )
    for clause, message, expected, actual in _body_differences(driver, operation, given, request):
        yield finding(clause, message, expected, actual)
    for violation in judge.request(request, consumer=True):
        yield finding(violation.clause, violation.message, violation.expected, violation.actual)


@lru_cache(maxsize=16)
def _router(document: Document) -> Router:
    return Router(document)


def _clause_of_value(
    driver: ClientDriver, operation: Operation, place: str, given: CallValues
) -> str:
    """The clause that the call tests, if it is of this parameter; else the narrowest."""
    at, tested = ClauseKey.of(operation, place), ClauseKey.find(given.clause)
    if tested is not None and tested.is_within(at):
        return given.clause
    paths = ("/enum", "/pattern", "/type")
    keys = (clause_at(driver.document, operation, place, path) for path in paths)
    return next(
        (
            key
            for key, path in zip(keys, paths, strict=True)
            if ClauseKey.parse(key).keyword_path.endswith(path)
        ),
        str(at.below("/type")),
    )


def _body_differences(
    driver: ClientDriver, operation: Operation, given: CallValues, request: Request
) -> Iterator[tuple[str, str, str, str]]:
    document = driver.document
    if given.body is NOTHING:
        if request.body:
            clause = clause_at(document, operation, "body", "/required")
            yield clause, "a body is sent that was not given", "no body", repr(request.body)
        return
    if not request.body:
        clause = clause_at(document, operation, "body", "/required")
        yield clause, "the body that was given is not sent", repr(given.body), "no body"
        return
    place = body_of(document, operation)
    if place is None:
        return
    try:
        schema = SchemaValidator(place.schema, "")
        sent: Any = read_body(request.body, request.header("content-type"), schema)
    except UnreadableBody as error:
        clause = clause_at(document, operation, place.name, "")
        yield clause, f"the body is {error}", repr(given.body), repr(request.body)
        return
    if not isinstance(sent, dict) or not isinstance(given.body, dict):
        if not same(sent, given.body):
            clause = clause_at(document, operation, place.name, "/type")
            yield clause, "the body differs", repr(given.body), repr(sent)
        return
    for name in sorted({*sent, *given.body}):
        if name not in sent or name not in given.body or not same(sent[name], given.body[name]):
            clause = clause_at(document, operation, place.name, f"/properties/{name}/type")
            expected, actual = repr(given.body.get(name, "absent")), repr(sent.get(name, "absent"))
            yield clause, f"the body's member {name} differs", expected, actual
