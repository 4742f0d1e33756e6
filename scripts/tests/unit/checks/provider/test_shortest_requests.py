"""The shortest request is probed as the full one is; the longest is one that servers take."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from clausebook.checks.provider.probes import Planner
from clausebook.config.facts import Facts
from clausebook.http.exchange import Request, Response
from clausebook.judge import Judge
from clausebook.resources.draft import Draft, required_only
from fakes.notes_api import NOTES, Spoiled, broken
from fakes.written_documents import written

NO = Response(400, (("Content-Type", "application/json"),), b'{"message": "no"}')
SHOW = next(o for o in NOTES.operations if o.method == "GET")


def _lenient_without_the_code(request: Request, right: Any, provider: Spoiled) -> Response:
    """Looks at `form` only where `code` is given."""
    if request.method == "GET" and "code=" not in request.query:
        request = replace(request, target=f"{request.path}?form=full")
    return right(request)  # type: ignore[no-any-return]


def _demanding_the_code_of_others(request: Request, right: Any, provider: Spoiled) -> Response:
    """Wants the code of every note but the first."""
    demanded = request.method == "GET" and "/ann?" not in request.target
    return NO if demanded and "code=" not in request.query else right(request)


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (_lenient_without_the_code, "GET /notes/{} query form /required: rejects invalid values"),
        (_lenient_without_the_code, "GET /notes/{} query form /enum: rejects invalid values"),
        (
            _demanding_the_code_of_others,
            "GET /notes/{} operation: the known row 2 without optional parameters is accepted",
        ),
    ],
    ids=["missing", "not in the enum", "another row"],
)
def test_what_is_wrong_with_the_shortest_request_alone_is_found(spoil: Any, name: str) -> None:
    assert broken(Spoiled(), having=name) == {}
    (message,) = broken(Spoiled(spoil), having=name).values()

    assert "without optional parameters" in message


def test_only_what_may_be_left_out_is_left_out() -> None:
    draft = Draft(SHOW, {("path", "name"): "a", ("query", "form"): "full", ("query", "code"): "12"})

    assert required_only(draft).values == {("path", "name"): "a", ("query", "form"): "full"}


def test_no_target_is_longer_than_servers_take_unless_the_limit_itself_is(tmp_path: Path) -> None:
    document = written(
        tmp_path,
        """
        paths:
          /a:
            get:
              parameters:
                - {name: q, in: query, schema: {type: string, maxLength: 2500}, example: x}
                - {name: r, in: query, schema: {type: string, maxLength: 4000}, example: x}
              responses: {'200': {description: ok}}
        """,
    )
    (operation,) = document.operations
    probes = Planner(document, Facts(), Judge(document)).probes(operation)
    refused = [probe for probe in probes if probe.clause.endswith("/maxLength")]
    lengths = {
        name: {len(p.draft.values["query", name]) for p in refused if f"query {name} " in p.clause}
        for name in ("q", "r")
    }

    assert lengths == {"q": {2500, 2501, 2756}, "r": {4000, 4001}}
