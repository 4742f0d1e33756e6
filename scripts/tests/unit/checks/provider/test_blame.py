"""Which request is blamed for what has changed, and that none is where it changes by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from clausebook.http.exchange import Request, Response
from clausebook.report.finding import ContractBroken
from fakes.notes_api import Spoiled, broken, checks, deployed

NO = Response(400, (("Content-Type", "application/json"),), b'{"message": "no"}')


def test_of_several_strange_requests_the_one_that_did_it_is_named() -> None:
    def spoil(request: Request, right: Any, provider: Spoiled) -> Response:
        if request.method == "GET" and "%zz" in request.query:
            right(replace(request, method="DELETE", target=request.path))
            return NO
        return right(request)  # type: ignore[no-any-return]

    with deployed(Spoiled(spoil)) as deployment:
        (check,) = checks(having="GET /notes/{} operation: a malformed target")
        with pytest.raises(ContractBroken) as error:
            check.run(deployment)

    assert ["%zz" in finding.reproduce for finding in error.value.findings] == [True]


def _popping(request: Request, right: Any, provider: Spoiled) -> Response:
    answer: Response = right(request)
    if request.method == "GET" and answer.status == 200:
        right(replace(request, method="DELETE", target=request.path))
    return answer


def test_a_read_that_takes_what_it_shows_is_named_and_no_refusal_is() -> None:
    found = set(broken(Spoiled(_popping)).values())

    assert "a second read fails" in found
    assert not [message for message in found if "deleted an existing resource" in message]


def test_a_neighbour_whose_read_fails_once_was_not_touched() -> None:
    """It fails right after each deletion, and shows the note when it is asked again."""

    def failing(request: Request, right: Any, provider: Spoiled) -> Response:
        before = provider.asked[-2].method if len(provider.asked) > 1 else ""
        if request.method == "GET" and before == "DELETE":
            return Response(500)
        return right(request)  # type: ignore[no-any-return]

    assert broken(Spoiled(failing), having="the sibling resources are unchanged") == {}
