"""A mock made from documents/notes.yaml, a faulty variant of it, and runs of the checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from clausebook.checks.provider.listing import ProviderCheck, provider_checks
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import AsgiTransport
from clausebook.judge import Judge
from clausebook.mock import MockProvider
from clausebook.openapi import load
from clausebook.report.finding import ContractBroken

from fakes.paths import DOCUMENTS

NOTES = load(DOCUMENTS / "notes.yaml")
JUDGE = Judge(NOTES)
KEY = "a-key-long-enough-to-tell"
FACTS = Facts(known=({"name": "ann"}, {"name": "anna"}, {"name": "longname"}))
Spoil = Callable[[Request, Callable[[Request], Response], "Spoiled"], Response]


class Spoiled(MockProvider):
    """The mock with responses from `spoil`, which may call the mock's own `answer`."""

    def __init__(self, spoil: Spoil | None = None) -> None:
        super().__init__(NOTES, {"token": KEY})
        self._spoil = spoil
        self.asked: list[Request] = []

    def respond(self, request: Request) -> Response:
        """The faulty response."""
        self.asked.append(request)
        right = super().respond
        return right(request) if self._spoil is None else self._spoil(request, right, self)


@contextmanager
def deployed(app: Any, facts: Facts = FACTS, **more: Any) -> Iterator[ProviderSession]:
    """The application as a deployment with these facts."""
    timeout = more.pop("timeout", 10.0)
    with closing(AsgiTransport(app, timeout=timeout)) as transport:
        yield ProviderSession.over(NOTES, JUDGE, facts, transport, {"X-Token": KEY}, **more)


def checks(facts: Facts = FACTS, having: str = "") -> list[ProviderCheck]:
    """The checks whose name contains this text."""
    return [check for check in provider_checks(NOTES, facts) if having in check.name]


def broken(app: Any, facts: Facts = FACTS, having: str = "", **more: Any) -> dict[str, str]:
    """The first finding's message of each check that fails, by the check's name."""
    found = {}
    with deployed(app, facts, **more) as session:
        for check in checks(facts, having):
            try:
                check.run(session)
            except ContractBroken as error:
                found[check.name] = error.findings[0].message
            except NotJudged:
                continue
    return found
