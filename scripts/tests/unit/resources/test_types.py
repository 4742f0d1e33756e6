"""Kinds of resource, inferred from paths and methods."""

from __future__ import annotations

import pytest
from clausebook.openapi import Document, load
from clausebook.resources.types import address_slots, erased, resource_types
from fakes.library_api import LIBRARY
from fakes.paths import DOCUMENTS


@pytest.mark.parametrize(
    ("kind", "creation", "listing", "deletion"),
    [
        ("/shelves/{}", "POST /shelves", "GET /shelves", "DELETE /shelves/{shelfId}"),
        ("/shelves/{}/books/{}", "POST /shelves/{shelf_id}/books", None, None),
    ],
    ids=["collection", "below another"],
)
def test_a_collection_and_its_item_make_a_kind(
    kind: str, creation: str, listing: str | None, deletion: str | None
) -> None:
    resource_type = resource_types(LIBRARY)[kind]

    operations = (resource_type.creation, resource_type.listing, resource_type.deletion)
    assert [it and it.label for it in operations] == [creation, listing, deletion]
    assert not resource_type.is_named_by_client


def test_parameters_of_different_names_identify_the_same_kind() -> None:
    add_book = LIBRARY.operation("POST", "/shelves/{shelf_id}/books")
    shelf = LIBRARY.operation("GET", "/shelves/{shelfId}")

    assert address_slots(add_book)[0].kind == address_slots(shelf)[0].kind == "/shelves/{}"


def test_a_put_creates_where_no_post_does() -> None:
    document = _with_paths({"/keys/{name}": {"put": _operation("name")}})

    assert resource_types(document)["/keys/{}"].is_named_by_client


@pytest.mark.parametrize("effect", ["read", "delete"])
def test_an_effect_of_the_document_overrules(effect: str) -> None:
    post = {"x-effect": effect, "responses": {"200": {"description": "found"}}}
    document = _with_paths({"/a": {"post": post}, "/a/{id}": {"get": _operation("id")}})

    assert resource_types(document)["/a/{}"].creation is None


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/a/{b}/", "/a/{}"),
        ("/a/{b}/c/{d}", "/a/{}/c/{}"),
        ("/a/{b}:cancel", "/a/{}:cancel"),
        ("/files/{name}.{ext}", "/files/{}.{}"),
    ],
)
def test_a_path_is_erased_of_its_names(path: str, kind: str) -> None:
    assert erased(path) == kind


def _operation(name: str) -> dict[str, object]:
    parameter = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    return {"parameters": [parameter], "responses": {"200": {"description": "there"}}}


def _with_paths(paths: dict[str, object]) -> Document:
    return load(DOCUMENTS / "library.yaml").edited({**LIBRARY.data, "paths": paths})
