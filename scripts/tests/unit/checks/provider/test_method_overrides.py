"""Method overrides: whoever honours one does to a known thing what its method would."""

from __future__ import annotations

import copy
import json
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from clausebook.checks.provider.listing import provider_checks
from clausebook.checks.provider.malformations import malformed_requests_of
from clausebook.checks.provider.probes import Planner
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import AsgiTransport
from clausebook.judge import Judge
from clausebook.report.finding import ContractBroken
from fakes.notes_api import FACTS, KEY, NOTES, Spoiled


def test_an_override_of_a_write_finds_the_thing_that_it_may_delete() -> None:
    """Each note is deleted once, and whoever comes later is refused."""

    def overridden(request: Request, right: Any, provider: Spoiled) -> Response:
        if request.header("X-HTTP-Method-Override") == "DELETE":
            target = f"/notes/{json.loads(request.body)['name']}"
            shown = right(Request("GET", f"{target}?form=full", (("X-Token", KEY),)))
            gone = right(replace(request, method="DELETE", target=target, body=b""))
            request = request if shown.status == 200 else replace(request, body=b"{")
            return gone if shown.status == 200 else right(request)  # type: ignore[no-any-return]
        return right(request)  # type: ignore[no-any-return]

    paths = {**NOTES.data["paths"]}
    clear = {**paths["/notes/{name}"]["delete"], "operationId": "clearNotes"}
    document = NOTES.edited(
        {**NOTES.data, "paths": {**paths, "/notes": {**paths["/notes"], "delete": clear}}}
    )
    name = "POST /notes operation: a method override causes no server error"
    (check,) = (c for c in provider_checks(document, FACTS) if c.name == name)
    with closing(AsgiTransport(Spoiled(overridden))) as transport:
        session = ProviderSession.over(
            document, Judge(document), FACTS, transport, {"X-Token": KEY}
        )
        with pytest.raises(ContractBroken) as error:
            check.run(session)

    assert [finding.message for finding in error.value.findings] == [
        "X-HTTP-Method-Override: DELETE gets an undocumented success"
    ]


def test_an_override_carries_the_query_of_the_method_it_asks_for() -> None:
    paths = {**NOTES.data["paths"]}
    form = [{"name": "form", "in": "query", "schema": {"type": "string"}, "example": "full"}]
    gone = {**paths["/notes/{name}"]["delete"], "parameters": form}
    document = NOTES.edited(
        {**NOTES.data, "paths": {"/notes": {**paths["/notes"], "delete": gone}}}
    )
    (create,) = (o for o in document.operations if o.method == "POST")
    planner = Planner(document, Facts(), Judge(document))
    good = planner.valid_request(create)
    changes = dict(malformed_requests_of(planner, create, Facts(), good))["a method override"]
    made = [change(good.request({})) for change in changes.values()]

    assert [(r.target, r.header("X-HTTP-Method-Override")) for r in made] == [
        ("/notes?form=full", "DELETE"),
        ("/notes?form=full", None),
        ("/notes?form=full", None),
        ("/notes?form=full&_method=DELETE", None),
    ]


def test_an_override_repeats_nothing_of_the_query() -> None:
    """Who refuses repeated keys would never be asked what an override does."""
    paths = {**NOTES.data["paths"]}
    shown = copy.deepcopy(paths["/notes/{name}"])
    form = [{"name": "form", "in": "query", "schema": {"type": "string"}, "example": "full"}]
    shown["get"]["parameters"] = shown["delete"]["parameters"] = form
    document = NOTES.edited({**NOTES.data, "paths": {**paths, "/notes/{name}": shown}})
    (show,) = (o for o in document.operations if o.method == "GET")
    planner = Planner(document, Facts(), Judge(document))
    good = planner.valid_request(show)
    changes = dict(malformed_requests_of(planner, show, Facts(), good))["a method override"]

    assert {change(good.request({})).query for change in changes.values()} == {
        *("form=full", "form=full&_method=DELETE"),
    }
