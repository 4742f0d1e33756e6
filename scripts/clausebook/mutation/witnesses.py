"""Looks for a witness: an exchange that the judge judges differently by document and mutant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from clausebook.auth import Scheme, schemes_of
from clausebook.clauses import Clause
from clausebook.http.exchange import Request, Response
from clausebook.judge import Judge
from clausebook.mutation.candidates import candidate_requests, candidate_responses
from clausebook.mutation.equivalence import equivalence_proof, place_of
from clausebook.mutation.model import EditOutcome, Equivalent, Mutant, Unproven
from clausebook.mutation.placing import slot_of, values_of_either
from clausebook.mutation.requests import example_request
from clausebook.mutation.strategies import first_drawn
from clausebook.mutation.text_places import SameVerdict
from clausebook.openapi import Document, Operation, Side
from clausebook.resources.draft import Draft
from clausebook.values.nothing import NOTHING

_MOST_DRAWN = 150  # values drawn for one edit
# Clauses about an exchange as a whole, whose mutants no single value distinguishes.
_WITHOUT_VALUE = frozenset({"security", "status", "statuses", "no content", "operation"})
_CREDENTIALS = {"basic": "Basic YTpi", "bearer": "Bearer a"}


@dataclass(frozen=True)
class RequestWithCredentials:
    """A request that carries placeholder credentials of these security schemes."""

    draft: Draft
    names: tuple[str, ...]
    request: Request


Exchange = Draft | Response | RequestWithCredentials


class WitnessFinder:
    """Finds witnesses for the mutants of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._judge = Judge(document)
        self._rejections: dict[Request, bool] = {}

    def find(self, clause: Clause, mutation: str, edited: Document) -> EditOutcome:
        """The mutant with a witness; without one, equivalent by a proof, or unproven.

        Tries the cheap exchanges first, then the proofs, then what Hypothesis draws.
        """
        operation = clause.operation
        assert operation is not None
        judge = Judge(edited)
        candidates = self._candidates(clause, operation, judge)
        mutant = self._mutant_with_witness(clause, mutation, edited, judge, candidates)
        if mutant is not None:
            return mutant
        same_verdict = self._same_verdict(clause, operation, judge)
        proof = equivalence_proof(self._document, clause, mutation, edited, same_verdict)
        if proof is not None:
            return Equivalent(clause.key, mutation, proof)
        drawn = self._drawn(clause, edited, judge)
        mutant = self._mutant_with_witness(clause, mutation, edited, judge, drawn)
        reason = "no exchange that was tried distinguishes them"
        return mutant or Unproven(clause.key, mutation, reason)

    def _candidates(self, clause: Clause, operation: Operation, judge: Judge) -> Iterable[Exchange]:
        limits = _limits(clause, judge)
        if clause.keyword == "security":
            return self._with_credentials(operation)
        if clause.side is Side.REQUEST:
            return candidate_requests(self._document, clause, limits, operation)
        return candidate_responses(self._document, clause, limits, operation)

    def _mutant_with_witness(
        self,
        clause: Clause,
        mutation: str,
        edited: Document,
        judge: Judge,
        exchanges: Iterable[Exchange],
    ) -> Mutant | None:
        """The mutant, if an exchange is judged differently by the edited document; else None.

        Prefers a response that only the edited document allows.
        """
        operation, stronger = clause.operation, None
        assert operation is not None
        for exchange in exchanges:
            original, mutated = self._rejected_by(exchange, operation, judge)
            if original == mutated:
                continue
            if isinstance(exchange, RequestWithCredentials):
                return Mutant(clause.key, mutation, operation, edited, original,
                             request=exchange.draft, presented_schemes=exchange.names)  # fmt: skip
            if isinstance(exchange, Draft):
                return Mutant(clause.key, mutation, operation, edited, original, request=exchange)
            status = self._judge.documented_status(operation, exchange.status)
            # An undocumented status takes the place of a success.
            status = None if clause.keyword == "statuses" else status
            mutant = Mutant(
                clause.key, mutation, operation, edited, original, status, response=exchange
            )
            if mutant.weaker:
                return mutant
            stronger = stronger or mutant
        return stronger

    def _rejected_by(
        self, exchange: Exchange, operation: Operation, judge: Judge
    ) -> tuple[bool, bool]:
        """Whether the document rejects the exchange, and whether the mutant does."""
        if isinstance(exchange, RequestWithCredentials):
            return _unauthenticated(self._judge, exchange.request), _unauthenticated(
                judge, exchange.request
            )
        if isinstance(exchange, Draft):
            request = exchange.request({})
            return self._rejects(request), _rejects(judge, request)
        request = example_request(self._document, operation).request({})
        original = bool(self._judge.response(request, exchange))
        return original, bool(judge.response(request, exchange)) if judge.clauses else original

    def _same_verdict(self, clause: Clause, operation: Operation, judge: Judge) -> SameVerdict:
        """A function: whether both documents judge a value alike in the place of the clause."""
        slot = slot_of(self._document, clause, operation)

        def same_verdict(value: Any) -> bool | None:
            if slot is None or any(self._rejected_by(slot.valid, operation, judge)):
                return None
            original, mutated = self._rejected_by(slot.put(value), operation, judge)
            return original == mutated

        return same_verdict

    def _drawn(self, clause: Clause, edited: Document, judge: Judge) -> Iterator[Exchange]:
        """The first exchange with a drawn value that distinguishes the documents, if any."""
        operation = clause.operation
        assert operation is not None
        if not edited.operations or clause.keyword in _WITHOUT_VALUE:
            return
        slot = slot_of(self._document, clause, operation)
        changed = place_of(edited, clause, edited.operations[0])
        if slot is None or changed is None:
            return

        def distinguishes(value: Any) -> bool:
            if not slot.can_carry(value):
                return False
            original, mutated = self._rejected_by(slot.put(value), operation, judge)
            return original != mutated

        strategy = values_of_either(clause, slot.place, changed)
        value = first_drawn(strategy, distinguishes, _MOST_DRAWN)
        if value is not NOTHING:
            yield slot.put(value)

    def _rejects(self, request: Request) -> bool:
        if request not in self._rejections:
            self._rejections[request] = _rejects(self._judge, request)
        return self._rejections[request]

    def _with_credentials(self, operation: Operation) -> Iterator[RequestWithCredentials]:
        """The example request with no credential, parts of each alternative, each alternative."""
        schemes = schemes_of(self._document)
        own = [tuple(alternative) for alternative in operation.security]
        parts = [tuple(n for n in names if n != name) for names in own for name in names]
        draft = example_request(self._document, operation)
        for names in dict.fromkeys([(), *parts, *own]):
            request = draft.request({})
            for name in names:
                request = _with_credential(schemes[name], request)
            yield RequestWithCredentials(draft, names, request)


def _rejects(judge: Judge, request: Request) -> bool:
    return any(not violation.key_parts.is_security for violation in judge.request(request))


def _unauthenticated(judge: Judge, request: Request) -> bool:
    return any(violation.key_parts.is_security for violation in judge.request(request))


def _with_credential(scheme: Scheme, request: Request) -> Request:
    """The request with a placeholder for the scheme's credential."""
    if scheme.place == "query":
        separator = "&" if request.query else "?"
        return replace(request, target=f"{request.target}{separator}{scheme.parameter}=a")
    if scheme.place == "cookie":
        cookies = [request.header("Cookie"), f"{scheme.parameter}=a"]
        return request.with_header("Cookie", "; ".join(c for c in cookies if c))
    value = "a" if scheme.kind == "apiKey" else _CREDENTIALS.get(scheme.kind, f"{scheme.kind} a")
    return request.with_header(scheme.parameter, value)


def _limits(clause: Clause, judge: Judge) -> list[Any]:
    """The clause's value in the document and, unless it was removed, in the mutant."""
    edited = judge.clauses.get(clause.key)
    return [clause.value] if edited is None else [clause.value, edited.value]
