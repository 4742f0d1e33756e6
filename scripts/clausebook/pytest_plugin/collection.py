"""Hooks that collect the tests: built-in checks are added, tests of other stages left out."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from clausebook.pytest_plugin.builtin import added_to, is_built_in, is_imported_again
from clausebook.pytest_plugin.cases import has_no_case
from clausebook.pytest_plugin.events import count_stages, say_of
from clausebook.pytest_plugin.options import run_options
from clausebook.pytest_plugin.reasons import why_not_collected
from clausebook.pytest_plugin.stages import repeated_check, stage_of_item, wrong_marker

_DESELECTED = pytest.StashKey[list[str]]()


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Adds the built-in checks to a folder of contract tests; reports tests that would be lost.

    Leaves out a built-in test function that has no case.
    """
    try:
        report = yield
    except SystemExit as error:
        if not run_options(collector.config).asked.stages:
            raise
        report = pytest.CollectReport(collector.nodeid, "failed", "SystemExit", [])
        say_of(report, _collection_error(collector, error))
        return report
    call = getattr(report, "call", None)
    if call is not None and call.excinfo and run_options(collector.config).asked.stages:
        say_of(report, _collection_error(collector, call.excinfo.value))
    if not report.passed:
        return report
    marker_problems = (wrong_marker(it) for it in report.result if isinstance(it, pytest.Item))
    problem = next(filter(None, marker_problems), "")
    if run_options(collector.config).asked.stages:
        problem = problem or repeated_check(collector, report.result)
    if problem:
        report.outcome, report.longrepr, report.result = "failed", problem, []
        say_of(report, problem)
    kept = (node for node in report.result if not has_no_case(node))
    report.result = [*added_to(collector), *kept]
    return report


def _collection_error(collector: pytest.Collector, error: BaseException) -> str:
    if isinstance(error, pytest.skip.Exception):
        return str(error)
    config = collector.config
    return why_not_collected(error, collector.nodeid, config.rootpath, run_options(config).secrets)


def pytest_pycollect_makeitem(
    collector: pytest.Collector, obj: object
) -> list[pytest.Item | pytest.Collector] | None:
    """Leaves out a built-in check that a module imports, since the folder has it anyway."""
    return [] if is_imported_again(collector, obj) else None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, object, object]:
    """Keeps only the tests of the requested stages, if there are any."""
    wanted = run_options(config).asked.stages
    if wanted:
        kept = [item for item in items if stage_of_item(item) in wanted]
        dropped = [item for item in items if stage_of_item(item) not in wanted]
        if dropped:
            config.hook.pytest_deselected(items=dropped)
        items[:] = kept
    built_in = [item for item in items if is_built_in(item)] if wanted else []
    outcome = yield
    remaining = set(items)
    config.stash[_DESELECTED] = [item.nodeid for item in built_in if item not in remaining]
    return outcome


def pytest_collection_finish(session: pytest.Session) -> None:
    """Counts the tests of each stage, and fails if a built-in check was deselected."""
    count_stages(session)
    deselected = session.config.stash.get(_DESELECTED, [])
    if deselected:
        problem = (
            f"{len(deselected)} built-in checks were deselected, by a conftest or addopts, the "
            f"first of them {deselected[0]}; they always run: waive a clause instead"
        )
        report = pytest.CollectReport("", "failed", problem, [])
        say_of(report, problem)
        session.config.hook.pytest_collectreport(report=report)
