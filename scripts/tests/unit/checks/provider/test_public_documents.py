"""Documents in the styles of well-known public APIs: no finding about the mock of any."""

from __future__ import annotations

import pytest
from clausebook.checks.configured import built_in_checks
from clausebook.checks.lint_run import lint_findings
from clausebook.checks.registry import Kind
from clausebook.errors import Level
from clausebook.openapi import load
from fakes.mock_runs import run_on_mock
from fakes.paths import DOCUMENTS

_PUBLIC = {path.stem: path for path in sorted((DOCUMENTS / "public").glob("*.yaml"))}
_LARGE = ("bank-accounts", "health-records")
_REASON = "some seconds a document"
_MARKED = [
    pytest.param(name, marks=pytest.mark.slow(reason=_REASON) if name in _LARGE else ())
    for name in _PUBLIC
]


@pytest.mark.parametrize("name", _MARKED)
def test_guard_makes_no_finding_about_the_mock_of_a_document(name: str) -> None:
    findings, _ = run_on_mock(load(_PUBLIC[name]))

    assert findings == []


@pytest.mark.parametrize(
    ("name", "expected", "unjudged"),
    [
        ("sec-without-401", {"document/unauthorized-response"}, "neither 401 nor 403"),
        ("no-4xx", {"document/rejection-response"}, "documents no 4xx"),
        ("no-success", {"document/success-response"}, "documents no success"),
        ("ref-sibling", {"document/reference-siblings"}, ""),
        ("regex-without-u", {"document/pattern-without-u"}, ""),
        ("bad-example", {"document/example"}, ""),
        ("unicode-pattern", set(), ""),
        ("digit-pattern", set(), ""),
        ("mask", set(), ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_lint_names_the_fault_of_a_document_and_what_hangs_on_a_gap_is_not_judged(
    name: str, expected: set[str], unjudged: str
) -> None:
    document = load(_PUBLIC[name])
    rules = [it for it in built_in_checks(Kind.LINT) if it.level is not None]
    found = [finding for rule in rules for finding in lint_findings(rule, document)]
    _, reasons = run_on_mock(document)

    assert {finding.rule for finding in found} - {"document/unused-component"} == expected
    assert len({finding.message for finding in found}) == len(found)
    gaps = [finding for finding in found if finding.rule.endswith("-response")]
    assert {finding.level for finding in gaps} <= {Level.WARNING}
    assert any(unjudged in reason for reason in reasons) or not unjudged


def test_a_document_without_a_gap_leaves_only_what_cannot_be_changed_unjudged() -> None:
    _, reasons = run_on_mock(load(_PUBLIC["petstore-3.1"]))

    assert {*reasons} == {"the request has nothing that could be changed in this way"}
