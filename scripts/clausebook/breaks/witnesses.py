"""Looks for an exchange on which the judge differs between the true and an edited document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from clausebook.breaks.model import Break, Equivalent
from clausebook.breaks.values import pool
from clausebook.clauses import Clause, Place, answers_of, bodies_of, parameters_of
from clausebook.document import Document, Operation
from clausebook.document.pointers import split
from clausebook.exchange import Response
from clausebook.facts import Facts
from clausebook.judge import Judge
from clausebook.probes import NOTHING, Draft, known_good
from clausebook.probes.placing import descend, replaced
from clausebook.probes.samples import smallest
from clausebook.provider.answers import answer_of


class WitnessFinder:
    """Finds witnesses for the breaks of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._judge = Judge(document)

    def find(self, clause: Clause, what: str, edited: Document) -> Break | Equivalent:
        """The break with its witness; an Equivalent where nothing tells the documents apart."""
        operation = clause.operation
        assert operation is not None
        judge = Judge(edited)
        if clause.side == "request":
            found = self._request(clause, operation, judge)
            if found is not None:
                draft, weaker = found
                return Break(clause.key, what, operation, edited, weaker, request=draft)
        else:
            found_answer = self._response(clause, operation, judge)
            if found_answer is not None:
                answer, weaker = found_answer
                status = self._judge.documented_status(operation, answer.status)
                return Break(
                    clause.key,
                    what,
                    operation,
                    edited,
                    weaker,
                    status=_status(clause, status),
                    response=answer,
                )
        return Equivalent(clause.key, what, "no witness among the values tried")

    def _request(
        self, clause: Clause, operation: Operation, judge: Judge
    ) -> tuple[Draft, bool] | None:
        if clause.keyword == "security":
            return self._stranger(clause, operation, judge)
        for draft in self._drafts(clause, _limits(clause, judge), operation):
            request = draft.request({})
            true = [v for v in self._judge.request(request) if " security " not in v.clause]
            other = [v for v in judge.request(request) if " security " not in v.clause]
            if bool(true) != bool(other):
                return draft, bool(true)
        return None

    def _stranger(self, clause: Clause, operation: Operation, judge: Judge) -> tuple[Draft, bool]:
        """Credentials are no part of a draft; the edit itself is what providers must not do."""
        draft = known_good(self._document, operation, Facts())
        anonymous = not judge.request(draft.request({}))
        return draft, anonymous

    def _drafts(self, clause: Clause, limits: list[Any], operation: Operation) -> Iterator[Draft]:
        good = known_good(self._document, operation, Facts())
        yield good
        if clause.place == "body":
            yield good.with_body(NOTHING)
            return
        for place in (
            *parameters_of(self._document, operation),
            *bodies_of(self._document, operation),
        ):
            if place.name != clause.place:
                continue
            if place.parameter is None:
                yield from self._bodies(clause, limits, place, good)
                return
            slot = (place.parameter.place, place.parameter.name)
            yield good.with_value(slot, NOTHING)
            for value in _values(
                clause, limits, place.schema.value, good.values.get(slot, NOTHING)
            ):
                yield good.with_value(slot, value)

    @staticmethod
    def _bodies(clause: Clause, limits: list[Any], place: Place, good: Draft) -> Iterator[Draft]:
        if good.media_type != place.media_type:
            return
        yield replace(good, content_type="application/x-clausebook-other")
        for value in _values(clause, limits, place.schema.value, good.body):
            yield good.with_body(value)

    def _response(
        self, clause: Clause, operation: Operation, judge: Judge
    ) -> tuple[Response, bool] | None:
        request = known_good(self._document, operation, Facts()).request({})
        for answer in self._answers(clause, _limits(clause, judge), operation):
            true = self._judge.response(request, answer)
            other = judge.response(request, answer) if judge.clauses else true
            if bool(true) != bool(other):
                return answer, bool(true)
        return None

    def _answers(
        self, clause: Clause, limits: list[Any], operation: Operation
    ) -> Iterator[Response]:
        if clause.keyword == "statuses":
            yield Response(299)
            return
        status = clause.place.split(" ")[1]
        good = answer_of(self._document, operation, status)
        yield good
        if clause.keyword == "no content":
            yield with_body(good)
        elif clause.keyword == "media type":
            other = tuple(h for h in good.headers if h[0].lower() != "content-type")
            yield replace(
                good, headers=(*other, ("Content-Type", "application/x-clausebook-other"))
            )
        elif " header " in clause.place:
            yield from self._headers(clause, limits, good)
        elif clause.path:
            yield from self._answer_bodies(clause, limits, operation, good)

    @staticmethod
    def _headers(clause: Clause, limits: list[Any], good: Response) -> Iterator[Response]:
        name = clause.place.split(" header ")[1]
        rest = tuple(h for h in good.headers if h[0].lower() != name.lower())
        yield replace(good, headers=rest)
        for value in pool(clause.keyword, limits, good.header(name) or "a"):
            if isinstance(value, str | int | float):
                yield replace(good, headers=(*rest, (name, str(value))))

    def _answer_bodies(
        self, clause: Clause, limits: list[Any], operation: Operation, good: Response
    ) -> Iterator[Response]:
        place = next(p for p in answers_of(self._document, operation) if p.name == clause.place)
        for body in _sample_bodies(self._document, operation, place, good):
            for value in _values(clause, limits, place.schema.value, body):
                text = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
                yield replace(good, body=text)


def _sample_bodies(
    document: Document, operation: Operation, place: Place, good: Response
) -> Iterator[Any]:
    """The bodies shown for an answer: every example, and the smallest of each shape."""
    raw = operation.responses[place.status or ""]["content"][place.media_type]
    entries = [document.resolve(entry) for entry in raw.get("examples", {}).values()]
    yield from (entry["value"] for entry in entries if "value" in entry)
    if "example" in raw:
        yield raw["example"]
    if good.body:
        with suppress(ValueError):
            yield json.loads(good.body)
    for keyword in ("anyOf", "oneOf"):
        for branch in place.schema.value.get(keyword, []):
            value = smallest(branch)
            if value is not NOTHING:
                yield value


def with_body(answer: Response) -> Response:
    """The answer with a body that it should not have."""
    return replace(answer, headers=(("Content-Type", "application/json"),), body=b'{"a": 1}')


def _limits(clause: Clause, judge: Judge) -> list[Any]:
    """What the keyword says in the true document and, where it still does, in the edited."""
    edited = judge.clauses.get(clause.key)
    return [clause.value] if edited is None else [clause.value, edited.value]


def _status(clause: Clause, documented: str | None) -> str | None:
    """The status in whose stead a wrong provider answers the witness; None for a success."""
    return None if clause.keyword == "statuses" else documented


def _values(clause: Clause, limits: list[Any], schema: Any, good: Any) -> Iterator[Any]:
    """Whole values in which only what the clause speaks of is varied."""
    tokens = split(clause.path)
    depth = 2 if clause.keyword == "required" else 1
    _, inner, where = descend(schema, good, tokens[:-depth])
    if where is None:
        return
    if clause.keyword == "required":
        if isinstance(inner, dict):
            rest = {name: value for name, value in inner.items() if name != clause.value}
            yield replaced(good, where, rest)
        return
    for value in pool(clause.keyword, limits, inner):
        if value is not NOTHING:
            yield replaced(good, where, value)
