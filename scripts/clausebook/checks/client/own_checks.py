"""Checks of one's own of the generated client: each is called once, and says what it finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from clausebook.checks.client.client_check import ClientCheck
from clausebook.checks.own_functions import OwnCase, own_cases
from clausebook.checks.registry import RegisteredCheck
from clausebook.codegen.client_driver import ClientDriver
from clausebook.openapi import Document, Operation
from clausebook.report.finding import ContractBroken


@dataclass(frozen=True, slots=True)
class OwnClientCheck(ClientCheck):
    """One check of one's own, for one operation or, where that is None, for the whole client."""

    operation: Operation | None
    is_own: bool = True


def own_client_checks(registered: RegisteredCheck, document: Document) -> Iterator[OwnClientCheck]:
    """The checks that one registered function stands for: one, or one for each operation."""
    for case in own_cases(registered, document):
        yield OwnClientCheck(case.name, (case.clause,), partial(_run, case), case.operation)


def _run(case: OwnCase, client: ClientDriver) -> None:
    """Raises ContractBroken for what the function finds; CouldNotJudge where it fails of itself."""
    findings = case.findings(client)
    if findings:
        raise ContractBroken(findings)
