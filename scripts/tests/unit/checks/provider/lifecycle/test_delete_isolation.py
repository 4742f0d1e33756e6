"""What stays beside one deletion: wider deletions, names that facts rule out, writes kept back."""

from __future__ import annotations

import copy
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from clausebook.checks.provider.lifecycle.delete_isolation import sibling_resources
from clausebook.checks.provider.lifecycle.snapshots import creation_without_member
from clausebook.checks.provider.listing import provider_checks
from clausebook.checks.provider.probes import Planner
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Absent, Facts, Foreign, Same
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.http.transport import AsgiTransport
from clausebook.judge import Judge
from clausebook.mock import MockProvider
from clausebook.mock.memory import Memory
from clausebook.openapi import Document
from clausebook.report.finding import ContractBroken, Finding
from clausebook.resources import valid_request
from fakes.notes_api import FACTS, KEY, NOTES, Spoiled, broken

SHELVED = ({"name": "ann", "shelf": "top"}, {"name": "bob", "shelf": "low"})


def _with_shelves() -> Document:
    """Notes on shelves; a deletion may leave the shelf out."""
    data = copy.deepcopy(NOTES.data)
    note = data["paths"]["/notes/{name}"]
    for method in ("get", "delete"):
        shelf = {"name": "shelf", "in": "query", "schema": {"type": "string"}}
        note[method].setdefault("parameters", []).append(shelf)
    post = data["paths"]["/notes"]["post"]
    content = post["requestBody"]["content"]["application/json"]
    content["schema"]["properties"]["shelf"] = {"type": "string"}
    content["example"] = {"shelf": "top", **content["example"]}
    for link in post["responses"]["201"]["links"].values():
        link["parameters"]["shelf"] = "$request.body#/shelf"
    return NOTES.edited(data)


SHELVES = _with_shelves()


class Shelves(MockProvider):
    """Notes on shelves. `wider` is what a deletion does that leaves the shelf out."""

    def __init__(self, wider: Callable[[Shelves, Request], Response] | None) -> None:
        super().__init__(SHELVES, {"token": KEY})
        self._wider = wider

    def respond(self, request: Request) -> Response:
        """The right answer, but for a deletion without a shelf."""
        if self._wider and request.method == "DELETE" and not request.query:
            return self._wider(self, request)
        return super().respond(request)


def _everything(provider: Shelves, request: Request) -> Response:
    provider.memory = Memory(SHELVES)
    return Response(204)


_LACKING = Response(400, (("Content-Type", "application/json"),), b'{"message": "no"}')


def _nothing(provider: Shelves, request: Request) -> Response:
    return Response(204)


@pytest.mark.parametrize(
    ("wider", "wrong"),
    [(None, False), (_nothing, False), (_everything, True)],
    ids=["all shelves", "no shelf", "all notes"],
)
def test_a_name_left_out_of_a_deletion_frees_no_other_name(wider: Any, wrong: bool) -> None:
    with closing(AsgiTransport(Shelves(wider))) as transport:
        facts = Facts(known=SHELVED)
        there = ProviderSession.over(SHELVES, Judge(SHELVES), facts, transport, {"X-Token": KEY})
        found: list[Finding] = []
        for check in provider_checks(SHELVES, facts):
            if check.name.endswith("the sibling resources are unchanged"):
                try:
                    check.run(there)
                except ContractBroken as error:
                    found += error.findings

    assert ["a sibling resource, /notes/bob?shelf=top" in finding.message for finding in found] == (
        [True] if wrong else []
    )


def _wiped_when_refused(provider: Shelves, request: Request) -> Response:
    provider.memory = Memory(SHELVES)
    return _LACKING


@pytest.mark.parametrize("wipes", [False, True])
def test_a_deletion_refused_for_what_it_lacks_deletes_nothing_else(wipes: bool) -> None:
    data = copy.deepcopy(SHELVES.data)
    for parameter in data["paths"]["/notes/{name}"]["delete"]["parameters"]:
        parameter["required"] = True
    demanding = SHELVES.edited(data)
    refusing = _wiped_when_refused if wipes else (lambda provider, request: _LACKING)
    with closing(AsgiTransport(Shelves(refusing))) as transport:
        facts = Facts(known=SHELVED)
        there = ProviderSession.over(
            demanding, Judge(demanding), facts, transport, {"X-Token": KEY}
        )
        (check,) = (
            c
            for c in provider_checks(demanding, facts)
            if c.name.endswith("sibling resources are unchanged")
        )
        told = ""
        try:
            check.run(there)
        except ContractBroken as error:
            told = error.findings[0].message

    assert told.startswith("the request changed a sibling resource") is wipes


