"""The lint rules that are on in this run, for the test that is made from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clausebook.errors import CannotRun
from clausebook.pytest_plugin.options import run_options

if TYPE_CHECKING:
    from clausebook.checks.configured import ConfiguredCheck


def lint_rules_for(config: pytest.Config) -> tuple[ConfiguredCheck, ...]:
    """The rules that are on; a plugin or a configuration that is wrong fails the collection."""
    from clausebook.checks.configured import enabled_checks
    from clausebook.checks.registry import Kind

    try:
        return enabled_checks(run_options(config).settings, Kind.LINT)
    except CannotRun as error:
        raise pytest.Collector.CollectError(str(error)) from error
