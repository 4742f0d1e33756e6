"""The client checks of this run's document, for the tests that are made from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache, partial

import pytest

from clausebook.checks.client import ClientCheck
from clausebook.checks.client.client_check import ClientCase, ClientPlan
from clausebook.checks.client.listing import cases_of, label_of
from clausebook.checks.client.own_checks import own_client_checks
from clausebook.checks.client.styles import STYLES, run_sync_and_async
from clausebook.checks.configured import ConfiguredCheck, enabled_checks
from clausebook.checks.levelled import levelled
from clausebook.checks.registry import Kind, Phase
from clausebook.codegen.client_driver import ClientDriver
from clausebook.errors import CannotRun
from clausebook.judge import Judge
from clausebook.openapi import Document, Operation
from clausebook.pytest_plugin.options import run_options

FAMILIES = {
    "clausebook_call": "client/sends-requests",
    "clausebook_forbidden_call": "client/rejects-calls",
    "clausebook_credential": "client/sends-credentials",
    "clausebook_answer": "client/parses-responses",
    "clausebook_wrong_answer": "client/rejects-responses",
}
"""The family that each fixture of a test stands for."""
OWN = "clausebook_own_client_check"
"""The fixture that stands for the checks of one's own."""


def operations_for(config: pytest.Config) -> list[Operation]:
    """The operations of the document; one that cannot be used fails the collection."""
    try:
        return list(run_options(config).document.operations)
    except CannotRun as error:
        raise pytest.Collector.CollectError(str(error)) from error


def calls_for(config: pytest.Config, fixture: str) -> list[ClientCheck]:
    """The checks that the fixture of this name stands for, in the document's order.

    A configuration or a plugin that is wrong fails the collection.
    """
    operations = operations_for(config)
    run = run_options(config)
    try:
        enabled = enabled_checks(run.settings, Kind.CLIENT)
    except CannotRun as error:
        raise pytest.Collector.CollectError(str(error)) from error
    plan = _plan(run.document)
    if fixture == OWN:
        return [
            replace(check, run=partial(_levelled, own, check.run))
            for own in enabled
            if own.check.phase == Phase.OWN
            for check in own_client_checks(own.check, run.document)
        ]
    return [
        replace(check, run=partial(_levelled, family, check.run))
        for family in enabled
        if family.check.id == FAMILIES[fixture]
        for operation in operations
        for case in cases_of(plan, operation, [family.check])
        for check in _tests_of(case, label(operation))
    ]


def label(operation: Operation) -> str:
    """What a test is called by."""
    return label_of(operation)


def _levelled(
    family: ConfiguredCheck, run: Callable[[ClientDriver], None], client: ClientDriver
) -> None:
    with levelled(family):
        run(client)


def _tests_of(case: ClientCase, label: str) -> Iterator[ClientCheck]:
    name = f"{label}: {case.name}"
    if case.in_both_styles:
        yield ClientCheck(name, case.clauses, partial(run_sync_and_async, case.run))
        return
    for style, asynchronous in STYLES.items():
        run = partial(case.run, asynchronous=asynchronous)
        yield ClientCheck(f"{name}, {style}", case.clauses, run)


@lru_cache(maxsize=1)
def _plan(document: Document) -> ClientPlan:
    return ClientPlan(document, Judge(document))
