"""What is under test: a transport to it, what is known about it, the document it should keep."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from clausebook.auth import Secret, credentials_for, schemes_of
from clausebook.checks.session.http_conformance import conformance_problems
from clausebook.checks.session.state import SessionState
from clausebook.clauses import ClauseKey, is_key_of
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged, NotSent
from clausebook.http.curl_redaction import MIN_LEAK_LENGTH, CurlRedaction
from clausebook.http.exchange import Exchange, Request
from clausebook.http.throttling import WAITS, asked_wait, is_throttled
from clausebook.http.transport import Gone, NoAnswer, Transport, Unreachable
from clausebook.http.transport.base import MOST_BYTES
from clausebook.judge import Judge
from clausebook.openapi import Document
from clausebook.report.finding import Finding
from clausebook.resources import Draft

_BRIEF_WAIT = 0.2


@dataclass
class Deployment:
    """One provider to be judged. `credentials` are headers; `secrets` names the shell variable that
    stands in for each of them (by lower-case header) wherever a request is shown. `keys` are
    secrets by the name of their security scheme, for what is made anew for each request.

    `judged` collects the keys of the clauses that the exchanges so far held against the provider;
    `things` is what is known of the state there, shared by all who judge the same provider.
    `max_seconds` is the longest that an answer may take, where that is asked for. `one_by_one`
    forbids to have several requests under way at a time.
    """

    document: Document
    judge: Judge
    facts: Facts
    transport: Transport
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, Secret] = field(default_factory=dict, repr=False)
    judged: set[str] = field(default_factory=set)
    state: SessionState = field(default_factory=SessionState)
    max_seconds: float | None = None
    one_by_one: bool = False

    def request(self, draft: Draft, alternative: tuple[str, ...] | None = None) -> Request | None:
        """The draft as a request that proves who asks, by `alternative` where one is named.

        None where this deployment was given nothing to prove that alternative by.
        """
        if alternative is None:
            if self.credentials or not (self.keys and draft.operation.security):
                return draft.request(self.credentials)
            requirements = draft.operation.security
        else:
            schemes = schemes_of(self.document)
            own = {name.lower() for name in self.credentials}
            if all(schemes[name].parameter.lower() in own for name in alternative):
                return draft.request(self.credentials)
            requirements = ({name: [] for name in alternative},)
        host = urlsplit(self.transport.base_url).netloc
        try:
            sign = credentials_for(self.document, self.keys, host, requirements)
        except LookupError:
            return draft.request({}) if alternative is None else None
        return sign(draft.request({}).with_header("Host", host))

    @property
    def sends_together(self) -> bool:
        """Whether several requests are under way at a time here."""
        lanes = getattr(self.transport, "lanes", 1)
        return lanes > 1 and not self.one_by_one and self.max_seconds is None

    def may_send(self, request: Request) -> bool:
        """Whether the transport would send it: much of a deployment must not be written to."""
        refusal = getattr(self.transport, "refusal", None)
        return not (refusal and refusal(request))

    def send_draft(self, draft: Draft) -> Exchange:
        """Sends a draft with whatever proves who asks. Raises Unreachable or NoAnswer."""
        return self.send(self.request(draft) or draft.request({}))

    def send_drafts(self, drafts: Sequence[Draft]) -> list[Exchange]:
        """Sends drafts likewise, some at a time where the transport can."""
        return self.send_all([self.request(draft) or draft.request({}) for draft in drafts])

    def send(self, request: Request, *, alone: bool = False) -> Exchange:
        """Sends a request; one that is throttled waits and is sent again, twice at the most.

        Raises Unreachable or NoAnswer, and NotJudged where it is throttled still.
        """
        self._check_silence(request)
        send = self.transport.send_alone if alone else self.transport.send
        for wait in (*WAITS, None):
            with self._still_there(request):
                exchange = self._whole(send(request))
            if not is_throttled(self.facts.throttled, exchange.response):
                return self._once_more(send, exchange)
            self._judge_aside(exchange)
            if wait is not None:
                time.sleep(asked_wait(exchange.response, wait))
        raise NotJudged(f"throttled: {exchange.response.status} to {request.method} three times")

    def _once_more(self, send: Callable[[Request], Exchange], exchange: Exchange) -> Exchange:
        """The answer; a 429 that no fact explains is asked again, and is evidence if it stays."""
        if exchange.response.status != 429 or self.state.patience == 0:
            return exchange
        self._judge_aside(exchange)
        time.sleep(_BRIEF_WAIT)
        with self._still_there(exchange.request):
            again = self._whole(send(exchange.request))
        self.state.patience -= again.response.status == 429
        return again

    def send_all(self, requests: Sequence[Request]) -> list[Exchange]:
        """Sends requests of which none needs another, some at a time where the transport can.

        Raises as `send` does.
        """
        for request in requests:
            self._check_silence(request)
        together = getattr(self.transport, "send_all", None)
        if together is None or not self.sends_together:
            return [self.send(request) for request in requests]
        found: list[Exchange] = []
        if not requests:
            return found
        with self._still_there(requests[0]):
            exchanges = together(requests)
        for request, exchange in zip(requests, exchanges, strict=True):
            again = exchange.response.status == 429
            again = again or is_throttled(self.facts.throttled, exchange.response)
            if again:
                self._judge_aside(exchange)
            found.append(self.send(request) if again else self._whole(exchange))
        return found

    def _judge_aside(self, exchange: Exchange) -> None:
        """Holds an answer that is no evidence about its request against what documents it.

        Not what facts expect there, nor what no status but a range documents: it may come from a
        gateway. What is found so twice becomes owed: no request repeats what comes by chance.
        """
        status, things = exchange.response.status, self.state
        operation = self.judge.operation(exchange.request)
        named = operation is not None and str(status) in operation.responses
        if not named or status in self.facts.throttled.status:
            return
        for finding in self.judge_answer(exchange):
            told = (finding.clause, finding.message)
            if told in things.aside and told not in things.told:
                things.owed.setdefault(told, finding)
            things.aside.add(told)

    @contextmanager
    def _still_there(self, request: Request) -> Iterator[None]:
        """Whoever has answered once and is gone then was brought down by some request."""
        try:
            yield
        except Unreachable as error:
            if not self.state.answered:
                raise
            reason = f"nothing listens there any more ({error.reason})"
            raise Gone(request, reason) from None
        self.state.answered = True

    def _check_silence(self, request: Request) -> None:
        if self.state.gone:
            raise NotJudged(f"nothing is asked any more: {self.state.gone}")
        operation = self.judge.operation(request) if self.state.silent else None
        if operation is not None and operation.label in self.state.silent:
            reason = self.state.silent[operation.label]
            raise NotSent(f"{operation.label} is not asked again: {reason}")

    def _whole(self, exchange: Exchange) -> Exchange:
        """The exchange, if its answer has an end in reach."""
        if len(exchange.response.body) < MOST_BYTES - 1000:
            return exchange
        reason = f"the answer has no end within {MOST_BYTES // 1_000_000} MB"
        raise NoAnswer(exchange.request, reason, exchange.seconds)

    def judge_answer(self, exchange: Exchange) -> list[Finding]:
        """What the answer breaks; the clauses it was held against become `judged`."""
        operation = self.judge.operation(exchange.request)
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
        of_document = ClauseKey.of_document("operation")
        key = str(ClauseKey.of(operation, "operation") if operation else of_document)
        response, request, found = exchange.response, exchange.request, []
        for message, expected, actual in conformance_problems(exchange):
            if (key, message) not in self.state.told:
                found.append(self.finding(key, request, message, expected, actual))
        text = response.body.decode("utf-8", "replace")
        said = [text, *(value for _, value in response.headers)]
        for name, secret in self.credentials.items():
            if len(secret) >= MIN_LEAK_LENGTH and any(secret in part for part in said):
                message = f"the answer repeats the credential of {name}"
                found.append(self.finding(key, request, message, "no credential"))
        if self.max_seconds is not None and exchange.seconds > self.max_seconds:
            message = "the answer comes late"
            expected, actual = f"within {self.max_seconds:g} s", f"{exchange.seconds:.3f} s"
            if operation is not None:
                self.state.late[operation.label] = f"{message}, {actual}"
            found.append(self.finding(key, request, message, expected, actual))
        return found

    def finding(
        self, clause: str, request: Request, message: str, expected: str = "", actual: str = ""
    ) -> Finding:
        """A finding about the answer to `request`, with the line that repeats it."""
        hiding = CurlRedaction(self.credentials, self.secrets, self.facts.secrets())
        message, expected, actual = map(hiding.text, (message, expected, actual))
        line = hiding.curl(request, self.transport.base_url)
        return Finding(clause, "provider", message, expected, actual, line)

    def unanswered(self, clause: str, error: NoAnswer) -> Finding:
        """The finding that a request got no whole answer, whichever check had it sent."""
        operation = self.judge.operation(error.request)
        if operation and not is_key_of(clause, operation):
            clause = str(ClauseKey.of(operation, "operation"))
        return self.finding(clause, error.request, "no answer came", "an HTTP answer", error.reason)
