"""Robustness: strange requests may be refused, but never make the provider fail or act wrongly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from clausebook.exchange import Request, Response
from noted import Spoiled, broken

FAILURE = Response(500, (("Content-Type", "application/json"),), b'{"message": "no"}')
GET = "GET /notes/{} operation: "


def fails(when: Callable[[Request], bool]) -> Any:
    """A provider that fails over some requests."""
    return Spoiled(lambda request, right, _: FAILURE if when(request) else right(request))


@pytest.mark.parametrize(
    ("when", "name"),
    [
        (lambda r: "\0" in unquote(r.path), "a strange name"),
        (lambda r: any(ord(c) > 0xFFFF for c in unquote(r.path)), "a strange name"),
        (lambda r: len(r.path) > 5000, "a strange name"),
        (lambda r: r.path.endswith("9" * 30), "a strange name"),
        (lambda r: r.path.endswith("/"), "a strange target"),
        (lambda r: "%zz" in r.query, "a strange target"),
        (lambda r: r.query.count("code=") > 1, "a strange code"),
        (lambda r: "x-clause" in (r.header("Accept") or ""), "a strange header"),
        (lambda r: bool(r.body) and r.method == "GET", "a strange header"),
        (lambda r: r.header("X-HTTP-Method-Override") is not None, "a method override"),
    ],
)  # fmt: skip
def test_a_failure_over_something_strange_is_found(
    when: Callable[[Request], bool], name: str
) -> None:
    found = broken(fails(lambda r: r.method == "GET" and when(r)), having=f"{GET}{name}")

    assert "makes the provider fail" in found[f"{GET}{name} is no failure"]


def _as_its_beginning(request: Request, right: Any, provider: Spoiled) -> Response:
    """Takes any longer name for the name that it begins with."""
    name = unquote(request.path.rpartition("/")[2])
    if request.method == "DELETE" and name.startswith("ann") and name != "anna":
        request = replace(request, target="/notes/ann")
    return right(request)  # type: ignore[no-any-return]


def test_a_deletion_by_what_is_only_like_a_name_is_found() -> None:
    name = "DELETE /notes/{} operation: what is only like name is no failure"

    found = broken(Spoiled(_as_its_beginning), having=name)

    assert found == {name: "answered with 204, it deleted something all the same"}


def test_a_success_with_a_final_slash_is_found() -> None:
    def slashed(request: Request, right: Any, provider: Spoiled) -> Response:
        return right(replace(request, target=request.target.replace("/?", "?")))  # type: ignore[no-any-return]

    found = broken(Spoiled(slashed), having=f"{GET}a strange target")

    assert list(found.values()) == ["a final slash makes a path that is not documented"]


@pytest.mark.parametrize("having", ["strange", "only like", "override"])
def test_a_right_provider_is_not_found_wrong(having: str) -> None:
    assert broken(Spoiled(), having=having) == {}
