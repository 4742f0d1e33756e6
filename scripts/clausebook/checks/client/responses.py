"""Checks that a client parses documented responses: status code, body, or no body."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from clausebook.checks.client.values import (
    clause_at,
    clause_keys,
    examples_in,
    is_json,
    request_cases,
)
from clausebook.checks.client.wire import same
from clausebook.clauses import (
    ClauseKey,
    Place,
    no_content_place,
    response_bodies_of,
    response_place,
)
from clausebook.codegen.client_driver import ClientDriver
from clausebook.errors import CannotRun
from clausebook.http.exchange import Headers, Response
from clausebook.mock.responses import example_response
from clausebook.openapi import Document, Operation
from clausebook.report.finding import ContractBroken, Finding
from clausebook.values.nothing import NOTHING
from clausebook.values.sample import sample_value
from clausebook.values.strategies import one_of, values_of


@dataclass(frozen=True, slots=True)
class ResponseCase:
    """A documented response; `data` is its body as plain values, if it has one."""

    name: str
    status: str
    media_type: str | None = None
    data: Any = None
    headers: Headers = ()

    @property
    def response(self) -> Response:
        """The response on the wire."""
        if self.media_type is None:
            return Response(_code(self.status), self.headers)
        body = written_response(self.data, self.media_type)
        headers = (("Content-Type", self.media_type), ("Content-Length", str(len(body))))
        return Response(_code(self.status), (*self.headers, *headers), body)


def written_response(data: Any, media_type: str) -> bytes:
    """A body on the wire: JSON, or the text itself."""
    text = json.dumps(data, ensure_ascii=False) if is_json(media_type) else data
    return str(text).encode("utf-8", "surrogatepass")


def guarded_by_response(
    document: Document, operation: Operation, answer: ResponseCase
) -> tuple[str, ...]:
    """The clauses that are broken if the client does not parse the response."""
    status = clause_at(document, operation, response_place(answer.status), "")
    if answer.media_type is None:
        return (status, clause_at(document, operation, no_content_place(answer.status), ""))
    members = answer.data if isinstance(answer.data, dict) else ()
    return (status, *(_member_clause(document, operation, answer, name) for name in members))


def response_cases(document: Document, operation: Operation) -> tuple[ResponseCase, ...]:
    """Every documented status: without content, or with each example of its content."""
    if not request_cases(document, operation):
        return ()  # no valid call is known
    cases = []
    for status, response in operation.responses.items():
        if not response.get("content"):
            headers = _headers(document, operation, status)
            cases.append(ResponseCase(f"{status} without content", status, headers=headers))
    for place in read_answers(document, operation):
        owner = operation.responses[place.status or ""]["content"][place.media_type]
        examples = list(examples_in(document, owner)) or _drawn(place)
        status = place.status or ""
        headers = _headers(document, operation, status)
        cases += [
            ResponseCase(f"{status} {name}", status, place.media_type, data, headers)
            for name, data in examples
            if is_json(place.media_type) or isinstance(data, str)
        ]
    return tuple(cases)


def _drawn(place: Place) -> list[tuple[str, Any]]:
    """A body for a response without an example; a text only if its schema allows it."""
    if is_json(place.media_type):
        drawn = one_of(place.schema)
        return [] if drawn is NOTHING else [("drawn", drawn)]
    value = sample_value(place.schema.value)
    return [("drawn", value)] if isinstance(value, str) else []


def drawn_responses(document: Document, operation: Operation) -> st.SearchStrategy[ResponseCase]:
    """Documented responses with a JSON body that is drawn from its schema."""
    return _drawn_responses(document, operation.method, operation.path)


@lru_cache(maxsize=256)
def _drawn_responses(document: Document, method: str, path: str) -> st.SearchStrategy[ResponseCase]:
    operation = document.operation(method, path)

    def cases(place: Place) -> st.SearchStrategy[ResponseCase]:
        status = place.status or ""
        headers = _headers(document, operation, status)
        return values_of(place.schema).map(
            lambda data: ResponseCase(f"{status} drawn", status, place.media_type, data, headers)
        )

    if not request_cases(document, operation):
        return st.nothing()
    places = [p for p in read_answers(document, operation) if is_json(p.media_type)]
    return st.one_of(*map(cases, places))


def _headers(document: Document, operation: Operation, status: str) -> Headers:
    """The headers that the response must have."""
    headers = example_response(document, operation, status).headers
    return tuple(field for field in headers if field[0].lower() != "content-type")


def parses_response(
    driver: ClientDriver, operation: Operation, answer: ResponseCase, *, asynchronous: bool
) -> None:
    """Respond to a valid call with `answer`, and compare what the client parsed with it.

    Raises:
        ContractBroken: one finding per clause that was parsed wrongly.
    """
    given = request_cases(driver.document, operation)[0]
    try:
        outcome = driver.call(
            operation,
            given.values,
            given.body,
            response=answer.response,
            asynchronous=asynchronous,
        )
    except CannotRun:
        raise
    except Exception as error:
        raised = f"{type(error).__name__}: {error}"
        clause = _first_clause(driver.document, operation, answer)
        message = f"the client rejects a documented response ({answer.name})"
        raise ContractBroken(
            [Finding(clause, "client", message, repr(answer.data), raised)]
        ) from error
    status = _code(answer.status)
    findings = []
    if outcome.status != status:
        clause = clause_at(driver.document, operation, response_place(answer.status), "")
        findings.append(
            Finding(clause, "client", "different status", str(status), str(outcome.status))
        )
    if answer.media_type is None:
        findings += _findings_without_content(
            driver.document, operation, answer.status, outcome.content, outcome.parsed
        )
    elif not same(outcome.data, answer.data):
        for clause in _differing(driver.document, operation, answer, outcome.data):
            message = f"the client parsed a different body ({answer.name})"
            findings.append(
                Finding(clause, "client", message, repr(answer.data), repr(outcome.data))
            )
    if findings:
        raise ContractBroken(findings)


def _findings_without_content(
    document: Document, operation: Operation, status: str, content: bytes, parsed: Any
) -> Iterator[Finding]:
    clause = clause_at(document, operation, no_content_place(status), "")
    if content:
        yield Finding(clause, "client", "the client shows a body", "no bytes", repr(content))
    if parsed is not None:
        yield Finding(
            clause, "client", "the client parsed a body where there is none", "None", repr(parsed)
        )


def _differing(
    document: Document, operation: Operation, answer: ResponseCase, data: Any
) -> Iterator[str]:
    """The clauses of the members that differ, else that of the whole body."""
    if not isinstance(answer.data, dict) or not isinstance(data, dict):
        yield _first_clause(document, operation, answer)
        return
    for name in sorted({*answer.data, *data}):
        if name not in data or name not in answer.data or not same(data[name], answer.data[name]):
            yield _member_clause(document, operation, answer, name)


def _first_clause(document: Document, operation: Operation, answer: ResponseCase) -> str:
    if isinstance(answer.data, dict) and answer.data:
        return _member_clause(document, operation, answer, next(iter(answer.data)))
    return clause_at(document, operation, response_place(answer.status), "")


def _member_clause(
    document: Document, operation: Operation, answer: ResponseCase, name: str
) -> str:
    """The clause that requires a member, else that of its type, else that of the body."""
    place = response_place(answer.status, answer.media_type)
    at = ClauseKey.of(operation, place)
    within = [c for c in clause_keys(document).values() if c.key_parts.is_within(at)]
    for end in (f"/required/{name}", f"/properties/{name}/type"):
        for clause in within:
            if clause.path.endswith(end):
                return clause.key
    return clause_at(document, operation, place, "")


def read_answers(document: Document, operation: Operation) -> Iterator[Place]:
    """The body of each status that a client parses: the first JSON one, else a text."""
    if operation.method == "HEAD":
        return
    for status in operation.responses:
        places = [
            place for place in response_bodies_of(document, operation) if place.status == status
        ]
        read = next((place for place in places if is_json(place.media_type)), None)
        if read is not None or (places and is_text(places[0].media_type)):
            yield read or places[0]


def is_text(media_type: str | None) -> bool:
    """Whether bodies of this media type are text; a media range is not."""
    return (media_type or "").lower().startswith("text/") and "*" not in (media_type or "")


def _code(status: str) -> int:
    """The status code to send for a documented status: itself, 400 for 4XX, 599 for `default`."""
    if status.isdecimal():
        return int(status)
    return int(status[0]) * 100 if status[:1].isdecimal() else 599
