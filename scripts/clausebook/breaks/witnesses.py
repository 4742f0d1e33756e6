"""Looks for an exchange on which the judge differs between the true and an edited document."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from clausebook.authentication import Scheme, schemes_of
from clausebook.breaks.candidates import answers_to_try, drafts_to_try
from clausebook.breaks.model import Break, Equivalent
from clausebook.clauses import Clause
from clausebook.document import Document, Operation
from clausebook.exchange import Request, Response
from clausebook.facts import Facts
from clausebook.judge import Judge
from clausebook.probes import Draft, known_good

_CREDENTIALS = {"basic": "Basic YTpi", "bearer": "Bearer a"}


class WitnessFinder:
    """Finds witnesses for the breaks of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._judge = Judge(document)
        self._verdicts: dict[Request, bool] = {}

    def find(self, clause: Clause, what: str, edited: Document) -> Break | Equivalent:
        """The break with its witness; an Equivalent where nothing tells the documents apart."""
        operation = clause.operation
        assert operation is not None
        judge = Judge(edited)
        if clause.keyword == "security":
            found = self._presented(operation, judge)
            if found is not None:
                names, weaker = found
                draft = known_good(self._document, operation, Facts())
                return Break(
                    clause.key, what, operation, edited, weaker, request=draft, presented=names
                )
        elif clause.side == "request":
            written = self._request(clause, operation, judge)
            if written is not None:
                draft, weaker = written
                return Break(clause.key, what, operation, edited, weaker, request=draft)
        else:
            answered = self._response(clause, operation, judge)
            if answered is not None:
                answer, weaker = answered
                status = self._judge.documented_status(operation, answer.status)
                # A status that no document knows is answered in the stead of a success.
                status = None if clause.keyword == "statuses" else status
                return Break(clause.key, what, operation, edited, weaker, status, response=answer)
        return Equivalent(clause.key, what, self._why(clause, what))

    def _why(self, clause: Clause, what: str) -> str:
        """Why there may be no witness: another clause says as much, or none was found."""
        beside = f"{clause.key.rpartition('/')[0]}/enum"
        if clause.keyword == "type" and beside in self._judge.clauses:
            return f"implied by {beside}"
        own = [c for c in self._judge.clauses.values() if c.operation == clause.operation]
        free = next((c for c in own if c.keyword == "security" and not c.value), None)
        if clause.keyword == "security" and free is not None:
            return f"implied by {free.key}"
        rest = next((c for c in own if c.place == "response default" and not c.path), None)
        if clause.keyword == "status" and rest is not None:
            return f"implied by {rest.key}"
        if what in _UNWRITABLE and not _is_json(clause):
            return "it is written as text, and no text that was tried tells them apart"
        if clause.keyword == "explode":
            return "this style writes these values alike either way"
        return "no witness among the values tried"

    def _request(
        self, clause: Clause, operation: Operation, judge: Judge
    ) -> tuple[Draft, bool] | None:
        for draft in drafts_to_try(self._document, clause, _limits(clause, judge), operation):
            request = draft.request({})
            true = self._refuses(request)
            if true != _refuses(judge, request):
                return draft, true
        return None

    def _refuses(self, request: Request) -> bool:
        if request not in self._verdicts:
            self._verdicts[request] = _refuses(self._judge, request)
        return self._verdicts[request]

    def _presented(self, operation: Operation, judge: Judge) -> tuple[tuple[str, ...], bool] | None:
        """The names of schemes whose credentials open the operation by one document alone."""
        schemes = schemes_of(self._document)
        own = [tuple(alternative) for alternative in operation.security]
        parts = [tuple(n for n in names if n != name) for names in own for name in names]
        good = known_good(self._document, operation, Facts()).request({})
        for names in dict.fromkeys([(), *parts, *own]):
            request = good
            for name in names:
                request = _presenting(schemes[name], request)
            true, other = _is_stranger(self._judge, request), _is_stranger(judge, request)
            if true != other:
                return names, true
        return None

    def _response(
        self, clause: Clause, operation: Operation, judge: Judge
    ) -> tuple[Response, bool] | None:
        """An answer that only the edited document allows; else one that only it forbids."""
        request = known_good(self._document, operation, Facts()).request({})
        stronger = None
        for answer in answers_to_try(self._document, clause, _limits(clause, judge), operation):
            true = bool(self._judge.response(request, answer))
            other = bool(judge.response(request, answer)) if judge.clauses else true
            if true and not other:
                return answer, True
            if other and not true and stronger is None:
                stronger = answer, False
        return stronger


# What is written as text alone is no null and, in most styles, never empty; no header ends a line.
_UNWRITABLE = (
    *("type that takes null", "type gone", "type number", "pattern that takes a final newline"),
    *("minItems gone", "minItems 0", "minLength gone", "minLength 0"),
)


def _is_json(clause: Clause) -> bool:
    return " header " not in clause.place and "json" in clause.place.rpartition(" ")[2]


def _refuses(judge: Judge, request: Request) -> bool:
    return any(" security " not in violation.clause for violation in judge.request(request))


def _is_stranger(judge: Judge, request: Request) -> bool:
    return any(" security " in violation.clause for violation in judge.request(request))


def _presenting(scheme: Scheme, request: Request) -> Request:
    """The request with something in the place of the scheme's credential."""
    if scheme.place == "query":
        separator = "&" if request.query else "?"
        return replace(request, target=f"{request.target}{separator}{scheme.parameter}=a")
    if scheme.place == "cookie":
        cookies = [request.header("Cookie"), f"{scheme.parameter}=a"]
        return request.with_header("Cookie", "; ".join(c for c in cookies if c))
    value = "a" if scheme.kind == "apiKey" else _CREDENTIALS.get(scheme.kind, f"{scheme.kind} a")
    return request.with_header(scheme.parameter, value)


def _limits(clause: Clause, judge: Judge) -> list[Any]:
    """What the keyword says in the true document and, where it still does, in the edited."""
    edited = judge.clauses.get(clause.key)
    return [clause.value] if edited is None else [clause.value, edited.value]
