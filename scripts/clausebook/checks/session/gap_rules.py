"""Rules for what a response shows and the document leaves out: a gap, no fault of the service.

Lint names what a document leaves out altogether (`judge.gaps`); these are about one response.
"""

from __future__ import annotations

from clausebook.checks.registry import finding_rule
from clausebook.errors import Level
from clausebook.http.exchange import Exchange
from clausebook.judge import UNDOCUMENTED_BODY, UNDOCUMENTED_STATUS, Judge, Violation
from clausebook.report.finding import Finding


@finding_rule(id=UNDOCUMENTED_STATUS, level=Level.NOTE, source="OAS 3.1, 4.8.16")
def is_undocumented_status(violation: Violation) -> bool:
    """The document names each 4xx that the service sends, by itself, by a range or by `default`."""
    return violation.rule == UNDOCUMENTED_STATUS


@finding_rule(id=UNDOCUMENTED_BODY, level=Level.NOTE, source="OAS 3.1, 4.8.17")
def is_undocumented_body(violation: Violation) -> bool:
    """The document describes the body of each response that has one."""
    return violation.rule == UNDOCUMENTED_BODY


def is_gap(finding: Finding) -> bool:
    """Whether a finding is about a gap of the document."""
    return finding.rule in (UNDOCUMENTED_STATUS, UNDOCUMENTED_BODY)


def is_of_no_operation(judge: Judge, exchange: Exchange) -> bool:
    """Whether a documented 404 may be the router's own, which no operation has sent.

    Routers with typed parameters know no path whose value breaks the schema.
    """
    return exchange.response.status == 404 and any(
        violation.key_parts.kind == "path" for violation in judge.request(exchange.request)
    )
