"""Hooks that add the options and markers, and that report a conftest which fails."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

from clausebook.http.redaction import Secrets
from clausebook.processes import end_with
from clausebook.pytest_plugin.events import Stream
from clausebook.pytest_plugin.hypothesis_profile import Profile, want
from clausebook.pytest_plugin.interruption import end_on_request
from clausebook.pytest_plugin.options import (
    MOST_EXAMPLES,
    add_options,
    run_config_of,
    run_options,
)
from clausebook.pytest_plugin.reasons import why_not_collected


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options of a pytest run, and the one by which guard passes its configuration."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Declares the markers, sets the Hypothesis profile, and opens the event stream."""
    stage = "clausebook_stage(name): the stage of guard that a test belongs to"
    clause = "clausebook_clause(*keys): the clauses that a test guards"
    for line in (stage, clause):
        config.addinivalue_line("markers", line)
    run = run_options(config)
    if run.is_ours:
        seeded = config.getoption("--hypothesis-seed", None) is not None
        want(Profile(run.asked.max_examples or MOST_EXAMPLES, seeded))
    if run.asked.events is not None and not is_worker(config):
        config.pluginmanager.register(Stream(run.asked.events, config), "clausebook_stream")
    if run.asked.events is not None:
        in_worker = is_worker(config)
        end_with(os.getppid() if in_worker or run.asked.parent is None else run.asked.parent)
        alone = not in_worker and not config.getoption("numprocesses", None)
        if alone and "provider" in run.asked.stages:
            end_on_request(config)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Reports the line in which a conftest fails; pytest then ends without a test."""
    try:
        return (yield)
    except BaseException as error:
        events = run_config_of(early_config.known_args_namespace).events
        if events is not None and not is_worker(early_config):
            Stream(events, early_config).cannot_run(
                why_not_collected(error, "conftest.py", early_config.rootpath, Secrets())
            )
        raise


def is_worker(config: pytest.Config) -> bool:
    """Whether pytest-xdist started this process."""
    return hasattr(config, "workerinput")
