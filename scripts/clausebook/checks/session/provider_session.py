"""One provider under test: what is sent to it, and what each response is held against."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from clausebook.auth import Secret
from clausebook.checks.session.connection import ProviderConnection, bounded
from clausebook.checks.session.http_conformance import conformance_problems
from clausebook.checks.session.state import FindingKey, ResourceState, RunState
from clausebook.clauses import ClauseKey, is_key_of
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged, NotSent
from clausebook.http.curl_redaction import MIN_LEAK_LENGTH, CurlRedaction
from clausebook.http.exchange import Exchange, Request
from clausebook.http.transport import NoResponse, ServerGone, Transport, Unreachable
from clausebook.judge import Judge
from clausebook.openapi import Document
from clausebook.report.finding import Finding
from clausebook.resources import Draft

_RETRY_SECONDS = 0.2  # before a 429 that says nothing of when to come again is retried


@dataclass
class ProviderSession:
    """One provider to be judged by one document. Its parts are shared by all checks of a run."""

    document: Document
    judge: Judge
    facts: Facts
    connection: ProviderConnection
    resources: ResourceState = field(default_factory=ResourceState)
    run: RunState = field(default_factory=RunState)
    # Keys of the clauses that the responses of one test were held against; `judge_answer`.
    judged: set[str] = field(default_factory=set)
    # The longest that a response may take, in seconds, where a limit was asked for.
    max_seconds: float | None = None
    # Whether only one request may be under way at a time; `stateful_check` sets it to confirm.
    one_by_one: bool = False

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
        """A session over a transport; the rest is as in `ProviderConnection`."""
        connection = ProviderConnection(
            transport, document, facts.throttled, credentials or {}, variables or {}, keys or {}
        )
        return cls(
            document, judge, facts, connection, run=run or RunState(), max_seconds=max_seconds
        )

    @property
    def sends_together(self) -> bool:
        """Whether several requests are under way at a time."""
        size = self.connection.transport.pool_size
        return size > 1 and not self.one_by_one and self.max_seconds is None

    def send_draft(self, draft: Draft) -> Exchange:
        """Sends a draft with whatever proves who asks. Raises Unreachable or NoResponse."""
        return self.send(self.connection.request(draft) or draft.request({}))

    def send_drafts(self, drafts: Sequence[Draft]) -> list[Exchange]:
        """Sends drafts likewise, some at a time where the transport can."""
        return self.send_all([self.connection.request(it) or it.request({}) for it in drafts])

    def send(self, request: Request, *, alone: bool = False) -> Exchange:
        """Sends a request and waits out throttling.

        A 429 that no fact explains is retried once, and is evidence if it stays.

        Raises:
            Unreachable: nothing listens there.
            NoResponse: no whole response came.
            NotJudged: it is throttled each time, or nothing more is sent to its operation.
        """
        self._check_silence(request)
        with self._still_there(request):
            exchange = self.connection.send(
                request, alone=alone, on_throttled=self._judge_throttled
            )
        if exchange.response.status != 429 or self.run.retry_budget == 0:
            return exchange
        self._judge_throttled(exchange)
        time.sleep(_RETRY_SECONDS)
        with self._still_there(exchange.request):
            again = self.connection.send_once(exchange.request, alone=alone)
        self.run.retry_budget -= again.response.status == 429
        return again

    def send_all(self, requests: Sequence[Request]) -> list[Exchange]:
        """Sends requests of which none needs another, some at a time where the transport can.

        Raises as `send` does.
        """
        for request in requests:
            self._check_silence(request)
        if not self.sends_together or not requests:
            return [self.send(request) for request in requests]
        with self._still_there(requests[0]):
            sent = self.connection.send_together(requests)
        exchanges: list[Exchange] = []
        for request, exchange in zip(requests, sent, strict=True):
            if self.connection.is_throttled(exchange):
                self._judge_throttled(exchange)
                exchanges.append(self.send(request))
            else:
                exchanges.append(bounded(exchange))
        return exchanges

    def _judge_throttled(self, exchange: Exchange) -> None:
        """Validates a throttled response against the document.

        Not where facts expect its status, or only a range documents it: a gateway may have sent it.
        A violation is reported once it was seen twice, since no single request reproduces it.
        """
        self.run.answered = True
        status, run = exchange.response.status, self.run
        operation = self.judge.operation(exchange.request)
        documented = operation is not None and str(status) in operation.responses
        if not documented or status in self.facts.throttled.status:
            return
        for finding in self.judge_answer(exchange):
            key = FindingKey.of(finding)
            if key in run.deferred and key not in run.reported:
                run.unreported.setdefault(key, finding)
            run.deferred.add(key)

    @contextmanager
    def _still_there(self, request: Request) -> Iterator[None]:
        """Raises ServerGone where nothing listens any more: a request brought the provider down."""
        try:
            yield
        except Unreachable as error:
            if not self.run.answered:
                raise
            reason = f"nothing listens there any more ({error.reason})"
            raise ServerGone(request, reason) from None
        self.run.answered = True

    def _check_silence(self, request: Request) -> None:
        if self.run.gone:
            raise NotJudged(f"nothing is asked any more: {self.run.gone}")
        operation = self.judge.operation(request) if self.run.silent else None
        if operation is not None and operation.label in self.run.silent:
            reason = self.run.silent[operation.label]
            raise NotSent(f"{operation.label} is not asked again: {reason}")

    def judge_answer(self, exchange: Exchange) -> list[Finding]:
        """What the answer breaks; the clauses it was held against become `judged`.

        The document does not say whether a status is right for which it leaves a gap.
        """
        operation = self.judge.operation(exchange.request)
        if operation is not None and self.judge.gap(operation, exchange.response.status):
            return self.conformance_findings(exchange)
        if operation is not None:
            status = self.judge.documented_status(operation, exchange.response.status)
            self.judged.update(self.judge.clauses_of_response(operation, status))
        found = [
            self.finding(v.clause, exchange.request, v.message, v.expected, v.actual)
            for v in self.judge.response(exchange.request, exchange.response)
        ]
        return found + self.conformance_findings(exchange)

    def conformance_findings(self, exchange: Exchange) -> list[Finding]:
        """What no answer may do, whatever the document says: leak, dawdle, or be no good HTTP."""
        operation = self.judge.operation(exchange.request)
        key = str(
            ClauseKey.of(operation, "operation")
            if operation
            else ClauseKey.of_document("operation")
        )
        response, request, found = exchange.response, exchange.request, []
        for message, expected, actual in conformance_problems(exchange):
            if FindingKey(key, message) not in self.run.reported:
                found.append(self.finding(key, request, message, expected, actual))
        text = response.body.decode("utf-8", "replace")
        said = [text, *(value for _, value in response.headers)]
        for name, secret in self.connection.credentials.items():
            if len(secret) >= MIN_LEAK_LENGTH and any(secret in part for part in said):
                message = f"the answer repeats the credential of {name}"
                found.append(self.finding(key, request, message, "no credential"))
        if self.max_seconds is not None and exchange.seconds > self.max_seconds:
            message = "the answer comes late"
            expected, actual = f"within {self.max_seconds:g} s", f"{exchange.seconds:.3f} s"
            if operation is not None:
                self.run.late[operation.label] = f"{message}, {actual}"
            found.append(self.finding(key, request, message, expected, actual))
        return found

    def finding(
        self, clause: str, request: Request, message: str, expected: str = "", actual: str = ""
    ) -> Finding:
        """A finding about the answer to `request`, with the line that repeats it."""
        hiding = CurlRedaction(
            self.connection.credentials, self.connection.variables, self.facts.secrets()
        )
        message, expected, actual = map(hiding.text, (message, expected, actual))
        line = hiding.curl(request, self.connection.transport.base_url)
        return Finding(clause, "provider", message, expected, actual, line)

    def unanswered(self, clause: str, error: NoResponse) -> Finding:
        """The finding that a request got no whole answer, whichever check had it sent."""
        operation = self.judge.operation(error.request)
        if operation and not is_key_of(clause, operation):
            clause = str(ClauseKey.of(operation, "operation"))
        return self.finding(
            clause, error.request, "no response came", "an HTTP answer", error.reason
        )
