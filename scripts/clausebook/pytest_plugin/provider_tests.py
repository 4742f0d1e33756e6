"""The provider checks of this run's document, for the tests that are made from them."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest

from clausebook.checks.provider.listing import provider_checks
from clausebook.errors import CannotRun
from clausebook.pytest_plugin.options import MOST_EXAMPLES, run_options

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from clausebook.checks.provider.fuzz import Property
    from clausebook.checks.provider.listing import ProviderCheck


def properties_for(config: pytest.Config) -> list[Property]:
    """Every property of the provider; a document that cannot be used fails the collection."""
    from clausebook.checks.provider.fuzz import properties_of

    try:
        run = run_options(config)
        most, seed = run.asked.max_examples or MOST_EXAMPLES, run.asked.seed or 0
        beside = _beside(config) if run.asked.url else None
        return properties_of(run.document, most, seed, beside)
    except CannotRun as error:
        raise pytest.Collector.CollectError(str(error)) from error


def _beside(config: pytest.Config) -> Executor:
    """A process that draws while this one waits for the answers to its probes."""
    from clausebook.checks.provider.fuzz_requests import end_beside, process_beside

    pool = process_beside()
    config.add_cleanup(functools.partial(end_beside, pool))
    return pool


def checks_for(config: pytest.Config) -> list[ProviderCheck]:
    """Every provider check; a document or facts that cannot be used fail the collection."""
    run = run_options(config)
    try:
        return list(provider_checks(run.document, run.facts))
    except CannotRun as error:
        raise pytest.Collector.CollectError(str(error)) from error
