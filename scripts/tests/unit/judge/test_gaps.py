"""Where a document documents no answer of a class, none is right or wrong."""

from __future__ import annotations

from typing import Any

import pytest
from clausebook.judge.gaps import gap_of, rejection_keys_of, successes_of
from clausebook.openapi import Operation


def operation(*statuses: str, security: tuple[dict[str, Any], ...] = ()) -> Operation:
    return Operation(
        method="GET",
        path="/doors",
        operation_id=None,
        pointer="/paths/~1doors/get",
        parameters=(),
        request_body=None,
        request_body_pointer="",
        responses={status: {} for status in statuses},
        response_pointers={},
        security=security,
        raw={},
    )


@pytest.mark.parametrize(
    ("statuses", "status", "gap"),
    [
        (("404",), 200, "GET /doors documents no success"),
        (("404",), 302, "GET /doors documents no success"),
        (("302",), 200, ""),
        (("default",), 200, ""),
        (("2XX",), 200, ""),
        (("200",), 400, "GET /doors documents no 4xx"),
        (("200", "4XX"), 422, ""),
        (("200", "409"), 400, ""),
        (("200", "default"), 400, ""),
        (("200",), 503, ""),
    ],
    ids=lambda value: str(value),
)
def test_a_gap_is_a_class_without_any_documented_answer(
    statuses: tuple[str, ...], status: int, gap: str
) -> None:
    assert gap_of(operation(*statuses), status) == gap


@pytest.mark.parametrize(
    ("statuses", "security", "has_gap"),
    [
        (("200", "400"), ({"key": []},), True),
        (("200", "403"), ({"key": []},), False),
        (("200", "4XX"), ({"key": []},), False),
        (("200", "default"), ({"key": []},), False),
        (("200", "400"), ({}, {"key": []}), False),
    ],
    ids=["no 401", "403", "a range", "default", "open to all"],
)
def test_a_secured_operation_without_401_and_403_has_a_gap(
    statuses: tuple[str, ...], security: tuple[dict[str, Any], ...], has_gap: bool
) -> None:
    assert bool(gap_of(operation(*statuses, security=security), 401)) == has_gap


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (("302", "200", "201", "default"), ["200", "201"]),
        (("302", "404"), ["302"]),
        (("404", "default"), ["default"]),
        (("404",), []),
    ],
    ids=["2xx", "3xx alone", "default alone", "none"],
)
def test_a_success_is_a_2xx_else_a_3xx_else_the_default(
    statuses: tuple[str, ...], expected: list[str]
) -> None:
    assert successes_of(operation(*statuses)) == expected


def test_a_default_rejects_too() -> None:
    assert rejection_keys_of(operation("200", "404", "default")) == ["404", "default"]
