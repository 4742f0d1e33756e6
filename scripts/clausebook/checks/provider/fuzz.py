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
from clausebook.checks.session.deployment import Deployment
from clausebook.clauses import ClauseKey, named_in_facts, parameter_place
from clausebook.errors import NotSent
from clausebook.http.exchange import Exchange
from clausebook.judge import Violation
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

    def run(self, deployment: Deployment) -> None:
        """Sends what is drawn and judges each answer, until one is wrong.

        Raises:
            ContractBroken: an answer breaks the document, twice.
            NotJudged: one was wrong once and not again.
            Unreachable: nothing listens there.
        """
        good = valid_request(deployment.document, self.operation, deployment.facts)
        drafts = [
            _with_known(deployment, replace(draft, operation=self.operation), good)
            for draft in self.draw()
        ]

        def story(there: Deployment) -> list[Finding]:
            for draft, exchange in self._sent(there, drafts, good):
                found = _judged(there, draft, exchange)
                if found:
                    return found
            return []

        confirm(deployment, self.clauses[0], self.operation, story)

    def _sent(
        self, deployment: Deployment, drafts: Sequence[Draft], good: Draft
    ) -> Iterator[tuple[Draft, Exchange]]:
        """Sends what should change nothing together; the rest one by one, on what is there."""
        may = [draft for draft in drafts if deployment.may_send(draft.request({}))]
        if drafts and not may:
            raise NotSent("none that was drawn names a thing that may be written to there")
        make(deployment, good)
        if not self.valid or self.operation.effect is Effect.READ:
            yield from zip(may, deployment.send_drafts(may), strict=True)
            return
        for draft in may:
            if self.operation.effect is not Effect.CREATE:
                make(deployment, good)
            exchange = deployment.send_draft(draft)
            if is_success(exchange):
                deployment.state.forget()
            yield draft, exchange


def properties_of(
    document: Document, most: int, seed: int = 0, beside: Executor | None = None
) -> list[Property]:
    """Two properties for each operation: of its valid requests, and of its wrong ones.

    Each draws `most` requests at the most, at once where an executor is given to do it `beside`
    the rest, else when it runs.
    """

    def drawing(operation: Operation, valid: bool) -> Callable[[], Sequence[Draft]]:
        draw = functools.partial(drawn, document, operation, valid=valid, most=most, seed=seed)
        return beside.submit(draw).result if beside else draw

    return [
        Property(
            f"{ClauseKey.of(o, 'operation')}: {words} drawn at random",
            (str(ClauseKey.of(o, "operation")),),
            o,
            valid,
            drawing(o, valid),
        )
        for o in document.operations
        for words, valid in (("valid requests", True), ("wrong requests", False))
    ]


def _judged(deployment: Deployment, draft: Draft, exchange: Exchange) -> list[Finding]:
    findings = deployment.judge_answer(exchange)
    status, broken = exchange.response.status, _faults(deployment, draft)
    if broken and not 400 <= status < 500:
        for violation in broken:
            clause, message = violation.clause, f"{_outcome(status)} although {violation.message}"
            finding = deployment.finding(clause, exchange.request, message, "a 4xx", str(status))
            findings.append(finding)
    elif status >= 500:
        key = str(ClauseKey.of(draft.operation, "operation"))
        message = "a valid request makes the provider fail"
        findings.append(deployment.finding(key, exchange.request, message, "no 5xx", str(status)))
    return findings


def _outcome(status: int) -> str:
    """What became of a request that should have been refused."""
    if status >= 500:
        return "the provider fails instead of refusing,"
    return "accepted" if 200 <= status < 300 else "not refused"


def _faults(deployment: Deployment, draft: Draft) -> list[Violation]:
    found = deployment.judge.request(draft.request({}))
    return [violation for violation in found if not violation.key_parts.is_security]


def _with_known(deployment: Deployment, draft: Draft, good: Draft) -> Draft:
    """The draft with known names for what is not wrong about it.

    A request about an unknown thing is refused for that alone, which hides every other mistake.
    """
    names = {named_in_facts(name) for row in deployment.facts.known for name in row}
    wrong = {violation.key_parts for violation in _faults(deployment, draft)}
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
