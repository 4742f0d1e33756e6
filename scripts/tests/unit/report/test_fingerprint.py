"""Findings that say one fact are one, whichever check, value or run they come from."""

from __future__ import annotations

from dataclasses import replace

import pytest
from clausebook.errors import Level
from clausebook.report.finding import Finding
from clausebook.report.fingerprint import grouped

CLAUSE = "GET /things query lang /enum"
ACCEPTED = "an invalid request gets 2xx"


def accepted(value: str, rule: str = "conformance/clauses", clause: str = CLAUSE) -> Finding:
    return Finding(
        *(clause, "provider", f"{value!r} must be rejected", "a documented 4xx"),
        *(f"200 {value}", f"curl 'http://127.0.0.1:8000/things?lang={value}'"),
        rule=rule,
        kind=ACCEPTED,
    )


def failing(clause: str, message: str, path: str = "/things/1") -> Finding:
    return Finding(clause, "provider", message, "no 5xx", "500 oops", f"curl http://a{path}")


def test_probes_of_one_clause_that_come_to_one_thing_are_one_finding() -> None:
    (finding,) = grouped([accepted("AF"), accepted("EN"), accepted("de")], {})

    assert (finding.times, finding.clauses, finding.operations) == (3, (CLAUSE,), ("GET /things",))
    assert (finding.message, finding.reproduce) == (
        "'AF' must be rejected",
        "curl 'http://127.0.0.1:8000/things?lang=AF'",
    )


@pytest.mark.parametrize(
    "rule", ["fuzz/drawn-requests", "robustness/malformed-requests", "lifecycle/replace"]
)
def test_one_fact_is_one_finding_whichever_family_came_upon_it(rule: str) -> None:
    (finding,) = grouped([accepted("AF"), accepted("xx", rule)], {})

    assert (finding.times, finding.rule) == (2, "conformance/clauses")


@pytest.mark.parametrize(
    "other",
    [
        replace(accepted("AF"), rule="lenient/other-case"),
        replace(accepted("AF"), kind="an invalid request gets 5xx"),
        accepted("AF", clause="GET /things query lang /type"),
        accepted("AF", clause="GET /other query lang /enum"),
    ],
    ids=["another rule", "another class", "another clause", "another operation"],
)
def test_another_fact_is_another_finding(other: Finding) -> None:
    assert len(grouped([accepted("AF"), other], {})) == 2


@pytest.mark.parametrize(
    ("message", "same"),
    [
        ("the body of 200: 'a' is too long", "the body of 200: 'bcd' is too long"),
        ('{"a": 1} is no object', '{"b": [2]} is no object'),
        ("no response after 1.5 s on port 8011", "no response after 0.25 s on port 9000"),
        ("id 0f8fad5b-d9cb-469f-a165-70867728950e is lost", "id 7c9e6679-7425-40de is lost"),
        ("it began at 2026-11-30T12:00:00Z", "it began at 2025-01-01T00:00:00Z"),
    ],
)
def test_no_value_id_time_or_port_is_part_of_a_fingerprint(message: str, same: str) -> None:
    findings = [
        Finding(CLAUSE, "provider", text, "as documented", actual, repeat)
        for text, actual, repeat in ((message, "404 x", "curl a"), (same, "410 yy", "curl b"))
    ]

    (finding,) = grouped(findings, {})
    assert finding.message == message


def test_the_class_of_the_status_is_part_of_a_fingerprint() -> None:
    actuals = ["404", "401 who?", "201 {}", "500"]
    findings = [
        Finding("GET /a responses", "provider", f"the status {it[:3]} is not documented", "", it)
        for it in actuals
    ]

    assert [finding.times for finding in grouped(findings, {})].count(2) == 1
    assert len(grouped(findings, {})) == 3


def test_a_shared_component_that_breaks_in_many_operations_is_one_finding() -> None:
    clauses = [f"GET /{name} query limit /maximum" for name in "abcdefghijkl"]
    pointers = dict.fromkeys(clauses, "/components/parameters/limit/schema/maximum")

    (finding,) = grouped([accepted("9", clause=clause) for clause in clauses], pointers)

    assert finding.times == 12
    assert finding.clauses == tuple(clauses)
    assert finding.operations == tuple(f"GET /{name}" for name in "abcdefghijkl")


def test_clauses_of_one_path_that_share_nothing_stay_apart() -> None:
    clauses = ["GET /a query limit /maximum", "GET /b query limit /maximum"]
    pointers = {key: f"/paths/{index}/maximum" for index, key in enumerate(clauses)}

    assert len(grouped([accepted("9", clause=key) for key in clauses], pointers)) == 2


def test_a_response_of_5xx_is_one_finding_at_the_clause_that_says_most() -> None:
    (finding,) = grouped(
        [
            failing("GET /things/{} responses", "the status 500 is not documented"),
            failing("GET /things/{} path 1 /pattern", "a newline causes a server error"),
            failing("GET /things/{} operation", "a valid request causes a server error"),
        ],
        {},
    )

    assert finding.clause == "GET /things/{} path 1 /pattern"
    assert (finding.times, set(finding.clauses)) == (
        1,
        {
            "GET /things/{} path 1 /pattern",
            "GET /things/{} responses",
            "GET /things/{} operation",
        },
    )


def test_responses_of_5xx_to_two_requests_are_counted_apart() -> None:
    clause = "GET /things/{} path 1 /pattern"
    findings = [failing(clause, "it fails", path) for path in ("/things/1", "/things/2")]

    assert [finding.times for finding in grouped(findings, {})] == [2]


def test_the_graver_of_two_equal_findings_is_shown() -> None:
    warning = replace(accepted("AF"), level=Level.WARNING)

    (finding,) = grouped([warning, accepted("xx", "fuzz/drawn-requests")], {})

    assert (finding.level, finding.message) == (Level.ERROR, "'xx' must be rejected")


def test_the_service_comes_first_then_the_document_then_style_and_the_widest_first() -> None:
    lint = Finding("/paths/~1a/get", "lint", "a.yaml:7:9: no 4xx", rule="responses/no-4xx")
    style = Finding("/info", "lint", "a.yaml:1:2: shout", rule="style/summary")
    shared = [accepted("1", clause=f"GET /{name} query z /maximum") for name in "yz"]
    pointers = {it.clause: "/components/parameters/z/schema/maximum" for it in shared}

    found = grouped([style, lint, accepted("AF"), *shared], pointers)

    assert [(finding.rule, finding.clause) for finding in found] == [
        ("conformance/clauses", "GET /y query z /maximum"),
        ("conformance/clauses", CLAUSE),
        ("responses/no-4xx", "/paths/~1a/get"),
        ("style/summary", "/info"),
    ]
    assert found[2].operations == ("GET /a",)


def test_what_a_lint_rule_says_twice_of_one_object_stays_two_findings() -> None:
    about = [
        Finding("/info", "lint", f"a.yaml:{line}:2: {name!r} is unknown", rule="openapi/members")
        for line, name in ((3, "a"), (4, "b"), (9, "a"))
    ]

    assert [finding.times for finding in grouped(about, {})] == [2, 1]


def test_grouping_again_changes_nothing_but_adds_up() -> None:
    once = grouped([accepted("AF"), accepted("EN")], {})

    assert grouped(once, {}) == once
    assert [finding.times for finding in grouped([*once, *once], {})] == [4]
