"""The session with one provider under test: sends requests and judges each response."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from clausebook.auth import CredentialTable, Secret
from clausebook.checks.session.acceptance import is_accepted
from clausebook.checks.session.connection import ProviderConnection, bounded
from clausebook.checks.session.gap_rules import is_of_no_operation
from clausebook.checks.session.http_conformance import conformance_problems
from clausebook.checks.session.made_resources import MadeResources
from clausebook.checks.session.state import FindingKey, ResourceState, RunState
from clausebook.clauses import ClauseKey, is_key_of
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged, NotSent
from clausebook.http.exchange import Exchange, Request
from clausebook.http.redaction import MIN_LEAK_LENGTH
from clausebook.http.transport import NoResponse, ServerGone, Transport, Unreachable
from clausebook.judge import Judge
from clausebook.openapi import Document
from clausebook.report.finding import Finding
from clausebook.resources import Draft

_RETRY_SECONDS = 0.2  # before the retry of a 429 without Retry-After


@dataclass
class ProviderSession:
    """One provider, judged by one document. All checks of a run share its parts."""

    document: Document
    judge: Judge
    facts: Facts
    connection: ProviderConnection
    resources: ResourceState = field(default_factory=ResourceState)
    run: RunState = field(default_factory=RunState)
    made: MadeResources = field(default=None)  # type: ignore[assignment]  # set after the others
    # Keys of the clauses that the responses of one test were judged by; `judge_response`.
    judged: set[str] = field(default_factory=set)
    # The longest that a response may take, in seconds; None without a limit.
    max_seconds: float | None = None
    # Whether to send no requests concurrently; `stateful_check.confirm` sets it.
    sequential: bool = False

    @classmethod
    def over(
        cls,
        document: Document,
        judge: Judge,
        facts: Facts,
        transport: Transport,
        credentials: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
        keys: Mapping[str, Secret] | None = None,
        *,
        run: RunState | None = None,
        max_seconds: float | None = None,
    ) -> ProviderSession:
        """A session over a transport. The other parameters are those of `ProviderConnection`."""
        connection = ProviderConnection(
            transport, document, facts.throttled, credentials or {}, variables or {}, keys or {}
        )
        return cls(
            document, judge, facts, connection, run=run or RunState(), max_seconds=max_seconds
        )

    def __post_init__(self) -> None:
        if self.made is None:
            self.made = MadeResources(self.document, self.facts)

    @property
    def sends_concurrently(self) -> bool:
        """Whether independent requests are sent concurrently."""
        size = self.connection.transport.pool_size
        return size > 1 and not self.sequential and self.max_seconds is None

    def bound(self, draft: Draft) -> Draft:
        """The draft about resources that this run created, which are created if need be."""
        return self.made.bound(draft, self)

    def request(self, draft: Draft, alternative: tuple[str, ...] | None = None) -> Request | None:
        """The draft, bound to resources of this run, as a request with credentials.

        None where there is no credential for that alternative.
        """
        return self.connection.request(self.bound(draft), alternative)

    def send_draft(self, draft: Draft) -> Exchange:
        """Sends a bound draft with credentials, if there are any. Raises as `send` does."""
        return self.send_bound(self.bound(draft))

    def send_bound(self, draft: Draft) -> Exchange:
        """Sends a draft as it is likewise."""
        return self.send(self.connection.request(draft) or draft.request({}))

    def send_drafts(self, drafts: Sequence[Draft]) -> list[Exchange]:
        """Sends independent drafts likewise, concurrently if the transport can."""
        return self.send_all([self.request(draft) or draft.request({}) for draft in drafts])

    def send(self, request: Request, *, dedicated: bool = False) -> Exchange:
        """Sends a request, on a connection of its own if it is `dedicated`; retries if throttled.

        A 429 that no fact explains is retried once, and then counts as the response.

        Raises:
            Unreachable: nothing listens at the address.
            NoResponse: no complete response came.
            NotJudged: the provider throttles each retry, or the run skips the operation.
        """
        self._check_not_skipped(request)
        with self._detecting_server_gone(request):
            exchange = self.connection.send(
                request, dedicated=dedicated, on_throttled=self._judge_throttled
            )
        self._note(exchange)
        if exchange.response.status != 429 or self.run.retry_budget == 0:
            return exchange
        self._judge_throttled(exchange)
        time.sleep(_RETRY_SECONDS)
        with self._detecting_server_gone(exchange.request):
            retried = self.connection.send_once(exchange.request, dedicated=dedicated)
        self._note(retried)
        self.run.retry_budget -= retried.response.status == 429
        return retried

    def send_all(self, requests: Sequence[Request]) -> list[Exchange]:
        """Sends independent requests, concurrently if the transport can.

        Raises as `send` does.
        """
        for request in requests:
            self._check_not_skipped(request)
        if not self.sends_concurrently or not requests:
            return [self.send(request) for request in requests]
        with self._detecting_server_gone(requests[0]):
            sent = self.connection.send_concurrently(requests)
        exchanges: list[Exchange] = []
        for request, exchange in zip(requests, sent, strict=True):
            if self.connection.is_throttled(exchange):
                self._judge_throttled(exchange)
                exchanges.append(self.send(request))
            else:
                self._note(exchange)
                exchanges.append(bounded(exchange))
        return exchanges

    def _note(self, exchange: Exchange) -> None:
        """Remembers what the request created or changed, and whether its operation accepts any."""
        self.made.note(exchange, self.connection.transport.base_url)
        operation = self.judge.operation(exchange.request)
        if operation is not None and is_accepted(operation, exchange):
            self.run.accepted_operations.add(operation.label)

    def _judge_throttled(self, exchange: Exchange) -> None:
        """Validates a throttled response against the document.

        It does not if the facts expect the status or the document has only a range for it: a
        gateway may have sent the response. It reports a violation that comes twice, since no single
        request reproduces it.
        """
        self.run.has_response = True
        status, run = exchange.response.status, self.run
        operation = self.judge.operation(exchange.request)
        documented = operation is not None and str(status) in operation.responses
        if not documented or status in self.facts.throttled.status:
            return
        for finding in self.judge_response(exchange):
            key = FindingKey.of(finding)
            if key in run.deferred and key not in run.reported:
                run.unreported.setdefault(key, finding)
            run.deferred.add(key)

    @contextmanager
    def _detecting_server_gone(self, request: Request) -> Iterator[None]:
        """Raises ServerGone if the provider responded before and now refuses connections."""
        try:
            yield
        except Unreachable as error:
            if not self.run.has_response:
                raise
            reason = f"the provider no longer accepts connections ({error.reason})"
            raise ServerGone(request, reason) from None
        self.run.has_response = True

    def _check_not_skipped(self, request: Request) -> None:
        """Raises NotJudged if the run sends no more requests, or none to this operation."""
        if self.run.unreachable_reason:
            raise NotJudged(f"the run sends no more requests: {self.run.unreachable_reason}")
        operation = self.judge.operation(request) if self.run.skipped_operations else None
        if operation is not None and operation.label in self.run.skipped_operations:
            reason = self.run.skipped_operations[operation.label]
            raise NotSent(f"the run sends no more requests to {operation.label}: {reason}")

    def judge_response(self, exchange: Exchange) -> list[Finding]:
        """The findings about a response. Adds the clauses it was judged by to `judged`.

        A status code that falls into a gap of the document is neither right nor wrong.
        """
        operation = self.judge.operation(exchange.request)
        if operation is not None and self.judge.gap(operation, exchange.response.status):
            return self.conformance_findings(exchange)
        if operation is not None:
            status = self.judge.documented_status(operation, exchange.response.status)
            if status is not None and is_of_no_operation(self.judge, exchange):
                return self.conformance_findings(exchange)
            self.judged.update(self.judge.clauses_of_response(operation, status))
        findings = [
            self.finding(
                *(v.clause, exchange.request, v.message, v.expected, v.actual, v.kind), rule=v.rule
            )
            for v in self.judge.response(exchange.request, exchange.response)
        ]
        return findings + self.conformance_findings(exchange)

    def conformance_findings(self, exchange: Exchange) -> list[Finding]:
        """Findings that need no document: invalid HTTP, leaked internals, slow responses."""
        operation = self.judge.operation(exchange.request)
        key = str(
            ClauseKey.of(operation, "operation")
            if operation
            else ClauseKey.of_document("operation")
        )
        response, request, findings = exchange.response, exchange.request, list[Finding]()
        for message, expected, actual in conformance_problems(exchange):
            if FindingKey(key, message) not in self.run.reported:
                findings.append(self.finding(key, request, message, expected, actual))
        text = response.body.decode("utf-8", "replace")
        texts = [text, *(value for _, value in response.headers)]
        for name, secret in self.connection.credentials.items():
            if len(secret) >= MIN_LEAK_LENGTH and any(secret in part for part in texts):
                message = f"the response contains the credential sent in {name}"
                findings.append(self.finding(key, request, message, "no credential"))
        for scheme in self._leaked(texts):
            message = f"the response contains the credential of {scheme}"
            findings.append(self.finding(key, request, message, "no credential"))
        if self.max_seconds is not None and exchange.seconds > self.max_seconds:
            message = "the response is too slow"
            expected, actual = f"within {self.max_seconds:g} s", f"{exchange.seconds:.3f} s"
            if operation is not None:
                self.run.slow_operations[operation.label] = f"{message}, {actual}"
            findings.append(self.finding(key, request, message, expected, actual))
        return findings

    def _leaked(self, texts: Sequence[str]) -> list[str]:
        """The schemes whose given secret stands in a text; a token may come from the provider."""
        given = self.connection.keys
        given = given.given if isinstance(given, CredentialTable) else given
        return [
            name
            for name, secret in given.items()
            if isinstance(secret, str) and len(secret) >= MIN_LEAK_LENGTH
            if any(secret in text for text in texts)
        ]

    def finding(
        self,
        clause: str,
        request: Request,
        message: str,
        expected: str = "",
        actual: str = "",
        kind: str = "",
        *,
        rule: str = "",
    ) -> Finding:
        """A finding about the response to `request`, with the command that reproduces it.

        `kind` is what equal findings have in common if their messages differ by more than values.
        `rule` is the finding rule that it falls under; without one, it is of the check's own id.
        """
        redaction = self.connection.redaction(self.facts.secrets())
        message, expected, actual = map(redaction.text, (message, expected, actual))
        key = ClauseKey.find(clause)
        tested = key.name if key is not None and key.kind == "header" else ""
        command = redaction.curl(request, self.connection.transport.base_url, tested)
        return Finding(
            *(clause, "provider", message, expected, actual, command), rule=rule, kind=kind
        )

    def no_response_finding(self, clause: str, error: NoResponse) -> Finding:
        """The finding that no complete response came, whichever check sent the request."""
        operation = self.judge.operation(error.request)
        if operation and not is_key_of(clause, operation):
            clause = str(ClauseKey.of(operation, "operation"))
        return self.finding(
            clause, error.request, "no response came", "an HTTP response", error.reason
        )
