"""What the person who started pytest asked for: our options, and the settings they overrule."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from clausebook.errors import CannotRun
from clausebook.http.redaction import Secrets
from clausebook.report.finding import Finding

if TYPE_CHECKING:
    from clausebook.config.facts import Facts
    from clausebook.config.settings import Settings
    from clausebook.http.transport.route import RouteOptions
    from clausebook.openapi import Document

JUDGED = pytest.StashKey[set[str]]()
RECORDED = pytest.StashKey[list[Finding]]()
_KEY = pytest.StashKey["RunOptions"]()


def option_value(config: pytest.Config, name: str) -> Any:
    """The value of the option `--clausebook-NAME`, None where it was not given."""
    return config.getoption(f"--clausebook-{name}", None)


def most_examples(config: pytest.Config) -> int:
    """How many cases each property draws.

    Few, to be quick in every run: the probes carry the proof, and `--max-examples` asks for more.
    """
    return option_value(config, "max-examples") or 10


@dataclass
class RunOptions:
    """Settings, document and facts of this pytest run, each read once and only when needed."""

    config: pytest.Config

    @cached_property
    def is_ours(self) -> bool:
        """Whether this run judges a contract: its settings or its document have been given."""
        if option_value(self.config, "spec"):
            return True
        path = self.config.rootpath / "pyproject.toml"
        try:
            return "[tool.clausebook" in path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return False

    @cached_property
    def settings(self) -> Settings:
        """What `[tool.clausebook]` says. Raises CannotRun where it says something wrong."""
        from clausebook.config.settings import find_settings

        return find_settings(self.config.rootpath)

    @cached_property
    def document(self) -> Document:
        """The document to judge by. Raises CannotRun where it cannot be used."""
        from clausebook.openapi import load

        given = option_value(self.config, "spec")
        return load(Path(given) if given else self.settings.spec)

    @cached_property
    def makes_provider(self) -> bool:
        """Whether neither a deployment nor an application is there, so that one must be made."""
        return not option_value(self.config, "url") and not self.settings.application

    @cached_property
    def facts(self) -> Facts:
        """What is known about the deployment. Raises CannotRun where it cannot be read."""
        from clausebook.config.facts import load_facts
        from clausebook.mock.default_facts import default_facts

        given = option_value(self.config, "facts")
        facts = load_facts(Path(given)) if given else self.settings.facts
        return default_facts(facts) if self.makes_provider else facts

    @cached_property
    def headers(self) -> dict[str, str]:
        """The headers of `--clausebook-header-env`, their values read from the environment."""
        found = {}
        for entry in option_value(self.config, "header-env"):
            name, _, variable = entry.partition("=")
            if variable not in os.environ:
                raise CannotRun(f"the environment variable {variable!r} for {name} is not set")
            found[name] = os.environ[variable]
        return found

    @cached_property
    def route(self) -> RouteOptions:
        """How the deployment is reached. Raises CannotRun where the proxy's variable is not set."""
        from clausebook.http.transport.route import RouteOptions

        variable = option_value(self.config, "proxy-env")
        if variable and variable not in os.environ:
            raise CannotRun(f"the environment variable {variable!r} for the proxy is not set")
        names = ("ca-file", "client-cert", "client-key")
        files = [
            Path(given) if (given := option_value(self.config, name)) else None for name in names
        ]
        return RouteOptions(os.environ[variable] if variable else None, *files)

    @cached_property
    def secrets(self) -> Secrets:
        """What must not be shown: the values of those headers, of owners, the proxy's password."""
        return Secrets([*self.headers.values(), *self.facts.secrets(), *self.route.secrets()])


def run_options(config: pytest.Config) -> RunOptions:
    """The one `RunOptions` of a pytest run."""
    if _KEY not in config.stash:
        config.stash[_KEY] = RunOptions(config)
    return config.stash[_KEY]
