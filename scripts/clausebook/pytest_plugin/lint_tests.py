"""The lint rules that are on in this run, for the test that is made from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clausebook.errors import CannotRun
from clausebook.pytest_plugin.options import run_options

if TYPE_CHECKING:
    from clausebook.checks.lint_run import ConfiguredRule


def lint_rules_for(config: pytest.Config) -> tuple[ConfiguredRule, ...]:
    """The rules that are on; a plugin or a configuration that is wrong fails the collection."""
    from clausebook.checks.lint_run import enabled_rules

    try:
        return enabled_rules(run_options(config).settings)
    except CannotRun as error:
        raise pytest.Collector.CollectError(str(error)) from error
