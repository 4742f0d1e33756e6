"""Probes of a body: what is no JSON, what need not be in it, and what is spelled otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from clausebook.checks.provider.probes import Planner
from clausebook.config.facts import Facts, Same
from clausebook.judge import Judge
from clausebook.openapi import load
from clausebook.resources import valid_request
from clausebook.resources.members import respelled_bodies, without_optional
from fakes.paths import DOCUMENTS

DOCUMENT = load(DOCUMENTS / "probed.yaml")
CREATE = DOCUMENT.operation("POST", "/orders")
PROBES = list(Planner(DOCUMENT, Facts(), Judge(DOCUMENT)).probes(CREATE))


def test_a_body_that_is_no_json_is_to_be_rejected() -> None:
    key = "POST /orders body application/json"
    probes = {p.description: p for p in PROBES if p.clause == key and p.draft.raw_body is not None}
    good = valid_request(DOCUMENT, CREATE, Facts()).request({}).body

    assert {what: p.draft.raw_body for what, p in probes.items()} == {
        "a truncated body": good[:-1],
        "a body with trailing text": good + b" x",
    }
    assert {p.expects for p in probes.values()} == {"rejected"}


def test_an_optional_member_is_left_out_and_an_optional_text_is_empty() -> None:
    probes = [p for p in PROBES if p.clause == "POST /orders operation"]
    bodies = {
        p.description: p.draft.body for p in probes if p.expects == "accepted" and not p.equivalent
    }

    rest = {"name": "tom", "size": 2}
    assert bodies["no 'tags'"] == {**rest, "ship": {"city": "ROME"}}
    assert bodies["no 'ship'"] == {**rest, "tags": ["red"]}
    assert [what for what in bodies if what.startswith("an empty")] == []


@pytest.mark.parametrize(
    ("member", "made"),
    [
        ({"type": "string", "maxLength": 9}, ["no 'note'", "an empty 'note'"]),
        ({"type": "string", "format": "email"}, ["no 'note'"]),
        ({"type": "integer"}, ["no 'note'"]),
        ({"anyOf": [{"type": "string"}]}, ["no 'note'"]),
    ],
    ids=["text", "text of a format", "number", "union"],
)
def test_only_a_plain_text_may_be_empty(member: Any, made: list[str]) -> None:
    schema = {"type": "object", "required": ["name"], "properties": {"name": {}, "note": member}}
    bodies = without_optional(schema, {"name": "tom", "note": "x", "other": 1})

    assert [what for what, _ in bodies] == made


def test_a_member_is_written_as_facts_call_the_same() -> None:
    facts = Facts(same=(Same("name", ("0", "a-0")), Same("size", ("0", "1"))))
    body = {"name": "a-0", "size": 2}

    def respelled(*path: str) -> list[Any]:
        return list(respelled_bodies(facts, body, path))

    assert respelled("properties", "name", "pattern") == [("'0'", {"name": "0", "size": 2})]
    assert respelled("properties", "size", "pattern") == []
    assert respelled("pattern") == []
