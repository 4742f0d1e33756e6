"""Which requests may go out beyond loopback: reads of anything, writes to known rows alone."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from clausebook.config.facts import Facts, Same
from clausebook.errors import NotSent
from clausebook.http.exchange import Request
from clausebook.live import Permission
from clausebook.openapi import Document
from fakes.notes_api import NOTES

FACTS = Facts(known=({"name": "ann"}, {"name": "bob"}), same=(Same("name", ("ann", "Ann")),))
JSON = (("Content-Type", "application/json"),)


def post(body: Any, method: str = "POST") -> Request:
    return Request(method, "/notes", JSON, json.dumps(body).encode())


WRITES = {
    "a deletion": Request("DELETE", "/notes/ann"),
    "a write": post({"name": "bob", "text": "x"}),
    "a write with something wrong about its content": post({"name": "bob", "text": 7}),
    "a write with something more": post({"name": "bob", "unknown": 1}),
    "a write of another media type": replace(
        post({"name": "bob"}), headers=(("Content-Type", "application/x-y"),)
    ),
    "an undocumented method": Request("PATCH", "/notes/ann"),
    "an unknown method": post({"name": "ann"}, "CLAUSEBOOK"),
    "a body where none is documented": Request("DELETE", "/notes/ann", JSON, b'{"a": 1}'),
    "a name in other words": Request("DELETE", "/notes/%61nn"),
    "a spelling that facts call the same": Request("DELETE", "/notes/Ann"),
    "a read that asks to be taken for a deletion": Request(
        "GET", "/notes/ann?form=full", (("X-HTTP-Method-Override", "DELETE"),)
    ),
    "another way to ask for that": Request("GET", "/notes/ann?form=full&_method=DELETE"),
}
FORBIDDEN = {
    "another name": Request("DELETE", "/notes/eve"),
    "only the beginning": Request("DELETE", "/notes/an"),
    "more than the name": Request("DELETE", "/notes/anna"),
    "a pattern": Request("DELETE", "/notes/%25"),
    "other case": Request("DELETE", "/notes/BOB"),
    "a name that is too long": Request("DELETE", "/notes/annannannann"),
    "an undocumented method on another name": Request("PUT", "/notes/eve"),
    "an undocumented path": Request("DELETE", "/notes/ann/"),
    "all of them": Request("DELETE", "/notes"),
    "a write of another name": post({"name": "eve"}),
    "a write without a name": post({"text": "x"}),
    "a name of another type": post({"name": ["ann"]}),
    "a second name deep within": post({"name": "ann", "more": {"name": "eve"}}),
    "a name twice": Request("POST", "/notes", JSON, b'{"name": "eve", "name": "ann"}'),
    "another name in the query": Request("DELETE", "/notes/ann?name=eve"),
    "another name in a body beside it": Request("DELETE", "/notes/ann", JSON, b'{"name": "eve"}'),
    "a body that cannot be read": Request("POST", "/notes", JSON, b'{"name": "ann"'),
    "no body": Request("POST", "/notes"),
    "an override on another name": Request("GET", "/notes/eve", (("X-HTTP-Method", "DELETE"),)),
}
READS = {
    "a read": Request("GET", "/notes/ann?form=full"),
    "a read of what is not known": Request("GET", "/notes/eve?form=full"),
    "a strange read": Request("GET", "/notes/%00"),
    "HEAD": Request("HEAD", "/notes/eve"),
    "OPTIONS": Request("OPTIONS", "/notes/eve"),
    "an override that is no other": Request("GET", "/notes/eve", (("X-HTTP-Method", "GET"),)),
}


def named(permission: Permission, request: Request) -> str:
    """Where the deletion of what a request names goes. That it names nothing is no skipped test."""
    try:
        return permission.resource(request).delete.request({}).path
    except NotSent as reason:
        pytest.fail(str(reason))


@pytest.mark.parametrize("request_", WRITES.values(), ids=WRITES.keys())
def test_a_write_to_the_resource_of_one_known_row_is_permitted(request_: Request) -> None:
    permission = Permission(NOTES, FACTS)

    assert permission.is_write(request_)
    path = named(permission, request_)
    assert path in ("/notes/ann", "/notes/bob", "/notes/Ann")


@pytest.mark.parametrize("request_", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_a_write_to_any_other_resource_is_not_permitted(request_: Request) -> None:
    permission = Permission(NOTES, FACTS)

    assert permission.is_write(request_)
    with pytest.raises(NotSent, match="must name a resource of one known row"):
        permission.resource(request_)


@pytest.mark.parametrize("request_", READS.values(), ids=READS.keys())
def test_a_read_of_any_resource_is_no_write(request_: Request) -> None:
    assert not Permission(NOTES, FACTS).is_write(request_)


def test_a_safe_method_with_a_documented_effect_is_a_write() -> None:
    described = NOTES.data["paths"]["/notes/{name}"]
    paths = {"/notes/{name}": {**described, "head": described["delete"]}, **NOTES.data["paths"]}
    paths["/notes/{name}"] = {**described, "head": {**described["delete"], "operationId": "x"}}

    document = NOTES.edited({**NOTES.data, "paths": paths})

    assert Permission(document, FACTS).is_write(Request("HEAD", "/notes/ann"))


def test_without_a_known_row_no_write_is_permitted() -> None:
    with pytest.raises(NotSent, match="the facts list none"):
        Permission(NOTES, Facts()).resource(WRITES["a deletion"])


def without(*keys: str) -> Document:
    """The document with what these keys lead to taken away."""
    data = json.loads(json.dumps(NOTES.data))
    inner = data["paths"]
    for key in keys[:-1]:
        inner = inner[key]
    del inner[keys[-1]]
    return NOTES.edited(data)


@pytest.mark.parametrize(
    ("document", "part"),
    [
        pytest.param(
            without("/notes/{name}", "get"), "no create and read operations", id="no read"
        ),
        pytest.param(
            without("/notes", "post", "x-effect"), "no create and read operations", id="no write"
        ),
    ],
)
def test_a_resource_without_read_or_create_is_not_written_to(document: Document, part: str) -> None:
    with pytest.raises(NotSent, match=part):
        Permission(document, FACTS).resource(WRITES["a deletion"])


def test_a_write_with_an_identifier_that_no_row_has_is_not_permitted() -> None:
    """The document hands a second name on by its links; facts know only the first."""
    data = json.loads(json.dumps(NOTES.data))
    data["paths"]["/notes/{name}"]["parameters"].append(
        {"name": "shelf", "in": "query", "required": True, "schema": {"type": "string"}}
    )
    schema = data["paths"]["/notes"]["post"]["requestBody"]["content"]["application/json"]
    schema["schema"]["properties"]["shelf"] = {"type": "string"}
    for link in data["paths"]["/notes"]["post"]["responses"]["201"]["links"].values():
        link["parameters"]["shelf"] = "$request.body#/shelf"
    document = NOTES.edited(data)

    with pytest.raises(NotSent, match="the known row has no shelf"):
        Permission(document, FACTS).resource(Request("DELETE", "/notes/ann?shelf=a"))


def test_a_write_with_values_of_two_rows_is_not_permitted() -> None:
    rows = ({"name": "ann", "form": "full"}, {"name": "bob", "form": "short"})
    permission = Permission(NOTES, Facts(known=rows))
    override = (("X-HTTP-Method", "DELETE"),)

    named(permission, Request("GET", "/notes/ann?form=full", override))
    with pytest.raises(NotSent, match="form is 'short'"):
        permission.resource(Request("GET", "/notes/ann?form=short", override))


def test_the_known_resources_are_those_of_every_row() -> None:
    targets = [thing.read.request({}).path for thing in Permission(NOTES, FACTS).resources()]

    assert targets == ["/notes/ann", "/notes/bob"]
