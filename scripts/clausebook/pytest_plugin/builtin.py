"""The built-in checks as part of a run over a folder of one's own, which only adds to them.

They are collected as if they stood in that folder, so that the fixtures of its conftest (say, the
credentials of its application) hold for them too. A folder that imports them again, to have them in
a plain pytest run, does not have them twice.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clausebook.pytest_plugin.options import run_options

_MODULES = {
    "provider": ("clausebook.checks.test_provider",),
    "client": (
        "clausebook.checks.test_requests",
        "clausebook.checks.test_responses",
    ),
    "lint": ("clausebook.checks.test_lint",),
}


def built_in_modules(stages: Iterable[str]) -> list[str]:
    """The import names of the modules with the built-in checks of these stages."""
    return [name for stage in stages for name in _MODULES.get(stage, ())]


_NAMES = frozenset(built_in_modules(_MODULES))


class BuiltInModule(pytest.Module):
    """A module of built-in checks; what a project calls its own tests does not matter here."""

    def funcnamefilter(self, name: str) -> bool:
        """Whether a function is a check."""
        return name.startswith("test_")


def added_to(collector: pytest.Collector) -> Iterator[BuiltInModule]:
    """The built-in modules of the wanted stages, where the collector is the folder they add to."""
    asked = run_options(collector.config).asked
    if not isinstance(collector, pytest.Directory) or collector.path != asked.add_checks_to:
        return
    for name in built_in_modules(asked.stages):
        module = importlib.util.find_spec(name)
        assert module is not None
        assert module.origin is not None
        yield BuiltInModule.from_parent(collector, path=Path(module.origin))


def is_built_in(item: pytest.Item) -> bool:
    """Whether the test is one of clausebook's own, wherever it was collected."""
    return is_built_in_check(getattr(item, "function", None))


def is_built_in_alone(item: pytest.Item) -> bool:
    """Whether clausebook itself wrote all that the test runs: no check that a plugin registered."""
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    return is_built_in(item) and not any(getattr(it, "is_own", False) for it in parameters.values())


def is_built_in_check(function: Any) -> bool:
    """Whether a function is a built-in check, whatever module it was found in."""
    return getattr(function, "__module__", "") in _NAMES


def is_imported_again(collector: pytest.Collector, function: Any) -> bool:
    """Whether a module of the folder imports a built-in check that this run has already."""
    adds = run_options(collector.config).asked.add_checks_to is not None
    if not adds or not is_built_in_check(function):
        return False
    return collector.getparent(BuiltInModule) is None
