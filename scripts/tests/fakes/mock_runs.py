"""Runs of the provider checks against the mock made from a document."""

from __future__ import annotations

from contextlib import closing

from clausebook.checks.provider.listing import provider_checks
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged
from clausebook.http.transport import AsgiTransport
from clausebook.judge import Judge
from clausebook.mock import MockProvider
from clausebook.mock.default_facts import default_facts, default_secrets
from clausebook.openapi import Document
from clausebook.report.finding import ContractBroken


def run_on_mock(document: Document) -> tuple[list[str], list[str]]:
    """The findings about the mock, and why something was not judged."""
    facts, secrets, judge = default_facts(Facts()), default_secrets(document), Judge(document)
    findings: list[str] = []
    reasons: list[str] = []
    with closing(AsgiTransport(MockProvider(document, secrets))) as transport:
        session = ProviderSession.over(document, judge, facts, transport, keys=secrets)
        for check in provider_checks(document, facts):
            try:
                check.run(session)
            except ContractBroken as error:
                findings += [f"{check.name}: {it.message}: {it.actual}" for it in error.findings]
            except NotJudged as error:
                reasons.append(str(error))
    return findings, reasons
