"""Answers that only say to slow down: no evidence about a request, and held to the document."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from clausebook.checks.provider.listing import provider_checks
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.http.throttling import ThrottlingRules
from clausebook.http.transport import AsgiTransport
from clausebook.judge import Judge
from clausebook.report.finding import ContractBroken
from fakes.notes_api import FACTS, KEY, NOTES, Spoiled

JSON = (("Content-Type", "application/json"),)
BUSY = Response(429, JSON, b'{"message": "slow down"}')
PLAIN = Response(429, (("Content-Type", "text/plain"),), b"slow down")


def _documenting(status: str) -> Any:
    data = copy.deepcopy(NOTES.data)
    for path in data["paths"].values():
        for method in ("get", "post", "delete"):
            if method in path:
                refused = copy.deepcopy(path[method]["responses"]["400"])
                path[method]["responses"][status] = refused
    return NOTES.edited(data)


DOCUMENTED = _documenting("429")
LIMITED = replace(FACTS, throttled=ThrottlingRules((429,), (), ()))


class Now(Spoiled):
    """Answers each so-manieth request with `busy`, whatever it asks."""

    def __init__(self, busy: Response, every: int) -> None:
        super().__init__(self._answer)
        self._busy, self._every = busy, every

    def _answer(self, request: Request, right: Any, provider: Spoiled) -> Response:
        if len(self.asked) % self._every == 0:
            return self._busy
        return right(request)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("busy", "document", "every", "facts", "found"),
    [
        (BUSY, DOCUMENTED, 17, FACTS, []),
        (
            PLAIN,
            DOCUMENTED,
            17,
            FACTS,
            ["the media type of the response 429 is not documented"] * 3,
        ),
        (PLAIN, NOTES, 17, FACTS, []),
        (PLAIN, DOCUMENTED, 400, FACTS, []),
        (PLAIN, _documenting("4XX"), 17, FACTS, []),
        (PLAIN, DOCUMENTED, 17, LIMITED, []),
    ],
    ids=["as documented", "otherwise", "not documented", "once", "by a range", "by facts"],
)
def test_what_says_to_slow_down_is_held_to_the_document(
    busy: Response,
    document: Any,
    every: int,
    facts: Facts,
    found: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "clausebook.checks.session.provider_session.time.sleep", lambda seconds: None
    )
    told = []
    with closing(AsgiTransport(Now(busy, every))) as transport:
        session = ProviderSession.over(
            document, Judge(document), facts, transport, {"X-Token": KEY}
        )
        for check in provider_checks(document, facts):
            try:
                check.run(session)
            except ContractBroken as error:
                told += [finding.message for finding in error.findings]
            except NotJudged:
                pass

    assert told == found


class Hasty(AsgiTransport):
    """Brings `busy` back for each fifth of the requests that are sent together, and no other."""

    pool_size = 2

    def __init__(self, busy: Response) -> None:
        super().__init__(Spoiled())
        self._busy = busy
        self._together = 0

    def send_all(self, requests: Sequence[Request]) -> list[Exchange]:
        """The exchanges, in order."""
        return [self._one(request) for request in requests]

    def _one(self, request: Request) -> Exchange:
        self._together += 1
        return Exchange(request, self._busy) if self._together % 5 == 0 else self.send(request)


@pytest.mark.parametrize(
    ("busy", "wrong"), [(BUSY, False), (PLAIN, True)], ids=["as documented", "otherwise"]
)
def test_what_says_so_to_one_of_several_requests_is_held_to_the_document_too(
    busy: Response, wrong: bool
) -> None:
    told = set()
    with closing(Hasty(busy)) as transport:
        session = ProviderSession.over(
            DOCUMENTED, Judge(DOCUMENTED), FACTS, transport, {"X-Token": KEY}
        )
        for check in provider_checks(DOCUMENTED, FACTS):
            try:
                check.run(session)
            except ContractBroken as error:
                told |= {finding.message for finding in error.findings}
            except NotJudged:
                pass

    assert told == ({"the media type of the response 429 is not documented"} if wrong else set())
