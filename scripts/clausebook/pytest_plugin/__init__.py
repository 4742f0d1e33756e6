"""The pytest side: options, markers, fixtures, and the stream of events that `guard` reads.

pytest loads this in every run of an environment that has clausebook, so nothing here imports more
than the standard library and pytest until a test or an option of ours asks for it.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import nullcontext

import pytest

from clausebook.errors import NotJudged
from clausebook.http.redaction import Secrets
from clausebook.pytest_plugin.builtin import (
    added_to,
    is_built_in,
    is_built_in_alone,
    is_imported_again,
)
from clausebook.pytest_plugin.case_counts import counted_examples
from clausebook.pytest_plugin.cases import has_no_case, one_test_each
from clausebook.pytest_plugin.events import Stream, count_stages, keep_with, message_of, say_of
from clausebook.pytest_plugin.fixtures import (
    clausebook_application,
    clausebook_consumer,
    clausebook_credentials,
    clausebook_document,
    clausebook_facts,
    clausebook_family,
    clausebook_judge,
    clausebook_keys,
    clausebook_may_write,
    clausebook_package,
    clausebook_record_findings,
    clausebook_secrets,
    clausebook_seed,
    clausebook_session,
    clausebook_settings,
    clausebook_transport,
    clausebook_url,
)
from clausebook.pytest_plugin.hypothesis_profile import Profile, want
from clausebook.pytest_plugin.levels import fail_on_errors
from clausebook.pytest_plugin.limit import limited
from clausebook.pytest_plugin.options import (
    MOST_EXAMPLES,
    add_options,
    run_config_of,
    run_options,
)
from clausebook.pytest_plugin.reasons import why_not_collected
from clausebook.pytest_plugin.stages import repeated_check, stage_of_item, wrong_marker
from clausebook.report.finding import ContractBroken

__all__ = [
    "clausebook_application",
    "clausebook_consumer",
    "clausebook_credentials",
    "clausebook_document",
    "clausebook_facts",
    "clausebook_family",
    "clausebook_judge",
    "clausebook_keys",
    "clausebook_may_write",
    "clausebook_package",
    "clausebook_record_findings",
    "clausebook_secrets",
    "clausebook_seed",
    "clausebook_session",
    "clausebook_settings",
    "clausebook_transport",
    "clausebook_url",
]

_TAKEN_AWAY = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of a run of pytest's own, and the one by which guard passes them."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Declares the markers; sets Hypothesis's profile and opens the stream where wanted."""
    stage = "clausebook_stage(name): the stage of guard that a test belongs to"
    clause = "clausebook_clause(*keys): the clauses that a test guards"
    for line in (stage, clause):
        config.addinivalue_line("markers", line)
    run = run_options(config)
    if run.is_ours:
        seeded = config.getoption("--hypothesis-seed", None) is not None
        want(Profile(run.asked.max_examples or MOST_EXAMPLES, seeded))
    if run.asked.events is not None and not _is_worker(config):
        config.pluginmanager.register(Stream(run.asked.events), "clausebook_stream")


def _is_worker(config: pytest.Config) -> bool:
    """Whether this is a process that pytest-xdist has started."""
    return hasattr(config, "workerinput")


