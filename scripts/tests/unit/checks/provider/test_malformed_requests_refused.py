"""A strange request that is refused: what the refusal is held to, and which of several did it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from clausebook.checks.session import ProviderSession
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.http.transport import AsgiTransport
from clausebook.report.finding import ContractBroken, Finding
from fakes.notes_api import FACTS, JUDGE, KEY, NOTES, Spoiled, broken, checks

HTML = (("Content-Type", "text/html"),)


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (400, ["the media type of the response 400 is not documented"]),
        (403, []),
        (414, []),
    ],
    ids=["documented", "by a firewall", "by a server"],
)
def test_only_a_documented_refusal_of_a_quotation_mark_is_held_to_the_document(
    status: int, found: list[str]
) -> None:
    """Whatever stands before a provider may refuse it too, in words of its own."""

    def refusing(request: Request, right: Any, provider: Spoiled) -> Response:
        quoted = unquote(request.path).endswith('a"b')
        return Response(status, HTML, b"<p>No.</p>") if quoted else right(request)

    told = broken(Spoiled(refusing), having="GET /notes/{} operation: a malformed name")

    assert list(told.values()) == found


class _Fenced(AsgiTransport):
    """Keeps back the deletion of one name."""

    def refusal(self, request: Request) -> str:
        """Why it is kept back; empty if it is not."""
        return "kept back" if (request.method, request.path) == ("DELETE", "/notes/an") else ""

    def send(self, request: Request) -> Exchange:
        """The exchange of what is not kept back."""
        assert not self.refusal(request), "a deletion that had to be kept back was sent"
        return super().send(request)


def test_which_of_several_refused_deletions_deleted_is_found_though_one_is_kept_back() -> None:
    def careless(request: Request, right: Any, provider: Spoiled) -> Response:
        if (request.method, request.path) == ("DELETE", "/notes/annx"):
            right(replace(request, target="/notes/ann"))
            return Response(400, (("Content-Type", "application/json"),), b'{"message": "no"}')
        return right(request)  # type: ignore[no-any-return]

    (check,) = checks(having="DELETE /notes/{} operation: a value similar to name")
    found: tuple[Finding, ...] = ()
    with closing(_Fenced(Spoiled(careless))) as transport:
        session = ProviderSession.over(NOTES, JUDGE, FACTS, transport, {"X-Token": KEY})
        try:
            check.run(session)
        except ContractBroken as told:
            found = told.findings
        except NotJudged as reason:  # which pytest would take for a test to be skipped
            pytest.fail(f"not judged: {reason}")

    (finding,) = found
    assert finding.message == "the rejected request (status 400) deleted an existing resource"
    assert finding.reproduce.endswith("/notes/annx")
