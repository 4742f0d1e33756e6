"""Runs of the provider checks against the mock made from a document."""

from __future__ import annotations

from contextlib import closing

from clausebook.checks.provider.fuzz import Drawing
from clausebook.checks.provider.listing import drawn_checks, provider_checks
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged
from clausebook.http.transport import AsgiTransport
from clausebook.judge import Judge
from clausebook.mock import MockProvider
from clausebook.mock.default_facts import default_facts, default_keys
from clausebook.openapi import Document
from clausebook.report.finding import ContractBroken


def run_on_mock(document: Document, drawn: int = 0) -> tuple[list[str], list[str]]:
    """The findings about the mock, and why something was not judged.

    `drawn` requests of each kind are drawn for each operation.
    """
    facts, keys, judge = default_facts(Facts()), default_keys(document), Judge(document)
    checks = [*provider_checks(document, facts)]
    properties = [it.drawn for it in drawn_checks(Drawing(document, drawn))] if drawn else []
    findings: list[str] = []
    reasons: list[str] = []
    with closing(AsgiTransport(MockProvider(document, keys))) as transport:
        session = ProviderSession.over(document, judge, facts, transport, keys=keys)
        for check in (*checks, *properties):
            try:
                check.run(session)
            except ContractBroken as error:
                findings += [f"{check.name}: {it.message}: {it.actual}" for it in error.findings]
            except NotJudged as error:
                reasons.append(str(error))
    return findings, reasons
