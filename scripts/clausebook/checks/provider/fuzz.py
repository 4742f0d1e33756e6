"""Random exploration of a provider: what no list foresees.

schemathesis draws the requests, the judge decides what each must get: a request that breaks the
document must be refused, and no answer may break it. Its own verdicts are not asked for, so a
release that mutes one of its checks mutes nothing here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace

from clausebook.checks.provider.fuzz_requests import drawn
from clausebook.checks.provider.resource_state import is_success, make
from clausebook.checks.provider.stateful_check import confirm
from clausebook.checks.registry import Kind, Phase, check_family
from clausebook.checks.session import ProviderSession
from clausebook.clauses import ClauseKey, named_in_facts, parameter_place
from clausebook.errors import NotSent
from clausebook.http.exchange import Exchange
from clausebook.judge import Violation
from clausebook.judge.gaps import rejection_keys_of
from clausebook.openapi import Document, Effect, Operation
from clausebook.report.finding import Finding
from clausebook.resources import Draft, valid_request


@dataclass(frozen=True)
class Property:
    """What one operation's requests of one kind, valid or not, must all be answered with.

    `draw` gives the requests, whenever they are needed.
    """

    name: str
    clauses: tuple[str, ...]
    operation: Operation = field(repr=False)
    valid: bool
    draw: Callable[[], Sequence[Draft]] = field(repr=False)

    def run(self, session: ProviderSession) -> None:
        """Sends what is drawn and judges each answer, until one is wrong.

        Raises:
            ContractBroken: an answer breaks the document, twice.
            NotJudged: one was wrong once and not again.
            Unreachable: nothing listens there.
        """
        good = valid_request(session.document, self.operation, session.facts)
        drafts = [
            _with_known(session, replace(draft, operation=self.operation), good)
            for draft in self.draw()
        ]

        def story(there: ProviderSession) -> list[Finding]:
            for draft, exchange in self._sent(there, drafts, good):
                found = _judged(there, draft, exchange)
                if found:
                    return found
            return []

        confirm(session, self.clauses[0], self.operation, story)

    def _sent(
        self, session: ProviderSession, drafts: Sequence[Draft], good: Draft
    ) -> Iterator[tuple[Draft, Exchange]]:
        """Sends what should change nothing together; the rest one by one, on what is there."""
        may = [draft for draft in drafts if session.connection.may_send(draft.request({}))]
        if drafts and not may:
            raise NotSent("none that was drawn names a thing that may be written to there")
        make(session, good)
        if not self.valid or self.operation.effect is Effect.READ:
            yield from zip(may, session.send_drafts(may), strict=True)
            return
        for draft in may:
            if self.operation.effect is not Effect.CREATE:
                make(session, good)
            exchange = session.send_draft(draft)
            if is_success(exchange):
                session.resources.forget()
            yield draft, exchange


@dataclass(frozen=True)
class Drawing:
    """How requests are drawn: `most` a property, at once where an executor does it `beside`."""

    document: Document
    most: int
    seed: int = 0
    beside: Executor | None = None

    def requests(self, operation: Operation, *, valid: bool) -> Callable[[], Sequence[Draft]]:
        """What gives the requests of one kind, whenever they are needed."""
        draw = functools.partial(
            drawn, self.document, operation, valid=valid, most=self.most, seed=self.seed
        )
        return self.beside.submit(draw).result if self.beside else draw


@check_family(
    stage=Kind.PROVIDER,
    id="fuzz/drawn-requests",
    source="schemathesis; Hypothesis",
    phase=Phase.DRAWN,
)
def properties_of(drawing: Drawing, operation: Operation) -> Iterator[Property]:
    """Randomly drawn requests, valid and invalid, are answered as the document says."""
    key = str(ClauseKey.of(operation, "operation"))
    for words, valid in (("valid requests", True), ("wrong requests", False)):
        draw = drawing.requests(operation, valid=valid)
        yield Property(f"{key}: {words} drawn at random", (key,), operation, valid, draw)


def _judged(session: ProviderSession, draft: Draft, exchange: Exchange) -> list[Finding]:
    findings = session.judge_answer(exchange)
    status, broken = exchange.response.status, _faults(session, draft)
    if broken and not 400 <= status < 500:
        gap = status < 500 and not rejection_keys_of(draft.operation)
        for violation in () if gap else broken:
            clause, message = violation.clause, f"{_outcome(status)} although {violation.message}"
            finding = session.finding(clause, exchange.request, message, "a 4xx", str(status))
            findings.append(finding)
    elif status >= 500:
        key = str(ClauseKey.of(draft.operation, "operation"))
        message = "a valid request makes the provider fail"
        findings.append(session.finding(key, exchange.request, message, "no 5xx", str(status)))
    return findings


def _outcome(status: int) -> str:
    """What became of a request that should have been refused."""
    if status >= 500:
        return "the provider fails instead of refusing,"
    return "accepted" if 200 <= status < 300 else "not refused"


def _faults(session: ProviderSession, draft: Draft) -> list[Violation]:
    found = session.judge.request(draft.request({}))
    return [violation for violation in found if not violation.key_parts.is_security]


def _with_known(session: ProviderSession, draft: Draft, good: Draft) -> Draft:
    """The draft with known names for what is not wrong about it.

    A request about an unknown thing is refused for that alone, which hides every other mistake.
    """
    names = {named_in_facts(name) for row in session.facts.known for name in row}
    wrong = {violation.key_parts for violation in _faults(session, draft)}
    for parameter in draft.operation.parameters:
        slot = (parameter.place, parameter.name)
        place = ClauseKey.of(draft.operation, parameter_place(draft.operation, parameter))
        shared = parameter.name in names and slot in draft.values and slot in good.values
        if shared and not any(key.is_within(place) for key in wrong):
            draft = draft.with_value(slot, good.values[slot])
    if isinstance(draft.body, dict) and isinstance(good.body, dict):
        known = {
            name: good.body[name]
            for name in draft.body.keys() & good.body.keys() & names
            if not any(f"/properties/{name}/" in key.keyword_path for key in wrong)
        }
        draft = draft.with_body({**draft.body, **known})
    return draft
