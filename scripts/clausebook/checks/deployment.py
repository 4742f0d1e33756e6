"""What is under test: a transport to it, what is known about it, the document it should keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from clausebook.authentication import Secret, credentials_for, schemes_of
from clausebook.clauses import operation_key
from clausebook.document import Document, Operation
from clausebook.document.pointers import split
from clausebook.exchange import Exchange, Request
from clausebook.facts import Facts
from clausebook.finding import Finding
from clausebook.judge import Judge
from clausebook.probes import NOTHING, Draft, known_good
from clausebook.transport import NoAnswer, Transport


@dataclass
class Deployment:
    """One provider to be judged. `credentials` are headers; `secrets` names the shell variable that
    stands in for each of them (by lower-case header) wherever a request is shown. `keys` are
    secrets by the name of their security scheme, for what is made anew for each request.

    `judged` collects the keys of the clauses that the exchanges so far held against the provider.
    """

    document: Document
    judge: Judge
    facts: Facts
    transport: Transport
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, Secret] = field(default_factory=dict, repr=False)
    judged: set[str] = field(default_factory=set)

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

    def send_draft(self, draft: Draft) -> Exchange:
        """Sends a draft with whatever proves who asks. Raises Unreachable or NoAnswer."""
        return self.send(self.request(draft) or draft.request({}))

    def send(self, request: Request, *, alone: bool = False) -> Exchange:
        """Sends a request. Raises Unreachable or NoAnswer."""
        return self.transport.send_alone(request) if alone else self.transport.send(request)

    def judge_answer(self, exchange: Exchange) -> list[Finding]:
        """What the answer breaks; the clauses it was held against become `judged`."""
        operation = self.judge.operation(exchange.request)
        if operation is not None:
            status = self.judge.documented_status(operation, exchange.response.status)
            key = f"{operation_key(operation)} response"
            self.judged.update(
                clause
                for clause in self.judge.clauses
                if clause in (f"{key}s", f"{key} {status}") or clause.startswith(f"{key} {status} ")
            )
        return [
            self.finding(v.clause, exchange.request, v.message, v.expected, v.actual)
            for v in self.judge.response(exchange.request, exchange.response)
        ]

    def finding(
        self, clause: str, request: Request, message: str, expected: str = "", actual: str = ""
    ) -> Finding:
        """A finding about the answer to `request`, with the line that repeats it."""
        hidden = [value for value in self.credentials.values() if value]
        for value in hidden:
            message, actual = message.replace(value, "***"), actual.replace(value, "***")
        reproduce = request.curl(self.transport.base_url, self.secrets)
        return Finding(clause, "provider", message, expected, actual, reproduce)

    def unanswered(self, clause: str, error: NoAnswer) -> Finding:
        """The finding that a request got no whole answer."""
        return self.finding(clause, error.request, "no answer came", "an HTTP answer", error.reason)


def creator_of(
    document: Document, operation: Operation
) -> tuple[Operation, Mapping[str, str]] | None:
    """The operation that makes what this one works on, and how its request names the same thing.

    It is the one with `x-effect: create` whose responses link to this one (OAS 3.1, 4.8.20).
    """
    for candidate in document.operations:
        if candidate.effect != "create" or candidate is operation:
            continue
        for response in candidate.responses.values():
            for entry in response.get("links", {}).values():
                link = document.resolve(entry)
                if operation.operation_id and link.get("operationId") == operation.operation_id:
                    return candidate, link.get("parameters", {})
    return None


def creating_draft(document: Document, facts: Facts, draft: Draft) -> Draft | None:
    """The write that makes what `draft` names; None where no operation is linked to do so."""
    found = creator_of(document, draft.operation)
    if found is None:
        return None
    creator, named = found
    made = known_good(document, creator, facts)
    for name, expression in named.items():
        value = next((v for (_, own), v in draft.values.items() if own == name), NOTHING)
        if value is not NOTHING:
            made = _with_expression(made, expression, value)
    return made


def reading_draft(document: Document, facts: Facts, draft: Draft) -> Draft | None:
    """The documented read of what `draft` names; None where no operation is linked to do so.

    It is the one with `x-effect: read` that the same write links to, under the same names.
    """
    found = creator_of(document, draft.operation)
    for reader in document.operations if found else ():
        own = creator_of(document, reader)
        if found and own and reader.effect == "read" and own[0] is found[0]:
            made = known_good(document, reader, facts)
            for slot, value in draft.values.items():
                if slot in made.values:
                    made = made.with_value(slot, value)
            return made
    return None


def _with_expression(draft: Draft, expression: str, value: Any) -> Draft:
    """Sets what a runtime expression of a link reads (OAS 3.1, 4.8.20.4)."""
    source = expression.removeprefix("$request.")
    if source.startswith("body#") and isinstance(draft.body, Mapping):
        name = split(source.removeprefix("body#"))
        return draft.with_body({**draft.body, name[0]: value}) if len(name) == 1 else draft
    place, _, name_text = source.partition(".")
    return draft.with_value((place, name_text), value)


def is_known(facts: Facts, draft: Draft) -> bool:
    """Whether facts say that everything the request names exists, and exists together."""
    names = {name.rpartition(" ")[2] for row in facts.known for name in row}
    members = draft.body if isinstance(draft.body, Mapping) else {}
    named = {name: value for (_, name), value in draft.values.items() if name in names}
    named |= {name: value for name, value in members.items() if name in names}
    if not facts.known:
        return False
    return any(
        all(row.get(name) == value for name, value in named.items())
        for row in ({key.rpartition(" ")[2]: v for key, v in row.items()} for row in facts.known)
    )