def _names(facts: Facts) -> list[str]:
    operation = next(o for o in NOTES.operations if o.effect == "delete")
    planner = Planner(NOTES, facts, Judge(NOTES))
    drafts = sibling_resources(planner, facts, valid_request(NOTES, operation, facts))
    return [draft.values["path", "name"] for draft in drafts]


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        (
            Facts(known=({"name": "ann"}, {"name": "bob"})),
            ["bob", "annn", "aann", "an0", "annannan"],
        ),
        (
            Facts(known=({"name": "ann"},), absent=(Absent("name", "annn", 400),)),
            ["aann", "an0", "annannan"],
        ),
        (
            Facts(known=({"name": "ann"},), foreign=(Foreign("name", "aann", 401, {}),)),
            ["annn", "an0", "annannan"],
        ),
        (
            Facts(known=({"name": "ann"},), same=(Same("name", ("ann", "annn")),)),
            ["aann", "an0", "annannan"],
        ),
        (
            Facts(known=({"name": "a"}, {"name": "b"}), same=(Same("name", ("a", "b")),)),
            ["aa", "0", "aaaaaaaa"],
        ),
        (Facts(known=({"name": "eightle0"}, {"name": "bob"})), ["bob", "eightle1"]),
        (Facts(), []),
    ],
    ids=["free", "absent", "foreign", "same", "known as the same", "too long", "nothing known"],
)
def test_neighbours_are_known_or_similar(facts: Facts, names: list[str]) -> None:
    assert _names(facts) == names


def test_a_deletion_refused_for_a_name_too_long_does_not_delete_what_it_begins_with() -> None:
    def cutting(request: Request, right: Any, provider: Spoiled) -> Response:
        name = request.path.removeprefix("/notes/")
        if request.method == "DELETE" and len(name) > 8:
            right(replace(request, target=f"/notes/{name[:8]}"))
        return right(request)  # type: ignore[no-any-return]

    (message,) = set(broken(Spoiled(cutting), having=" unchanged").values())
    assert message == "the request changed a sibling resource, /notes/longname"


def test_a_deletion_by_a_name_too_long_that_is_carried_out_breaks_its_length() -> None:
    def cutting(request: Request, right: Any, provider: Spoiled) -> Response:
        name = request.path.removeprefix("/notes/")
        if request.method == "DELETE":
            request = replace(request, target=f"/notes/{name[:8]}")
        return right(request)  # type: ignore[no-any-return]

    (message,) = set(broken(Spoiled(cutting), having=" unchanged").values())
    assert message.endswith("is longer than 8 characters, and must be rejected")


def test_of_many_known_rows_those_are_deleted_whose_names_may_be_patterns() -> None:
    """A deletion of `a_b` by LIKE takes `axb` along."""

    def like(request: Request, right: Any, provider: Spoiled) -> Response:
        name = request.path.removeprefix("/notes/")
        if request.method == "DELETE" and "_" in name:
            right(replace(request, target=f"/notes/{name.replace('_', 'x')}"))
        return right(request)  # type: ignore[no-any-return]

    names = ("ann", "bob", "cid", "dan", "eve", "fay", "axb", "a_b")
    facts = Facts(known=tuple({"name": name} for name in names))

    name = "DELETE /notes/{} effect: the sibling resources of the known row 8 are unchanged"
    assert broken(Spoiled(like), facts, having=" unchanged")[name] == (
        "the request changed a sibling resource, /notes/axb"
    )


class Reluctant(AsgiTransport):
    """Keeps back each write that names none of the known names."""

    def refusal(self, request: Request) -> str:
        """Why it is kept back; empty if it is not."""
        known = [f'"{row["name"]}"'.encode() for row in FACTS.known]
        return "kept back" if request.body and not any(n in request.body for n in known) else ""

    def send(self, request: Request) -> Exchange:
        """The exchange of what is not kept back."""
        assert not self.refusal(request), "a write that had to be kept back was sent"
        return super().send(request)


@pytest.mark.parametrize("known", [FACTS.known, FACTS.known[:1]], ids=["some known", "none known"])
def test_neighbours_that_must_not_be_written_are_left_alone(known: Any) -> None:
    facts, judged = replace(FACTS, known=known), []
    with closing(Reluctant(Spoiled())) as transport:
        there = ProviderSession.over(NOTES, Judge(NOTES), facts, transport, {"X-Token": KEY})
        for check in provider_checks(NOTES, facts):
            if check.name.endswith("the sibling resources are unchanged"):
                try:
                    check.run(there)
                    judged.append(True)
                except NotJudged:
                    judged.append(False)

    assert judged == [len(known) > 1]


def test_what_takes_on_the_content_of_another_write_shows_it() -> None:
    """Name and shelf say which note it is, and the text may lack."""
    operation = next(o for o in SHELVES.operations if o.effect == "delete")
    with closing(AsgiTransport(Shelves(None))) as transport:
        facts = Facts(known=SHELVED)
        there = ProviderSession.over(SHELVES, Judge(SHELVES), facts, transport, {"X-Token": KEY})
        write = creation_without_member(there, valid_request(SHELVES, operation, facts))

    assert write.body == {"shelf": "top", "name": "ann"}


def test_a_note_that_is_shown_otherwise_at_each_read_was_not_touched() -> None:
    def ticking(request: Request, right: Any, provider: Spoiled) -> Response:
        answer: Response = right(request)
        text = b'{"text": "%d"}' % len(provider.asked)
        return replace(answer, body=text) if request.method == "GET" and answer.body else answer

    assert broken(Spoiled(ticking), having=" unchanged") == {}
