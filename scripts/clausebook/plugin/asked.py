"""What the person who started pytest asked for: our options, and the settings they overrule."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from clausebook.finding import CannotRun
from clausebook.report.secrets import Secrets

if TYPE_CHECKING:
    from clausebook.document import Document
    from clausebook.facts import Facts
    from clausebook.settings import Settings

JUDGED = pytest.StashKey[set[str]]()
_KEY = pytest.StashKey["Asked"]()


def asked(config: pytest.Config, name: str) -> Any:
    """The value of the option `--clausebook-NAME`, None where it was not given."""
    return config.getoption(f"--clausebook-{name}", None)


@dataclass
class Asked:
    """Settings, document and facts of this pytest run, each read once and only when needed."""

    config: pytest.Config

    @cached_property
    def from_project(self) -> bool:
        """Whether the tests stand in a repository that has a `[tool.clausebook]` table."""
        path = self.config.rootpath / "pyproject.toml"
        try:
            return "[tool.clausebook" in path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return False

    @cached_property
    def settings(self) -> Settings:
        """What `[tool.clausebook]` says. Raises CannotRun where it says something wrong."""
        from clausebook.settings import find_settings

        return find_settings(self.config.rootpath)

    @cached_property
    def document(self) -> Document:
        """The document to judge by. Raises CannotRun where it cannot be used."""
        from clausebook.document import load

        given = asked(self.config, "spec")
        return load(Path(given) if given else self.settings.spec)

    @cached_property
    def facts(self) -> Facts:
        """What is known about the deployment. Raises CannotRun where it cannot be read."""
        from clausebook.facts import load_facts

        given = asked(self.config, "facts")
        return load_facts(Path(given)) if given else self.settings.facts

    @cached_property
    def headers(self) -> dict[str, str]:
        """The headers of `--clausebook-header-env`, their values read from the environment."""
        found = {}
        for entry in asked(self.config, "header-env"):
            name, _, variable = entry.partition("=")
            if variable not in os.environ:
                raise CannotRun(f"the environment variable {variable!r} for {name} is not set")
            found[name] = os.environ[variable]
        return found

    @cached_property
    def secrets(self) -> Secrets:
        """What must not be shown: the values of those headers."""
        return Secrets(self.headers.values())


def settings_of(config: pytest.Config) -> Asked:
    """The one `Asked` of a pytest run."""
    if _KEY not in config.stash:
        config.stash[_KEY] = Asked(config)
    return config.stash[_KEY]
