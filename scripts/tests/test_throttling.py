"""Answers that only say to slow down: no evidence about a request, and held to the document."""

from __future__ import annotations

import copy
from contextlib import closing
from typing import Any

import pytest
from clausebook.checks.deployment import Deployment
from clausebook.checks.provider import provider_checks
from clausebook.exchange import Request, Response
from clausebook.finding import ContractBroken, NotJudged
from clausebook.judge import Judge
from clausebook.transport import AsgiTransport
from noted import FACTS, KEY, NOTES, Spoiled

JSON = (("Content-Type", "application/json"),)
BUSY = Response(429, JSON, b'{"message": "slow down"}')
PLAIN = Response(429, (("Content-Type", "text/plain"),), b"slow down")


def _documenting_429() -> Any:
    data = copy.deepcopy(NOTES.data)
    for path in data["paths"].values():
        for method in ("get", "post", "delete"):
            if method in path:
                refused = copy.deepcopy(path[method]["responses"]["400"])
                path[method]["responses"]["429"] = refused
    return NOTES.edited(data)


DOCUMENTED = _documenting_429()


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
    ("busy", "document", "every", "found"),
    [
        (BUSY, DOCUMENTED, 17, []),
        (PLAIN, DOCUMENTED, 17, ["the media type of the answer 429 is not documented"] * 3),
        (PLAIN, NOTES, 17, []),
        (PLAIN, DOCUMENTED, 400, []),
    ],
    ids=["as documented", "otherwise", "not documented", "once"],
)
def test_what_says_to_slow_down_is_held_to_the_document(
    busy: Response, document: Any, every: int, found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clausebook.checks.deployment.time.sleep", lambda seconds: None)
    told = []
    with closing(AsgiTransport(Now(busy, every))) as transport:
        deployment = Deployment(document, Judge(document), FACTS, transport, {"X-Token": KEY})
        for check in provider_checks(document, FACTS):
            try:
                check.run(deployment)
            except ContractBroken as error:
                told += [finding.message for finding in error.findings]
            except NotJudged:
                pass

    assert told == found
