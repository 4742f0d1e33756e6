"""The provider checks of this run's document, for the tests that are made from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from clausebook.checks.configured import ConfiguredCheck, enabled_checks, finding_rules
from clausebook.checks.levelled import levelled
from clausebook.checks.provider.fuzz import FuzzCheck, FuzzConfig
from clausebook.checks.provider.listing import ProviderCheck, listed_checks, listed_fuzz_checks
from clausebook.checks.registry import Kind
from clausebook.errors import CannotRun, Level
from clausebook.pytest_plugin.options import MOST_EXAMPLES, run_options

if TYPE_CHECKING:
    from clausebook.checks.provider.generator_process import GeneratorProcess
    from clausebook.checks.session import ProviderSession


@dataclass(frozen=True)
class ProbedCheck:
    """One check of the provider, and what the configuration says of what registered it."""

    check: ProviderCheck | FuzzCheck
    configured: ConfiguredCheck = field(repr=False)
    rules: Mapping[str, Level | None] = field(repr=False)

    @property
    def name(self) -> str:
        """What the check is called by."""
        return self.check.name

    @property
    def clauses(self) -> tuple[str, ...]:
        """The keys of the clauses that it guards."""
        return self.check.clauses

    @property
    def is_own(self) -> bool:
        """Whether a plugin registered it."""
        return self.configured.is_own

    def run(self, session: ProviderSession) -> None:
        """Runs the check. Raises as it does; findings get the configured level."""
        with levelled(self.configured, self.rules):
            self.check.run(session)


def checks_for(config: pytest.Config) -> list[ProbedCheck]:
    """Every provider check; what is wrong with document, facts or plugins fails the collection."""
    run = run_options(config)
    with _failing_collection():
        enabled = {it.check.id: it for it in enabled_checks(run.settings, Kind.PROVIDER)}
        registered, rules = [it.check for it in enabled.values()], finding_rules(run.settings)
        return [
            ProbedCheck(it.check, enabled[it.registered.id], rules)
            for it in listed_checks(run.document, run.facts, registered)
        ]


def fuzz_checks_for(config: pytest.Config) -> list[ProbedCheck]:
    """Every property of the provider; what is wrong fails the collection likewise."""
    run = run_options(config)
    with _failing_collection():
        enabled = {it.check.id: it for it in enabled_checks(run.settings, Kind.PROVIDER)}
        rules = finding_rules(run.settings)
        most, seed = run.asked.max_examples or MOST_EXAMPLES, run.asked.seed or 0
        beside = _beside(config) if run.asked.url else None
        drawing = FuzzConfig(run.document, most, seed, beside)
        return [
            ProbedCheck(it.check, enabled[it.registered.id], rules)
            for it in listed_fuzz_checks(drawing, [it.check for it in enabled.values()])
        ]


@contextmanager
def _failing_collection() -> Iterator[None]:
    try:
        yield
    except CannotRun as error:
        raise pytest.Collector.CollectError(str(error)) from error


def _beside(config: pytest.Config) -> GeneratorProcess:
    """A process that draws while this one waits for the answers to its probes."""
    from clausebook.checks.provider.generator_process import GeneratorProcess

    process = GeneratorProcess()
    config.add_cleanup(process.terminate)
    return process
