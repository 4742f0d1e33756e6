"""What belongs together: links and effects say who makes, shows and deletes a thing."""

from __future__ import annotations

import pytest
from clausebook.config.facts import Facts, Same
from clausebook.openapi import Effect
from clausebook.resources import valid_request
from clausebook.resources.links import (
    creating_draft,
    creator_of,
    is_known,
    linked_to,
    sibling_draft,
)
from fakes.notes_api import FACTS, NOTES

CREATE = NOTES.operation("POST", "/notes")
READ = NOTES.operation("GET", "/notes/{name}")
DELETE = NOTES.operation("DELETE", "/notes/{name}")
SLOT = ("path", "name")


def test_the_creator_is_the_operation_that_links_here() -> None:
    for operation in (READ, DELETE):
        found = creator_of(NOTES, operation)

        assert found is not None
        assert (found[0].label, dict(found[1])) == (CREATE.label, {"name": "$request.body#/name"})
    assert creator_of(NOTES, CREATE) is None


@pytest.mark.parametrize(("effect", "label"), [("read", READ.label), ("delete", DELETE.label)])
def test_siblings_are_found_by_their_effect(effect: str, label: str) -> None:
    found = linked_to(NOTES, CREATE, Effect(effect))

    assert found is not None
    assert found.label == label


def test_the_write_names_what_the_draft_names() -> None:
    draft = valid_request(NOTES, DELETE, FACTS).with_value(SLOT, "zoe")
    write = creating_draft(NOTES, FACTS, draft)

    assert write is not None
    assert write.body == {"name": "zoe", "text": "hello"}
    assert creating_draft(NOTES, FACTS, valid_request(NOTES, CREATE, FACTS)) is None


@pytest.mark.parametrize("effect", ["read", "delete"])
def test_the_sibling_names_what_the_write_has_made(effect: str) -> None:
    write = valid_request(NOTES, CREATE, FACTS).with_body({"name": "zoe"})
    sibling = sibling_draft(NOTES, FACTS, write, Effect(effect))

    assert sibling is not None
    assert sibling.values[SLOT] == "zoe"


def test_a_read_of_what_a_deletion_names_keeps_its_own_values() -> None:
    draft = valid_request(NOTES, DELETE, FACTS).with_value(SLOT, "zoe")
    reading = sibling_draft(NOTES, FACTS, draft, Effect.READ)

    assert reading is not None
    assert reading.values == {SLOT: "zoe", ("query", "form"): "full", ("query", "code"): "12"}


@pytest.mark.parametrize(
    ("name", "facts", "known"),
    [
        ("ann", FACTS, True),
        ("anna", FACTS, True),
        ("zoe", FACTS, False),
        ("ann", Facts(), False),
        ("zoe", Facts(known=({},)), True),
    ],
    ids=["first row", "second row", "no row", "no facts", "a row that names nothing"],
)
def test_known_is_what_stands_in_one_row(name: str, facts: Facts, known: bool) -> None:
    draft = valid_request(NOTES, DELETE, FACTS).with_value(SLOT, name)

    assert is_known(facts, draft) is known


def test_known_is_also_what_facts_call_the_same() -> None:
    facts = Facts(known=({"name": "ann"},), same=(Same("name", ("ann", "a")), Same("code", ("b",))))
    draft = valid_request(NOTES, DELETE, facts)

    assert is_known(facts, draft.with_value(SLOT, "a"))
    assert not is_known(facts, draft.with_value(SLOT, "b"))


def test_what_is_known_in_two_rows_is_not_known_together() -> None:
    facts = Facts(known=({"name": "ann", "code": "12"}, {"name": "anna", "code": "34"}))
    draft = valid_request(NOTES, READ, facts)

    assert is_known(facts, draft)
    assert not is_known(facts, draft.with_value(("query", "code"), "34"))
