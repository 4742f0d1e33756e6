"""Deletions that no linked write makes anew: each known thing can be deleted once, and no more."""

from __future__ import annotations

import copy
from contextlib import closing
from typing import Any

import pytest
from clausebook.checks.provider.listing import provider_checks
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import AsgiTransport
from clausebook.judge import Judge
from clausebook.openapi import Document
from clausebook.report.finding import ContractBroken, Finding
from fakes.notes_api import FACTS, KEY, NOTES, Spoiled

JSON = (("Content-Type", "application/json"),)
NO = Response(400, JSON, b'{"message": "no"}')


def _only(*methods: str, response_links: bool = False) -> Document:
    """The notes with these methods alone; their links may take the name from the answer."""
    data = copy.deepcopy(NOTES.data)
    for path in data["paths"].values():
        for method in [m for m in path if m in ("get", "post", "delete") and m not in methods]:
            del path[method]
    data["paths"] = {name: path for name, path in data["paths"].items() if set(methods) & set(path)}
    if response_links:
        for link in data["paths"]["/notes"]["post"]["responses"]["201"]["links"].values():
            link["parameters"]["name"] = "$response.body#/name"
    return NOTES.edited(data)


class Once(Spoiled):
    """Holds some notes; each is deleted once, and `again` answers whoever comes later."""

    def __init__(self, again: Response = NO, first: Response | None = None) -> None:
        super().__init__(self._deletion)
        self._again, self._first = again, first
        self.notes = {"ann", "anna", "longname"}

    def _deletion(self, request: Request, right: Any, provider: Spoiled) -> Response:
        name = request.path.removeprefix("/notes/")
        mine = request.path == f"/notes/{name}" and request.header("X-Token") == KEY
        if request.method != "DELETE" or not mine:
            return right(request)  # type: ignore[no-any-return]
        if name not in FACTS_NAMES:
            return NO
        if name not in self.notes:
            return self._again
        self.notes.discard(name)
        return self._first or Response(204)


FACTS_NAMES = {row["name"] for row in FACTS.known}
DELETE_ONLY = _only("delete")


def judged(
    app: Spoiled, document: Document = DELETE_ONLY, facts: Facts = FACTS
) -> tuple[list[Finding], list[str]]:
    """What is found, and why some checks judged nothing."""
    found: list[Finding] = []
    reasons = []
    with closing(AsgiTransport(app)) as transport:
        session = ProviderSession.over(
            document, Judge(document), facts, transport, {"X-Token": KEY}
        )
        for check in provider_checks(document, facts):
            try:
                check.run(session)
            except ContractBroken as error:
                found += error.findings
            except NotJudged as reason:
                reasons.append(str(reason))
    return found, reasons


@pytest.mark.parametrize("again", [NO, Response(204)], ids=["refused", "taken"])
def test_what_a_second_deletion_answers_is_left_open(again: Response) -> None:
    assert judged(Once(again))[0] == []


def test_a_probe_that_finds_its_thing_used_up_says_so() -> None:
    reason = "an earlier request used up this resource; add rows to [[known]]"

    assert reason in judged(Once())[1]
    assert reason not in judged(Once(Response(204)))[1]


def test_a_provider_that_takes_repetitions_is_held_to_them() -> None:
    """It is seen to take the same request again, so that a refusal is for what is different."""

    class Proud(Once):
        def respond(self, request: Request) -> Response:
            return NO if request.header("X-Request-Id") else super().respond(request)

    assert "an undocumented header must be accepted" in [
        finding.message for finding in judged(Proud(Response(204)))[0]
    ]


@pytest.mark.parametrize(
    ("first", "message"),
    [
        (Response(200), "the status 200 is not documented"),
        (Response(204, (), b"gone"), "bytes follow the response 204"),
    ],
    ids=["200", "a body"],
)
def test_what_each_thing_shows_once_is_found_by_the_second_thing(
    first: Response, message: str
) -> None:
    assert message in [finding.message for finding in judged(Once(Response(204), first))[0]]


def test_a_provider_that_fails_now_and_then_has_moods() -> None:
    """Now and then a deletion fails and deletes nothing; asked again, it deletes."""

    class Moody(Once):
        turn = 0

        def respond(self, request: Request) -> Response:
            self.turn += request.method == "DELETE"
            if self.turn % 37 == 0 and request.method == "DELETE":
                return Response(503)
            return super().respond(request)

    assert judged(Moody(Response(204)))[0] == []


def test_what_one_thing_alone_shows_once_is_not_judged() -> None:
    facts = Facts(known=FACTS.known[:1])

    assert judged(Once(Response(204), Response(200)), facts=facts)[0] == []


def test_a_thing_that_only_its_answer_names_is_not_asked_for_by_another_name() -> None:
    """The write makes a note with a name of its own, which no request can say beforehand."""
    document = _only("get", "post", "delete", response_links=True)

    def naming(request: Request, right: Any, provider: Spoiled) -> Response:
        if request.method == "POST" and right(request).status == 201:
            return Response(201)
        return right(request)  # type: ignore[no-any-return]

    app = Spoiled(naming)
    assert [
        check.name for check in provider_checks(document, FACTS) if "effect" in check.name
    ] == []
    assert judged(app, document, Facts())[0] == []
