"""Parts of a request that refer to something which must exist."""

from __future__ import annotations

import pytest
from clausebook.resources import Draft
from clausebook.resources.references import kind_named, references_of
from clausebook.resources.types import ResourceType, resource_types
from fakes.library_api import LIBRARY

TYPES = {
    kind: ResourceType(kind, None, None, None)
    for kind in ("/customers/{}", "/categories/{}", "/boxes/{}", "/api/employees/{}", "/news/{}")
}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("customer_id", "/customers/{}"),
        ("customerId", "/customers/{}"),
        ("customer_ids", "/customers/{}"),
        ("customer", "/customers/{}"),
        ("categoryId", "/categories/{}"),
        ("box_id", "/boxes/{}"),
        ("employee", "/api/employees/{}"),
        ("customers", ""),
        ("name", ""),
        ("id", ""),
        ("order_id", ""),
    ],
)
def test_a_name_says_which_kind_it_refers_to(name: str, kind: str) -> None:
    assert kind_named(TYPES, name) == kind


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"shelf_id": 1, "days": 3}, ["shelf_id"]),
        ({"lines": [{"productId": 2}]}, ["productId"]),
        ({"title": "a", "paid": True}, []),
        ({"username": "a", "password": "b"}, ["username", "password"]),
        ({"grid": 1, "valid": True, "android": "x"}, []),
    ],
    ids=["a kind", "an identifier of no kind", "none", "credentials", "only similar words"],
)
def test_members_refer(body: dict[str, object], names: list[str]) -> None:
    draft = Draft(LIBRARY.operation("POST", "/loans"), {}, body)

    assert [it.name for it in references_of(resource_types(LIBRARY), draft)] == names


@pytest.mark.parametrize(
    ("place", "name", "refers"),
    [
        ("query", "cursor", True),
        ("query", "page_token", True),
        ("query", "since_id", True),
        ("header", "If-Match", True),
        ("query", "limit", False),
        ("query", "q", False),
    ],
)
def test_parameters_refer(place: str, name: str, refers: bool) -> None:
    draft = Draft(LIBRARY.operation("GET", "/shelves"), {(place, name): "x"})

    assert bool(list(references_of({}, draft))) is refers
