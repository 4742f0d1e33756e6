"""Fuzzing of a provider with random requests.

schemathesis generates the requests, and the judge decides: the provider must reject a request that
breaks the document, and no response may break it. The checks of schemathesis are not used, so that
a release of it cannot disable one here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from clausebook.checks.provider.conformance import CONFORMANCE
from clausebook.checks.provider.fuzz_requests import generate_requests
from clausebook.checks.provider.generator_process import GeneratorProcess
from clausebook.checks.provider.leniency import lenient_rule
from clausebook.checks.provider.probe_checks import oversized_request
from clausebook.checks.provider.resource_state import ensure_created, is_success
from clausebook.checks.provider.stateful_check import confirm
from clausebook.checks.registry import Kind, Phase, check_family
from clausebook.checks.session import ProviderSession
from clausebook.clauses import ClauseKey, named_in_facts, parameter_place
from clausebook.errors import NotJudged, NotSent
from clausebook.http.exchange import Exchange
from clausebook.http.methods import SAFE_METHODS
from clausebook.judge import Violation
from clausebook.judge.gaps import rejection_keys_of
from clausebook.openapi import Document, Effect, Operation
from clausebook.report.finding import Finding, is_no_error_by_default, named
from clausebook.resources import Draft, valid_request
from clausebook.resources.sent_values import with_sent_formats

_NO_REQUESTS: Callable[[], Sequence[Draft]] = tuple


@dataclass(frozen=True)
class FuzzCheck:
    """Sends random requests to one operation: all valid, or all invalid.

    `draw` generates them when the check runs.
    """

    name: str
    clauses: tuple[str, ...]
    operation: Operation = field(repr=False)
    valid: bool
    draw: Callable[[], Sequence[Draft]] = field(repr=False)
    oversized: str = ""  # why none is sent, where the document demands too large a value

    def run(self, session: ProviderSession) -> None:
        """Sends the requests and judges each response, until there is a finding.

        Raises:
            ContractBroken: a failure reproduces.
            NotJudged: a failure did not reproduce.
            Unreachable: nothing listens at the address.
        """
        if self.oversized:
            raise NotJudged(self.oversized)
        valid_draft = valid_request(session.document, self.operation, session.facts)
        drafts = [
            _with_known_names(session, replace(draft, operation=self.operation), valid_draft)
            for draft in self.draw()
        ]

        def steps(session: ProviderSession) -> list[Finding]:
            tolerated: list[Finding] = []
            for draft, exchange in self._send(session, drafts, valid_draft):
                findings = _judge(session, draft, exchange)
                if not all(map(is_no_error_by_default, findings)):
                    return tolerated + findings
                tolerated += findings
            return tolerated

        confirm(session, self.clauses[0], self.operation, steps)

    def _send(
        self, session: ProviderSession, drafts: Sequence[Draft], valid_draft: Draft
    ) -> Iterator[tuple[Draft, Exchange]]:
        """Sends requests without effect concurrently, others one by one on an existing resource."""
        permitted = [
            draft
            for draft in drafts
            if session.connection.may_send(session.bound(draft).request({}))
        ]
        if drafts and not permitted:
            raise NotSent("each generated request names a resource that must not be written to")
        ensure_created(session, valid_draft)
        if not self.valid or self.operation.effect is Effect.READ:
            yield from zip(permitted, session.send_drafts(permitted), strict=True)
            return
        for draft in permitted:
            if self.operation.effect is not Effect.CREATE:
                ensure_created(session, valid_draft)
            exchange = session.send_draft(draft)
            if is_success(exchange):
                session.resources.forget()
            yield draft, exchange


@dataclass(frozen=True)
class FuzzConfig:
    """How requests are generated: `max_examples` a check, ahead of it if there is a `process`."""

    document: Document
    max_examples: int
    seed: int = 0
    process: GeneratorProcess | None = None

    def requests(self, operation: Operation, *, valid: bool) -> Callable[[], Sequence[Draft]]:
        """A function that returns the requests of one kind."""
        draw = functools.partial(
            generate_requests,
            self.document,
            operation,
            valid=valid,
            max_examples=self.max_examples,
            seed=self.seed,
        )
        return self.process.submit(draw) if self.process else draw


@check_family(
    stage=Kind.PROVIDER,
    id="fuzz/drawn-requests",
    source="schemathesis; Hypothesis",
    phase=Phase.FUZZ,
)
def fuzz_checks(config: FuzzConfig, operation: Operation) -> Iterator[FuzzCheck]:
    """Random requests, valid and invalid, get documented responses."""
    key = str(ClauseKey.of(operation, "operation"))
    why = oversized_request(config.document, operation)
    for kind, valid in (("valid", True), ("invalid", False)):
        name, draw = f"{key}: random {kind} requests", _NO_REQUESTS
        if not why:
            draw = config.requests(operation, valid=valid)
        yield FuzzCheck(name, (key,), operation, valid, draw, why)


def _judge(session: ProviderSession, draft: Draft, exchange: Exchange) -> list[Finding]:
    findings = named(CONFORMANCE, session.judge_response(exchange))
    status, violations = exchange.response.status, _violations(session, draft)
    if violations and not 400 <= status < 500:
        rule = CONFORMANCE
        if status < 300:
            rule = lenient_rule(session.judge, session.document, draft, exchange) or rule
        has_gap = status < 500 and not rejection_keys_of(draft.operation)
        for violation in () if has_gap else violations:
            clause, message = (
                violation.clause,
                f"{_outcome(status)} although invalid: {violation.message}",
            )
            findings.append(
                session.finding(
                    *(clause, exchange.request, message, "a 4xx", str(status)),
                    kind=f"an invalid request gets {status // 100}xx",
                    rule=rule,
                )
            )
    elif status >= 500:
        key = str(ClauseKey.of(draft.operation, "operation"))
        # One that breaks a format which is not asserted is not called valid.
        obeys = with_sent_formats(session.document, draft) == draft
        word = "a valid request" if obeys else "a request"
        message, kind = f"{word} causes a server error", f"{word} gets 5xx"
        findings.append(
            session.finding(
                *(key, exchange.request, message, "no 5xx", str(status), kind), rule=CONFORMANCE
            )
        )
    return findings


def _outcome(status: int) -> str:
    """The outcome of a request that the provider should have rejected."""
    if status >= 500:
        return "causes a server error"
    return "accepted" if 200 <= status < 300 else "not rejected"


def _violations(session: ProviderSession, draft: Draft) -> list[Violation]:
    violations = session.judge.request(draft.request({}))
    return [violation for violation in violations if not violation.key_parts.is_security]


def _with_known_names(session: ProviderSession, draft: Draft, valid_draft: Draft) -> Draft:
    """The draft with the names of a known resource, except where it is invalid on purpose.

    A provider rejects a request about an unknown resource for that alone, whatever else is invalid.
    """
    names = {named_in_facts(name) for row in session.facts.known for name in row}
    # What it changes must be this run's own, which takes the place of the usual value.
    changes = draft.operation.method not in SAFE_METHODS
    broken_keys = {violation.key_parts for violation in _violations(session, draft)}
    for parameter in draft.operation.parameters:
        slot = (parameter.place, parameter.name)
        place = ClauseKey.of(draft.operation, parameter_place(draft.operation, parameter))
        named = parameter.name in names or (changes and parameter.place == "path")
        shared = named and slot in draft.values and slot in valid_draft.values
        if shared and not any(key.is_within(place) for key in broken_keys):
            draft = draft.with_value(slot, valid_draft.values[slot])
    if isinstance(draft.body, dict) and isinstance(valid_draft.body, dict):
        known = {
            name: valid_draft.body[name]
            for name in draft.body.keys() & valid_draft.body.keys() & names
            if not any(f"/properties/{name}/" in key.keyword_path for key in broken_keys)
        }
        draft = draft.with_body({**draft.body, **known})
    return draft
