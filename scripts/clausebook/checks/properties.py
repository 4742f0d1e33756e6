"""Random exploration of a provider: what no list foresees, drawn by schemathesis and Hypothesis.

schemathesis draws the cases, the judge decides what each must get: a request that breaks the
document must be refused, and no answer may break it. Its own verdicts are not asked for, so a
release that mutes one of its checks mutes nothing here.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core import NotSet

from clausebook.checks.deployment import Deployment
from clausebook.checks.state import make
from clausebook.clauses import operation_key
from clausebook.clauses.model import parameter_place
from clausebook.document import Document, Operation
from clausebook.finding import ContractBroken
from clausebook.judge import Violation
from clausebook.probes import NOTHING, Draft, known_good
from clausebook.transport import NoAnswer


@dataclass(frozen=True)
class Property:
    """What one operation's requests of one kind, valid or not, must all be answered with."""

    name: str
    clauses: tuple[str, ...]
    operation: Operation = field(repr=False)
    mode: GenerationMode

    def run(self, deployment: Deployment) -> None:
        """Draws requests and judges each answer, until one is wrong.

        How many, and from which seed, is Hypothesis's profile.

        Raises:
            ContractBroken: an answer breaks the document.
            Unreachable: nothing listens there.
        """

        # No shrinking: it can take minutes, and the probes already say which clause it is.
        @settings(suppress_health_check=list(HealthCheck), phases=[Phase.generate])
        @given(case=self._cases(deployment.document))
        def holds(case: schemathesis.Case[Any]) -> None:
            _judge(deployment, self.operation, case)

        try:
            holds()
        except Unsatisfiable:
            # Nothing can be drawn: an operation that takes anything has no wrong request.
            return

    def _cases(self, document: Document) -> Any:
        described = _described(document)[self.operation.path][self.operation.method]
        return described.as_strategy(generation_mode=self.mode)


def properties_of(document: Document) -> list[Property]:
    """Two properties for each operation: of its valid requests, and of its wrong ones."""
    return [
        Property(
            f"{operation_key(o)} operation: {words} drawn at random",
            (f"{operation_key(o)} operation",),
            o,
            mode,
        )
        for o in document.operations
        for words, mode in (
            ("valid requests", GenerationMode.POSITIVE),
            ("wrong requests", GenerationMode.NEGATIVE),
        )
    ]


def prepare(document: Document) -> None:
    """Reads the document for the properties beside whatever else is done.

    That takes a second, most of it imports, and the probes of a deployment mostly wait for it.
    """
    threading.Thread(target=_described, args=(document,), daemon=True).start()


@functools.lru_cache(maxsize=4)
def _described(document: Document) -> Any:
    return schemathesis.openapi.from_dict(document.data)


def _judge(deployment: Deployment, operation: Operation, case: schemathesis.Case[Any]) -> None:
    good = known_good(deployment.document, operation, deployment.facts)
    draft = _with_known(deployment, _draft(operation, case), good)
    request = deployment.request(draft) or draft.request({})
    broken = _faults(deployment, draft)
    key = f"{operation_key(operation)} operation"
    try:
        make(deployment, good)
        exchange = deployment.send(request)
        if operation.effect != "read" and 200 <= exchange.response.status < 300:
            deployment.things.forget()
    except NoAnswer as error:
        raise ContractBroken([deployment.unanswered(key, error)]) from None
    findings = deployment.judge_answer(exchange)
    status = exchange.response.status
    if broken and not 400 <= status < 500:
        findings += [
            deployment.finding(
                v.clause, request, f"accepted although {v.message}", "a 4xx", str(status)
            )
            for v in broken
        ]
    elif status >= 500:
        findings.append(deployment.finding(key, request, "it fails", "no 5xx", str(status)))
    if findings:
        raise ContractBroken(findings)


def _faults(deployment: Deployment, draft: Draft) -> list[Violation]:
    found = deployment.judge.request(draft.request({}))
    return [violation for violation in found if " security " not in violation.clause]


def _draft(operation: Operation, case: schemathesis.Case[Any]) -> Draft:
    """The drawn case as a draft: what the document names, the credentials aside."""
    drawn: Mapping[str, Mapping[str, Any]] = {
        "path": {name: unquote(str(value)) for name, value in (case.path_parameters or {}).items()},
        "query": case.query or {},
        "header": case.headers or {},
        "cookie": case.cookies or {},
    }
    values = {
        (p.place, p.name): drawn[p.place][p.name]
        for p in operation.parameters
        if p.name in drawn[p.place]
    }
    if isinstance(case.body, bytes):
        return Draft(operation, values, NOTHING, case.media_type, raw_body=case.body)
    body = NOTHING if isinstance(case.body, NotSet) else case.body
    return Draft(operation, values, body, case.media_type)


def _with_known(deployment: Deployment, draft: Draft, good: Draft) -> Draft:
    """The draft with known names for what is not wrong about it.

    A request about an unknown thing is refused for that alone, which hides every other mistake.
    """
    names = {name.rpartition(" ")[2] for row in deployment.facts.known for name in row}
    wrong = {violation.clause for violation in _faults(deployment, draft)}
    for parameter in draft.operation.parameters:
        slot = (parameter.place, parameter.name)
        place = f"{operation_key(draft.operation)} {parameter_place(draft.operation, parameter)} "
        shared = parameter.name in names and slot in draft.values and slot in good.values
        if shared and not any(key.startswith(place) for key in wrong):
            draft = draft.with_value(slot, good.values[slot])
    if isinstance(draft.body, dict) and isinstance(good.body, dict):
        known = {
            name: good.body[name]
            for name in draft.body.keys() & good.body.keys() & names
            if not any(f"/properties/{name}/" in key for key in wrong)
        }
        draft = draft.with_body({**draft.body, **known})
    return draft
