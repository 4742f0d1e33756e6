"""What no provider may do, whatever its document says: fail over a request that is only strange.

A strange request may be taken or refused. It must not end in a 5xx, show a stack trace, repeat a
credential, or have an effect that it was refused for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from clausebook.checks.deployment import Deployment
from clausebook.checks.scenario import Scenario
from clausebook.checks.state import disturbed, is_success, make, outline, unmake
from clausebook.clauses import operation_key
from clausebook.document import Document, Operation
from clausebook.exchange import Exchange, Request
from clausebook.facts import Facts
from clausebook.finding import Finding
from clausebook.probes import Draft, known_good
from clausebook.probes.writing import encoded

_LONG = 8_000
_STRANGE: dict[str, Any] = {
    "a NUL": "a\0b",
    "a control character": "a\x07b",
    "a line feed": "a\nb",
    "a very long value": "a" * _LONG,
    "a number beyond 32 bits": 2**31,
    "a number beyond 64 bits": 2**64,
    "a very long number": "9" * 400,
    "a quotation mark": "a'b\"c",
    "a path upwards": "../../etc/passwd",
    "a percent sign": "100%25",
    "an astral character": "\U0001f600",
}


def robustness_of(document: Document, facts: Facts) -> Iterator[Scenario]:
    """One scenario for each place of each operation that strange things can be done to."""
    for operation in document.operations:
        good = known_good(document, operation, facts)
        key = f"{operation_key(operation)} operation"
        for words, changes in _strange_requests(operation, good):
            yield Scenario(f"{key}: {words} is no failure", (key,), _Strange(key, good, changes))


class _Change:
    """What is done to the finished request, or to its draft before that."""

    def __init__(
        self, draft: Draft, target: str = "", header: tuple[str, str] | None = None
    ) -> None:
        self.draft = draft
        self._addition = target
        self._header = header

    def __call__(self, request: Request) -> Request:
        target = request.target
        if self._addition == "/":
            target = f"{request.path}/{'?' if request.query else ''}{request.query}"
        elif self._addition:
            target = f"{target}{'&' if request.query else '?'}{self._addition}"
        changed = replace(request, target=target)
        return changed.with_header(*self._header) if self._header else changed


Changes = dict[str, _Change]


def _strange_requests(operation: Operation, good: Draft) -> Iterator[tuple[str, Changes]]:
    yield (
        "a strange target",
        {
            "a final slash": _Change(good, "/"),
            "an unknown query key": _Change(good, "clausebook_unknown=1"),
            "a broken escape": _Change(good, "clausebook_unknown=%zz"),
            "bytes that are not UTF-8": _Change(good, "clausebook_unknown=%ff%fe"),
        },
    )
    yield (
        "a method override",
        {
            f"the method override {method}": _Change(
                good, header=("X-HTTP-Method-Override", method)
            )
            for method in ("DELETE", "PUT", "POST")
            if method != operation.method
        },
    )
    for parameter in operation.parameters:
        slot = (parameter.place, parameter.name)
        if slot not in good.values or parameter.place not in ("query", "path"):
            continue
        changes = {w: _Change(good.with_value(slot, value)) for w, value in _STRANGE.items()}
        if parameter.place == "query":
            pair = f"{encoded(parameter.name)}={encoded(good.values[slot])}"
            changes["its repetition"] = _Change(good, pair)
            changes["its repetition as no UTF-8"] = _Change(good, f"{encoded(parameter.name)}=%ff")
        yield f"a strange {parameter.name}", changes
    if isinstance(good.body, dict):
        yield "a strange body", _strange_bodies(good, good.body)
        for name in good.body:
            yield (
                f"a strange member {name}",
                {
                    words: _Change(good.with_body({**good.body, name: value}))
                    for words, value in _STRANGE.items()
                },
            )


def _strange_bodies(good: Draft, body: dict[str, Any]) -> Changes:
    first = json.dumps(next(iter(body), "a"))
    twice = json.dumps(body)[:-1] + f", {first}: null}}"
    raw = {
        "a body that is not UTF-8": b'{"a": "\xff"}',
        "a deeply nested body": b"[" * 500 + b"]" * 500,
        "a body with a NaN": b'{"a": NaN}',
        "a body with a lone surrogate": b'{"a": "\\ud800"}',
        "a member twice": twice.encode(),
    }
    changes = {words: _Change(replace(good, raw_body=text)) for words, text in raw.items()}
    changes["an unknown member"] = _Change(good.with_body({**body, "clausebook_unknown": 1}))
    return changes


class _Strange:
    """The story of strange requests of one kind; what they did is looked at after the last."""

    def __init__(self, clause: str, good: Draft, changes: Changes) -> None:
        self._clause = clause
        self._good = good
        self._changes = changes

    def __call__(self, deployment: Deployment) -> list[Finding]:
        found: list[Finding] = []
        prepared, refused = False, None
        for words, change in self._changes.items():
            if not prepared:
                self._prepare(deployment)
            request = change(deployment.request(change.draft) or change.draft.request({}))
            exchange = deployment.send(request)
            found += self._judged(deployment, words, exchange)
            prepared = not is_success(exchange) or self._good.operation.effect == "read"
            if prepared:
                refused = exchange
            else:
                deployment.things.forget()
        if found or refused is None:
            return found
        return disturbed(deployment, self._good, self._clause, refused)

    def _prepare(self, deployment: Deployment) -> None:
        if self._good.operation.effect == "create":
            unmake(deployment, self._good)
        else:
            make(deployment, self._good)

    def _judged(self, deployment: Deployment, words: str, exchange: Exchange) -> list[Finding]:
        found = deployment.judge_manners(exchange)
        if exchange.response.status >= 500:
            message, actual = f"{words} makes the provider fail", outline(exchange)
            request = exchange.request
            found.append(deployment.finding(self._clause, request, message, "no 5xx", actual))
        return found