_CALLED = {
    "clausebook_answer",
    "clausebook_call",
    "clausebook_credential",
    "clausebook_forbidden_call",
    "clausebook_own_client_check",
    "clausebook_wrong_answer",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each check of provider or client that a test asks for by a fixture's name."""
    if "clausebook_probe" in metafunc.fixturenames:
        from clausebook.pytest_plugin.provider_tests import checks_for

        checks = checks_for(metafunc.config)
        one_test_each(metafunc, "clausebook_probe", checks, [check.name for check in checks])
    if "clausebook_property" in metafunc.fixturenames:
        from clausebook.pytest_plugin.provider_tests import properties_for

        properties = properties_for(metafunc.config)
        one_test_each(metafunc, "clausebook_property", properties, [it.name for it in properties])
    if "clausebook_lint_rule" in metafunc.fixturenames:
        from clausebook.pytest_plugin.lint_tests import lint_rules_for

        rules = lint_rules_for(metafunc.config)
        one_test_each(metafunc, "clausebook_lint_rule", rules, [rule.check.id for rule in rules])
    if "clausebook_operation" in metafunc.fixturenames:
        from clausebook.pytest_plugin.client_tests import label, operations_for

        operations = operations_for(metafunc.config)
        one_test_each(metafunc, "clausebook_operation", operations, map(label, operations))
    for fixture in _CALLED.intersection(metafunc.fixturenames):
        from clausebook.pytest_plugin.client_tests import calls_for

        calls = calls_for(metafunc.config, fixture)
        one_test_each(metafunc, fixture, calls, [call.name for call in calls])


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Says in which line a conftest fails; pytest ends before it runs anything."""
    try:
        return (yield)
    except BaseException as error:
        events = run_config_of(early_config.known_args_namespace).events
        if events is not None and not _is_worker(early_config):
            Stream(events).cannot_run(
                why_not_collected(error, "conftest.py", early_config.rootpath, Secrets())
            )
        raise


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Adds the built-in checks to a folder of one's own; refuses what would be lost unseen.

    Leaves out a test function of ours that has no case.
    """
    try:
        report = yield
    except SystemExit as error:
        if not run_options(collector.config).asked.stages:
            raise
        report = pytest.CollectReport(collector.nodeid, "failed", "SystemExit", [])
        say_of(report, _why_not(collector, error))
        return report
    call = getattr(report, "call", None)
    if call is not None and call.excinfo and run_options(collector.config).asked.stages:
        say_of(report, _why_not(collector, call.excinfo.value))
    if not report.passed:
        return report
    wrong = filter(None, (wrong_marker(it) for it in report.result if isinstance(it, pytest.Item)))
    problem = next(wrong, "")
    if run_options(collector.config).asked.stages:
        problem = problem or repeated_check(collector, report.result)
    if problem:
        report.outcome, report.longrepr, report.result = "failed", problem, []
        say_of(report, problem)
    kept = (node for node in report.result if not has_no_case(node))
    report.result = [*added_to(collector), *kept]
    return report


def _why_not(collector: pytest.Collector, error: BaseException) -> str:
    if isinstance(error, pytest.skip.Exception):
        return str(error)
    config = collector.config
    return why_not_collected(error, collector.nodeid, config.rootpath, run_options(config).secrets)


def pytest_pycollect_makeitem(
    collector: pytest.Collector, obj: object
) -> list[pytest.Item | pytest.Collector] | None:
    """Leaves out a built-in check where a folder imports it that has it anyway."""
    return [] if is_imported_again(collector, obj) else None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, object, object]:
    """Keeps the tests of the wanted stages alone, where stages were named."""
    wanted = run_options(config).asked.stages
    if wanted:
        kept = [item for item in items if stage_of_item(item) in wanted]
        dropped = [item for item in items if stage_of_item(item) not in wanted]
        if dropped:
            config.hook.pytest_deselected(items=dropped)
        items[:] = kept
    built_in = [item for item in items if is_built_in(item)] if wanted else []
    outcome = yield
    left = set(items)
    config.stash[_TAKEN_AWAY] = [item.nodeid for item in built_in if item not in left]
    return outcome


def pytest_collection_finish(session: pytest.Session) -> None:
    """Counts the tests of each stage, in each process that runs some; no built-in one may lack."""
    count_stages(session)
    taken_away = session.config.stash.get(_TAKEN_AWAY, [])
    if taken_away:
        problem = (
            f"{len(taken_away)} built-in checks were deselected, by a conftest or addopts, the "
            f"first of them {taken_away[0]}; they always run: waive a clause instead"
        )
        report = pytest.CollectReport("", "failed", problem, [])
        say_of(report, problem)
        session.config.hook.pytest_collectreport(report=report)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Limits the time of a check's own fixture, which may wait for what never comes."""
    theirs = not fixturedef.func.__module__.startswith("clausebook.")
    with limited() if theirs and run_options(request.config).asked.stages else nullcontext():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Counts the examples of a property; a check that could judge nothing here is skipped.

    guard limits the time of a check of one's own.

    Only a test of a stage is a check; of any other it is an error like each that it lets out.
    """
    own = bool(run_options(item.config).asked.stages) and not is_built_in_alone(item)
    with counted_examples(item), limited() if own else nullcontext():
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
    """Limits it likewise; but after the last test what a live run changed is put back."""
    own = bool(run_options(item.config).asked.stages) and not is_built_in(item)
    with limited() if own and nextitem is not None else nullcontext():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Adds to pytest's report what `guard` needs to know, where it reads along."""
    report = yield
    run = run_options(item.config)
    if run.asked.events is not None and (call.when == "call" or not report.passed):
        keep_with(report, message_of(item, call, report, run.secrets))
    return report
