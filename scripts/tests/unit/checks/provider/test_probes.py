"""Probes: each wrong in its clause alone, each made from the request that is known to be good."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from clausebook.checks.provider.probes import Planner
from clausebook.config.facts import Facts
from clausebook.judge import Judge
from clausebook.openapi import load
from clausebook.resources import Draft, Probe, valid_request
from clausebook.values.boundary import boundary_values
from clausebook.values.nothing import NOTHING
from fakes.paths import DOCUMENTS

DOCUMENT = load(DOCUMENTS / "probed.yaml")
JUDGE = Judge(DOCUMENT)
READ = DOCUMENT.operation("GET", "/shops/{shop}/orders/{order}")
DELETE = DOCUMENT.operation("DELETE", "/shops/{shop}/orders/{order}")
CREATE = DOCUMENT.operation("POST", "/orders")
LIST = DOCUMENT.operation("GET", "/orders")
READ_KEY = "GET /shops/{}/orders/{}"
CREDENTIALS = {"X-Auth-Token": "s3Cret", "Authorization": "Bearer s3Cret"}
PROBES = {
    operation.label: list(Planner(DOCUMENT, Facts(), JUDGE).probes(operation))
    for operation in DOCUMENT.operations
}
ALL = list(itertools.chain.from_iterable(PROBES.values()))

# A credential in the wrong place is no matter of the draft.
REFUSED = [p for p in ALL if p.expects == "rejected" and " security " not in p.clause]


def broken_by(probe: Probe) -> set[str]:
    """The clauses that a probe breaks when it is sent, its credentials aside."""
    found = JUDGE.request(probe.draft.request(CREDENTIALS))
    return {v.clause for v in found if " security " not in v.clause}


def name_of(probe: Probe) -> str:
    return f"{probe.clause}: {probe.description}"


def test_the_known_good_request_is_made_from_the_examples() -> None:
    good = valid_request(DOCUMENT, READ, Facts())

    assert good.values == {
        ("path", "shop"): "main",
        ("path", "order"): 7,
        ("query", "name"): "abc",
        ("query", "kind"): "full",
        ("query", "limit"): 10,
        ("query", "step"): 4,
        ("query", "deep"): True,
        ("query", "since"): "2024-02-29",
        ("query", "fields"): ["a", "b"],
        ("query", "range"): {"from": 1, "to": 2},
        ("header", "X-Trace"): "a1",
        ("cookie", "seen"): 3,
    }
    assert JUDGE.request(good.request(CREDENTIALS)) == []


def test_a_required_parameter_without_example_gets_the_smallest_value() -> None:
    assert valid_request(DOCUMENT, LIST, Facts()).values == {("query", "plain"): 3}


def test_a_body_is_put_together_from_the_examples_of_its_members() -> None:
    good = valid_request(DOCUMENT, CREATE, Facts())

    assert good.media_type == "application/json"
    assert good.body == {"name": "tom", "size": 2, "tags": ["red"], "ship": {"city": "ROME"}}


def test_facts_come_before_examples() -> None:
    facts = Facts(known=({"shop": "north", "name": "ann"}, {"shop": "south"}))
    first, second = (valid_request(DOCUMENT, READ, facts, row) for row in (0, 1))

    assert (first.values["path", "shop"], first.values["query", "name"]) == ("north", "ann")
    assert (second.values["path", "shop"], second.values["query", "name"]) == ("south", "abc")
    assert valid_request(DOCUMENT, CREATE, facts).body["name"] == "ann"


def test_where_names_collide_a_fact_goes_by_the_key() -> None:
    row = {"name": "ann", f"{READ_KEY} query name": "bob", f"{READ_KEY} path 1": "x"}
    facts = Facts(known=(row,))

    assert valid_request(DOCUMENT, READ, facts).values["query", "name"] == "bob"
    assert valid_request(DOCUMENT, READ, facts).values["path", "shop"] == "x"
    assert valid_request(DOCUMENT, CREATE, facts).body["name"] == "ann"


@pytest.mark.parametrize(
    ("keyword", "limit", "good", "inside", "outside"),
    [
        ("maxLength", 3, "ab", ["abb", "\u00e9" * 3], ["abbb", "aaaa"]),
        ("maxLength", 2, NOTHING, ["aa"], ["aaa"]),
        ("minLength", 2, "abc", ["ab"], ["a"]),
        ("minLength", 1, "abc", ["a"], [""]),
        ("enum", ["Full"], "Full", ["Full"], ["fULL", "Full ", " Full", "Ful", "FullX", ""]),
        ("enum", ["Full"], "Full", ["Full"], ["Full\n"]),
        ("enum", [1], 1, [1], [2]),
        ("pattern", "^[0-9]+$", "12", ["12"], ["x12", "12x", "12\n", "-12", "", "\u0661\u0662"]),
        ("pattern", "^[a-f]{2}$", "ab", ["ab"], ["a", "b", "AB", " ab", "ab "]),
        ("pattern", "^a-[0-9]$", "a-1", ["a-1"], ["a_1", "a1"]),
        ("pattern", "^a_[0-9]$", "a_1", ["a_1"], ["a-1", "a1"]),
        ("maximum", 9, 5, [9], [10]),
        ("minimum", 1, 5, [1], [0]),
        ("exclusiveMaximum", 9, 5, [8], [9]),
        ("exclusiveMinimum", 0, 5, [1], [0]),
        ("multipleOf", 4, 8, [], [10, 9]),
        ("format", "int32", 1, [], [2**31, -(2**31) - 1]),
        ("format", "date", "2024-02-29", [], ["2024-02-30", "2024-2-3"]),
        ("type", "integer", 1, [], ["abc", 1.5, True, None, [], {}, "", [1]]),
        ("type", "object", {"a": 1}, [], [[{"a": 1}]]),
        ("type", "string", NOTHING, [], ["", []]),
        ("maxItems", 2, ["a"], [], [["a", "example", "examplb"]]),
        ("maxItems", 3, [4, 5], [], [[4, 5, 6, 7]]),
        ("maxItems", 3, [True], [], [[True] * 4]),
        ("minItems", 1, ["a"], [], [[]]),
        ("uniqueItems", True, ["a", "b"], [], [["a", "a", "b"]]),
        ("additionalProperties", False, {"a": 1}, [], [{"a": 1, "clausebook_unknown": "x"}]),
    ],
)  # fmt: skip
def test_neighbours_stand_just_inside_and_just_outside(
    keyword: str, limit: Any, good: Any, inside: list[Any], outside: list[Any]
) -> None:
    proposals = list(boundary_values(keyword, limit, {}, good))

    assert [v for v in inside if v not in [p[1] for p in proposals if p[2]]] == []
    assert [v for v in outside if v not in [p[1] for p in proposals if not p[2]]] == []


def test_bounds_step_by_what_the_value_is_a_multiple_of() -> None:
    assert [p[1] for p in boundary_values("maximum", 8, {"multipleOf": 4}, 4)] == [8, 12]


@pytest.mark.parametrize("probe", REFUSED, ids=name_of)
def test_a_probe_to_be_refused_breaks_its_clause_and_no_other(probe: Probe) -> None:
    assert broken_by(probe) == {probe.clause}


@pytest.mark.parametrize("probe", [p for p in ALL if p.expects == "accepted"], ids=name_of)
def test_a_probe_to_be_accepted_breaks_nothing(probe: Probe) -> None:
    assert broken_by(probe) == set()


def test_no_probe_of_an_operation_is_made_twice() -> None:
    for probes in PROBES.values():
        made = sorted(name_of(probe) for probe in probes)

        assert sorted(set(made)) == made


def test_each_clause_that_a_request_can_break_has_a_probe_to_be_refused() -> None:
    refused = {probe.clause for probe in ALL if probe.expects != "accepted"}
    optional = {c.key for c in JUDGE.clauses.values() if c.keyword == "required" and not c.value}
    demanding = {
        clause.key
        for clause in JUDGE.clauses.values()
        if clause.side == "request" and clause.keyword not in ("operation", "style", "explode")
    }

    assert demanding - optional - refused == UNREFUSED


UNREFUSED = {
    # Whatever is written there is text, and a list of something.
    *(f"{READ_KEY} {place} /type" for place in ("path 1", "header X-Trace", "query kind")),
    *(f"{READ_KEY} query {name} /type" for name in ("name", "silent", "since", "fields")),
    f"{READ_KEY} query fields /items/type",
    f"{READ_KEY} query range /type",
    "DELETE /shops/{}/orders/{} path 1 /type",
    # The narrower bounds refuse first.
    f"{READ_KEY} query limit /format",
    # Who needs no credential cannot be refused for one.
    "POST /orders security apiKey header X-Auth-Token",
    "POST /orders security none",
}


def test_each_optional_parameter_is_left_out_once() -> None:
    optional = {
        clause.key
        for clause in JUDGE.clauses.values()
        if clause.keyword == "required" and clause.side == "request" and not clause.value
    }
    left_out = {
        p.clause for p in ALL if p.description == "a request without it" and p.expects == "accepted"
    }

    assert optional == left_out


@pytest.mark.parametrize(
    ("operation", "methods"),
    [
        (READ, "PUT POST PATCH HEAD OPTIONS TRACE CLAUSEBOOK PUT PUT PUT PUT"),
        (CREATE, "PUT DELETE PATCH HEAD OPTIONS TRACE CLAUSEBOOK PUT PUT PUT PUT"),
    ],
    ids=["order", "orders"],
)
def test_each_method_that_is_not_documented_is_tried(operation: Any, methods: str) -> None:
    probes = [p for p in PROBES[operation.label] if p.clause.endswith(" methods")]
    good = valid_request(DOCUMENT, operation, Facts()).request({})

    whole = [p for p in probes if "without optional" not in p.description]
    assert [p.draft.request({}).method for p in whole] == methods.split()
    assert {p.draft.request({}).target for p in whole} == {good.target}
    shortest = [p.draft.request({}).target for p in probes if p not in whole]
    assert all(len(target) < len(good.target) for target in shortest)
    assert len(shortest) == (7 if operation == READ else 0)
    assert [p.draft.method for p in probes if p.dedicated] == ["HEAD"] * (operation == READ)
    assert all(JUDGE.request(p.draft.request({}))[0].clause == p.clause for p in probes)


def test_rows_of_known_things_are_tried_and_framing_is_looked_at_alone() -> None:
    facts = Facts(known=({"shop": "north"}, {"shop": "south"}, {"shop": "south"}, {"shop": "NO"}))
    probes = list(Planner(DOCUMENT, facts, JUDGE).probes(DELETE))

    rows = [p.draft for p in probes if p.clause.endswith(" operation") and not p.equivalent]
    assert [draft.values["path", "shop"] for draft in rows] == ["north", "south"]
    assert [p.clause for p in probes if p.dedicated] == [
        "DELETE /shops/{}/orders/{} response 204 no content"
    ]


def test_a_known_name_as_long_as_allowed_must_be_found() -> None:
    facts = Facts(known=({"name": "ann"}, {"name": "abcde"}))
    probes = Planner(DOCUMENT, facts, JUDGE).probes(READ)
    (probe,) = (p for p in probes if p.description == "a known name of length 5")

    assert (probe.draft.values["query", "name"], probe.expects) == ("abcde", "accepted")


def test_a_draft_is_not_changed_by_changing_it() -> None:
    good = Draft(READ, {("query", "name"): "abc"})

    assert good.with_value(("query", "name"), NOTHING).values == {}
    assert good.with_value(("query", "kind"), None).values["query", "kind"] is None
    assert good.values == {("query", "name"): "abc"}


def test_what_is_in_a_header_is_ascii() -> None:
    """Beyond ASCII the two ends may disagree on the text; neither would be wrong."""
    values = [v for probe in ALL for _, v in probe.draft.request({}).headers]

    assert values
    assert all(value.isascii() for value in values)
