"""Hooks that run the tests: time limits, skipped checks, findings, and the events for guard."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import nullcontext

import pytest

from clausebook.errors import NotJudged
from clausebook.http.redaction import Secrets
from clausebook.pytest_plugin.builtin import is_built_in, is_built_in_alone
from clausebook.pytest_plugin.case_counts import counted_examples
from clausebook.pytest_plugin.events import closing_messages, keep_with, message_of
from clausebook.pytest_plugin.levels import fail_on_errors
from clausebook.pytest_plugin.limit import limited
from clausebook.pytest_plugin.options import run_options
from clausebook.report.finding import ContractBroken


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Limits the time of a user's own fixture, which may never return."""
    is_users_own = not fixturedef.func.__module__.startswith("clausebook.")
    with limited() if is_users_own and run_options(request.config).asked.stages else nullcontext():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Counts the examples of a property; skips a check that cannot judge this provider or client.

    It limits the time of a user's own check in a run of guard. In a test without a stage,
    NotJudged is an error like any other.
    """
    is_users_own = bool(run_options(item.config).asked.stages) and not is_built_in_alone(item)
    with counted_examples(item), limited() if is_users_own else nullcontext():
        try:
            return (yield)
        except ContractBroken as broken:
            fail_on_errors(item, broken)
            return None
        except NotJudged as reason:
            if item.get_closest_marker("clausebook_stage") is None:
                raise
            pytest.skip(str(reason))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """Limits the time, except after the last test: a live run then restores what it changed."""
    is_users_own = bool(run_options(item.config).asked.stages) and not is_built_in(item)
    with limited() if is_users_own and nextitem is not None else nullcontext():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Adds the event for guard to pytest's report."""
    report = yield
    run = run_options(item.config)
    if run.asked.events is not None and (call.when == "call" or not report.passed):
        keep_with(report, message_of(item, call, report, run.secrets))
    if call.when == "teardown":
        for message in closing_messages(item.config, run.secrets):
            keep_with(report, message)
    if run.asked.events is not None or run.asked.credential_variables:
        _redact(report, run.secrets)
    return report


def _redact(report: pytest.TestReport, secrets: Secrets) -> None:
    """Keeps secrets out of what pytest itself shows of a failed test."""
    if isinstance(report.longrepr, tuple):  # of a skipped test
        path, line, why = report.longrepr
        report.longrepr = (path, line, secrets.mask(why))
    elif report.longrepr and secrets.mask(str(report.longrepr)) != str(report.longrepr):
        report.longrepr = secrets.mask(str(report.longrepr))
    report.sections = [(name, secrets.mask(text)) for name, text in report.sections]
