"""Whether a client refuses to swallow an answer that the document does not promise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from clausebook.checks.client.responses import (
    ResponseCase,
    read_answers,
    response_cases,
    written_response,
)
from clausebook.checks.client.values import is_json, request_cases, speaks_below
from clausebook.clauses import Clause, ClauseKey, Place, clauses_of, response_headers_of
from clausebook.codegen.client_driver import ClientDriver
from clausebook.config.facts import Facts
from clausebook.errors import CannotRun
from clausebook.http.exchange import Headers, Request, Response
from clausebook.judge import Judge
from clausebook.mock.responses import example_response, header_text
from clausebook.openapi import Document, Operation, Side
from clausebook.report.finding import ContractBroken, Finding
from clausebook.resources import valid_request
from clausebook.resources.valid_requests import example_of
from clausebook.values.nothing import NOTHING
from clausebook.values.sample import sample_value
from clausebook.values.variation import variations

# Wrong answers per clause of a body or a header: what each keyword proposes first is nearest.
_MOST = 3
_UNDOCUMENTED = (302, 299, 418, 503, 599)


@dataclass(frozen=True, slots=True)
class UndocumentedResponse:
    """An answer that breaks one clause, and in nothing else differs from a documented one.

    `alone` is false inside of a choice of shapes, where what is no longer one shape may be told as
    a fault of another.
    """

    name: str
    clause: str
    response: Response
    alone: bool = True

    def is_named_by(self, clause: str, document: Document) -> bool:
        """Whether an error that names `clause` speaks of this.

        One that names no keyword says that no model can be made, not that the answer is wrong.
        """
        return clause == self.clause if self.alone else speaks_below(document, clause, self.clause)


def undocumented_response_cases(
    document: Document, operation: Operation
) -> tuple[UndocumentedResponse, ...]:
    """For every response clause of the operation the answers that break it alone."""
    return _answers(document, operation.method, operation.path)[0]


def right_answers(document: Document, operation: Operation) -> tuple[ResponseCase, ...]:
    """The other side of them: bodies just inside of what a clause allows."""
    return _answers(document, operation.method, operation.path)[1]


def rejects_undocumented_response(
    driver: ClientDriver, operation: Operation, wrong: UndocumentedResponse, *, asynchronous: bool
) -> None:
    """Answers a good call wrongly, which must raise the client's own error for such an answer.

    Raises:
        ContractBroken: the answer is taken, or something else is raised.
    """
    given = request_cases(driver.document, operation)[0]
    errors = driver.errors
    actual = "the call returns, or raises a documented failure"
    try:
        driver.call(
            operation, given.values, given.body, response=wrong.response, asynchronous=asynchronous
        )
    except CannotRun:
        raise
    except errors.Undocumented as error:
        if ClauseKey.parse(wrong.clause).kind == "responses":
            return
        actual = f"{type(error).__name__}: {error}"
    except errors.Broken as error:
        if wrong.is_named_by(error.clause, driver.document):
            return
        actual = f"{type(error).__name__}: {error}"
    except Exception as error:
        actual = f"{type(error).__name__}: {error}"
    message = f"the client does not reject an invalid response for its fault ({wrong.name})"
    raise ContractBroken(
        [Finding(wrong.clause, "client", message, "Undocumented or Broken", actual)]
    )


@lru_cache(maxsize=256)
def _answers(
    document: Document, method: str, path: str
) -> tuple[tuple[UndocumentedResponse, ...], tuple[ResponseCase, ...]]:
    operation = document.operation(method, path)
    if not request_cases(document, operation):
        return (), ()
    judge = Judge(document)
    request = valid_request(document, operation, Facts()).request({})
    wrong: dict[str, UndocumentedResponse] = {}
    right: dict[Response, ResponseCase] = {}
    for clause in clauses_of(document):
        if clause.operation is not operation or clause.side is not Side.RESPONSE:
            continue
        found = len(wrong)
        for name, response, answer in _tried(document, operation, clause):
            broken = _broken(judge, request, response)
            name = f"{clause.place} {clause.path}: {name}"
            if clause.path and len(wrong) - found >= _MOST:
                break
            alone = len(broken) == 1 and (
                clause.key_parts.header is not None or clause.key in broken
            )
            if alone or (broken and "Of/" in clause.path):
                # A header is text, so that a value of a wrong type breaks what texts must obey.
                key = next(iter(broken)) if alone else clause.key
                wrong.setdefault(name, UndocumentedResponse(name, key, response, alone))
            elif not broken and answer is not None:
                right.setdefault(response, replace(answer, name=name))
    return tuple(wrong.values()), tuple(right.values())


def _broken(judge: Judge, request: Request, response: Response) -> set[str]:
    return {violation.clause for violation in judge.response(request, response)}


Tried = Iterator[tuple[str, Response, ResponseCase | None]]


def _tried(document: Document, operation: Operation, clause: Clause) -> Tried:
    """Answers around a clause; the judge says later which of them break it."""
    if clause.keyword == "statuses":
        for number in _UNDOCUMENTED:
            moved = (("Location", "https://elsewhere.invalid/"),) if number == 302 else ()
            yield f"an undocumented {number}", Response(number, moved), None
        return
    if clause.key_parts.kind != "response":
        return
    status = str(clause.key_parts.status)
    base = example_response(document, operation, status)
    if clause.keyword == "no content":
        yield "with a body", _with(base, "text/plain", b"surplus"), None
        if base.status == 204:
            announced = (*base.headers, ("Content-Length", "7"))
            yield "with a body announced", replace(base, headers=announced), None
    elif clause.keyword == "media type":
        yield from _media_types(base)
    elif clause.key_parts.header is not None:
        yield from _headers(document, operation, clause, base)
    else:
        yield from _bodies(document, operation, clause, base)


def _with(base: Response, media_type: str | None, body: bytes) -> Response:
    kept = tuple(
        field
        for field in base.headers
        if field[0].lower() not in ("content-type", "content-length")
    )
    typed = () if media_type is None else (("Content-Type", media_type),)
    return Response(base.status, (*kept, *typed), body)


def _media_types(base: Response) -> Tried:
    sent = base.header("content-type")
    yield "of another type", _with(base, "text/html", b"<html></html>"), None
    yield "of no type", _with(base, None, base.body), None
    if is_json(sent):
        yield "cut short", _with(base, sent, base.body[:-1]), None
        yield "empty", _with(base, sent, b""), None
        yield "not UTF-8", _with(base, sent, b'"\xff"'), None
        yield "NaN", _with(base, sent, b"NaN"), None


def _headers(document: Document, operation: Operation, clause: Clause, base: Response) -> Tried:
    status = str(clause.key_parts.status)
    place = next(p for p in response_headers_of(document, operation) if p.name == clause.place)
    name = place.header or ""
    rest = tuple(field for field in base.headers if field[0].lower() != name.lower())
    if clause.keyword == "required":
        yield "without it", replace(base, headers=rest), None
        return
    raw = document.resolve({"$ref": f"#{place.pointer}"})
    good = example_of(document, raw, place.schema.value, raw.get("schema", {}))
    good = sample_value(place.schema.value) if good is NOTHING else good
    if good is NOTHING:
        return
    shown = [("valid", good, True), *variations(clause, place, good)]
    for what, value, _ in shown:
        text = header_text(value, bool(raw.get("explode", False)))
        if text.isascii() and text.isprintable() and text == text.strip():
            response = replace(base, headers=(*rest, (name, text)))
            case = next(
                (c for c in response_cases(document, operation) if c.status == status), None
            )
            answer = (
                None
                if case is None
                else replace(case, headers=(*_others(case, name), (name, text)))
            )
            yield what, response if answer is None else answer.response, answer


def _others(case: ResponseCase, name: str) -> Headers:
    return tuple(field for field in case.headers if field[0].lower() != name.lower())


def _bodies(document: Document, operation: Operation, clause: Clause, base: Response) -> Tried:
    place: Place | None = next(
        (p for p in read_answers(document, operation) if p.name == clause.place), None
    )
    if place is None:
        return
    for case in response_cases(document, operation):
        if case.status != place.status or case.media_type != place.media_type:
            continue
        for what, value, _ in variations(clause, place, case.data):
            if not (is_json(place.media_type) or isinstance(value, str)):
                continue
            response = _with(
                base, place.media_type, written_response(value, place.media_type or "")
            )
            name = f"{what} ({case.name})"
            yield name, response, replace(case, data=value)
