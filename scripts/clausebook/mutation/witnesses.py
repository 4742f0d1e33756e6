"""Looks for an exchange on which the judge differs between the true and an edited document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from clausebook.auth import Scheme, schemes_of
from clausebook.clauses import Clause
from clausebook.http.exchange import Request, Response
from clausebook.judge import Judge
from clausebook.mutation.candidates import drafts_to_try, responses_to_try
from clausebook.mutation.equivalence import place_of, proof_of
from clausebook.mutation.model import EditOutcome, Equivalent, Mutant, Unproven
from clausebook.mutation.placing import either, holder_of
from clausebook.mutation.requests import whole_request
from clausebook.mutation.strategies import drawn_until
from clausebook.mutation.text_places import Alike
from clausebook.openapi import Document, Operation, Side
from clausebook.resources.draft import Draft
from clausebook.values.nothing import NOTHING

_MOST_DRAWN = 150  # values drawn for one edit
# Their edits show in an exchange as a whole; no value of a place tells them.
_OF_NO_VALUE = frozenset({"security", "status", "statuses", "no content", "operation"})
_CREDENTIALS = {"basic": "Basic YTpi", "bearer": "Bearer a"}


@dataclass(frozen=True)
class Presented:
    """A request with the credentials of these schemes."""

    draft: Draft
    names: tuple[str, ...]
    request: Request


Exchange = Draft | Response | Presented


class WitnessFinder:
    """Finds witnesses for the breaks of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._judge = Judge(document)
        self._verdicts: dict[Request, bool] = {}

    def find(self, clause: Clause, what: str, edited: Document) -> EditOutcome:
        """The break with its witness; else whether the edit is proven to change nothing.

        The cheap exchanges come first, then the proofs, then what Hypothesis draws.
        """
        operation = clause.operation
        assert operation is not None
        judge = Judge(edited)
        found = self._among(clause, what, edited, judge, self._tried(clause, operation, judge))
        if found is not None:
            return found
        alike = self._alike(clause, operation, judge)
        proof = proof_of(self._document, clause, what, edited, alike)
        if proof is not None:
            return Equivalent(clause.key, what, proof)
        drawn = self._drawn(clause, edited, judge)
        found = self._among(clause, what, edited, judge, drawn)
        return found or Unproven(clause.key, what, "no exchange that was tried tells them apart")

    def _tried(self, clause: Clause, operation: Operation, judge: Judge) -> Iterable[Exchange]:
        limits = _limits(clause, judge)
        if clause.keyword == "security":
            return self._presented(operation)
        if clause.side is Side.REQUEST:
            return drafts_to_try(self._document, clause, limits, operation)
        return responses_to_try(self._document, clause, limits, operation)

    def _among(
        self,
        clause: Clause,
        what: str,
        edited: Document,
        judge: Judge,
        exchanges: Iterable[Exchange],
    ) -> Mutant | None:
        """The break, if one of the exchanges is judged otherwise by the edited document.

        Of answers one that only the edited document allows is preferred.
        """
        operation, stronger = clause.operation, None
        assert operation is not None
        for exchange in exchanges:
            true, other = self._refusals(exchange, operation, judge)
            if true == other:
                continue
            if isinstance(exchange, Presented):
                return Mutant(clause.key, what, operation, edited, true,
                             request=exchange.draft, presented=exchange.names)  # fmt: skip
            if isinstance(exchange, Draft):
                return Mutant(clause.key, what, operation, edited, true, request=exchange)
            status = self._judge.documented_status(operation, exchange.status)
            # A status that no document knows is answered in the stead of a success.
            status = None if clause.keyword == "statuses" else status
            found = Mutant(clause.key, what, operation, edited, true, status, response=exchange)
            if true:
                return found
            stronger = stronger or found
        return stronger

    def _refusals(
        self, exchange: Exchange, operation: Operation, judge: Judge
    ) -> tuple[bool, bool]:
        """Whether the true document forbids the exchange, and whether the edited one does."""
        if isinstance(exchange, Presented):
            return _is_stranger(self._judge, exchange.request), _is_stranger(
                judge, exchange.request
            )
        if isinstance(exchange, Draft):
            request = exchange.request({})
            return self._refuses(request), _refuses(judge, request)
        request = whole_request(self._document, operation).request({})
        true = bool(self._judge.response(request, exchange))
        return true, bool(judge.response(request, exchange)) if judge.clauses else true

    def _alike(self, clause: Clause, operation: Operation, judge: Judge) -> Alike:
        """Whether both documents judge a value alike in the place of the clause."""
        holds = holder_of(self._document, clause, operation)

        def alike(value: Any) -> bool | None:
            if holds is None or any(self._refusals(holds.good, operation, judge)):
                return None
            true, other = self._refusals(holds.put(value), operation, judge)
            return true == other

        return alike

    def _drawn(self, clause: Clause, edited: Document, judge: Judge) -> Iterator[Exchange]:
        """The first exchange with a drawn value that tells the documents apart, if there is one."""
        operation = clause.operation
        assert operation is not None
        if not edited.operations or clause.keyword in _OF_NO_VALUE:
            return
        holds = holder_of(self._document, clause, operation)
        changed = place_of(edited, clause, edited.operations[0])
        if holds is None or changed is None:
            return

        def tells(value: Any) -> bool:
            if not holds.carries(value):
                return False
            true, other = self._refusals(holds.put(value), operation, judge)
            return true != other

        strategy = either(clause, holds.place, changed)
        value = drawn_until(strategy, tells, _MOST_DRAWN)
        if value is not NOTHING:
            yield holds.put(value)

    def _refuses(self, request: Request) -> bool:
        if request not in self._verdicts:
            self._verdicts[request] = _refuses(self._judge, request)
        return self._verdicts[request]

    def _presented(self, operation: Operation) -> Iterator[Presented]:
        """The good request with the credentials of some schemes: none, parts, alternatives."""
        schemes = schemes_of(self._document)
        own = [tuple(alternative) for alternative in operation.security]
        parts = [tuple(n for n in names if n != name) for names in own for name in names]
        draft = whole_request(self._document, operation)
        for names in dict.fromkeys([(), *parts, *own]):
            request = draft.request({})
            for name in names:
                request = _presenting(schemes[name], request)
            yield Presented(draft, names, request)


def _refuses(judge: Judge, request: Request) -> bool:
    return any(not violation.key_parts.is_security for violation in judge.request(request))


def _is_stranger(judge: Judge, request: Request) -> bool:
    return any(violation.key_parts.is_security for violation in judge.request(request))


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
