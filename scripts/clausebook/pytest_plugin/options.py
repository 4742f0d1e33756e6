"""What the person who started pytest asked for: our options, and the settings they overrule."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clausebook.config.run_config import RunConfig
from clausebook.errors import CannotRun
from clausebook.http.redaction import Secrets
from clausebook.pytest_plugin.messages import RunNoted
from clausebook.pytest_plugin.stages import stage_fault
from clausebook.report.finding import Finding

if TYPE_CHECKING:
    from clausebook.auth import CredentialTable
    from clausebook.config.credentials import CredentialSource
    from clausebook.config.facts import Facts
    from clausebook.config.settings import Settings
    from clausebook.http.transport.route import RouteOptions
    from clausebook.openapi import Document
    from clausebook.pytest_plugin.messages import OperationsAccepted

JUDGED = pytest.StashKey[set[str]]()
RECORDED = pytest.StashKey[list[Finding]]()
LEFT_BEHIND = pytest.StashKey[list[str]]()
ACCEPTANCE: pytest.StashKey[OperationsAccepted] = pytest.StashKey()
NOTES: pytest.StashKey[list[RunNoted]] = pytest.StashKey()
_KEY = pytest.StashKey["RunOptions"]()


MOST_EXAMPLES = 10
"""How many cases each property draws, unless more are asked for: the probes carry the proof."""

_OPTIONS = (
    ("spec", "FILE", "the OpenAPI document, in place of the one in [tool.clausebook]"),
    ("url", "BASE", "judge the deployment at this address, in place of the application"),
    ("facts", "FILE", "what is known about the deployment, in place of [tool.clausebook.facts]"),
    ("stages", "NAMES", "run only the tests of these stages, separated by commas"),
    ("seed", "N", "the seed of everything that is drawn; without it every run draws the same"),
    ("max-examples", "N", "how many cases each property draws"),
    ("max-response-time", "S", "the longest that an answer of the provider may take, in seconds"),
    ("rate", "R", "requests in a second at the most (10 beyond loopback)"),
    ("budget", "N", "requests in all at the most (2000 beyond loopback)"),
    ("proxy-env", "VARIABLE", "reach the URL by the proxy that this environment variable names"),
    ("ca-file", "FILE", "trust the certificates in this PEM file too"),
    ("client-cert", "FILE", "show this certificate to the deployment"),
    ("client-key", "FILE", "the key of that certificate, where it is not in the same file"),
    ("config", "FILE", "how guard passes all of this: in a file, which alone counts then"),
)


def add_options(parser: pytest.Parser) -> None:
    """Options that begin with `--clausebook-`, so that none collides with another plugin's.

    Their values stay text and numbers: pytest-xdist passes them on to its workers.
    """
    group = parser.getgroup("clausebook", "contract checks")
    for name, metavar, meaning in _OPTIONS:
        kind = {"N": int, "S": float, "R": float}.get(metavar, str)
        group.addoption(f"--clausebook-{name}", metavar=metavar, help=meaning, type=kind)
    group.addoption(
        "--clausebook-header-env",
        metavar="NAME=VARIABLE",
        action="append",
        default=[],
        help="send this header with the value of this environment variable (repeatable)",
    )
    group.addoption(
        "--clausebook-credential",
        metavar="SCHEME=env:VARIABLE",
        action="append",
        default=[],
        help="the credential of this security scheme, from this environment variable (repeatable)",
    )
    group.addoption(
        "--clausebook-one-by-one",
        action="store_true",
        help="never have several requests under way at a time",
    )
    group.addoption(
        "--clausebook-disposable",
        action="store_true",
        help="write to anything on this machine: nothing there has to be kept",
    )
    group.addoption(
        "--clausebook-strict",
        action="store_true",
        help="findings of lenient/* are errors, unless the configuration gives them a level",
    )
    group.addoption(
        "--clausebook-allow-writes",
        action="store_true",
        help="write beyond loopback too, if facts say writes = true, and put it back",
    )


def run_config_of(options: argparse.Namespace) -> RunConfig:
    """What the command line asks for: the file that guard wrote, else the options one by one.

    Raises:
        pytest.UsageError: that file cannot be used, or there is no stage of a name.
    """
    if options.clausebook_config is not None:
        try:
            return RunConfig.read(Path(options.clausebook_config))
        except CannotRun as error:
            raise pytest.UsageError(str(error)) from error
    stages = tuple(options.clausebook_stages.split(",")) if options.clausebook_stages else ()
    for name in stages:
        if fault := stage_fault(name):
            raise pytest.UsageError(f"--clausebook-stages: {name!r} {fault}")
    pairs = [entry.partition("=") for entry in options.clausebook_header_env]
    return RunConfig(
        spec=_path(options.clausebook_spec),
        facts_file=_path(options.clausebook_facts),
        url=options.clausebook_url,
        header_variables={name: variable for name, _, variable in pairs},
        credential_variables=_credentials(options.clausebook_credential),
        proxy_variable=options.clausebook_proxy_env,
        ca_file=_path(options.clausebook_ca_file),
        client_cert=_path(options.clausebook_client_cert),
        client_key=_path(options.clausebook_client_key),
        allow_writes=options.clausebook_allow_writes,
        disposable=options.clausebook_disposable,
        strict=options.clausebook_strict,
        one_by_one=options.clausebook_one_by_one,
        seed=options.clausebook_seed,
        max_examples=options.clausebook_max_examples,
        max_response_time=options.clausebook_max_response_time,
        rate=options.clausebook_rate,
        budget=options.clausebook_budget,
        stages=stages,
    )


def _credentials(entries: list[str]) -> dict[str, str]:
    from clausebook.config.credentials import variable_of

    pairs = [entry.partition("=") for entry in entries]
    option = "--clausebook-credential"
    try:
        return {name: variable_of(text, f"{option} {name}") for name, _, text in pairs}
    except CannotRun as error:
        raise pytest.UsageError(str(error)) from error


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


@dataclass
class RunOptions:
    """Settings, document and facts of this pytest run, each read once and only when needed."""

    config: pytest.Config
    _tokens: list[str] = field(default_factory=list, repr=False)

    @cached_property
    def asked(self) -> RunConfig:
        """What this run is to do. Raises pytest.UsageError where its file cannot be used."""
        return run_config_of(self.config.option)

    @cached_property
    def is_ours(self) -> bool:
        """Whether this run judges a contract: its settings or its document have been given."""
        if self.asked.spec is not None:
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
        from clausebook.diff.suppressions import check_configuration

        settings = find_settings(self.config.rootpath)
        check_configuration(settings.diff)
        return replace(settings, checks=replace(settings.checks, strict=self.asked.strict))

    @cached_property
    def document(self) -> Document:
        """The document to judge by. Raises CannotRun where it cannot be used."""
        from clausebook.openapi import load

        return load(self.asked.spec or self.settings.spec)

    @cached_property
    def makes_provider(self) -> bool:
        """Whether neither a deployment nor an application is there, so that one must be made."""
        return not self.asked.url and not self.settings.application

    @cached_property
    def facts(self) -> Facts:
        """What is known about the deployment. Raises CannotRun where it cannot be read."""
        from clausebook.config.facts import load_facts
        from clausebook.mock.default_facts import default_facts

        given = self.asked.facts_file
        facts = load_facts(given) if given else self.settings.facts
        return default_facts(facts) if self.makes_provider else facts

    @cached_property
    def headers(self) -> dict[str, str]:
        """The headers to send. Raises CannotRun where a variable with a value is not set."""
        return self.asked.headers(os.environ)

    @cached_property
    def route(self) -> RouteOptions:
        """How the deployment is reached. Raises CannotRun where the proxy's variable is not set."""
        return self.asked.route(os.environ)

    @cached_property
    def credentials(self) -> CredentialTable:
        """The credentials by security scheme; a mock takes none but its own.

        Raises CannotRun where one cannot be used.
        """
        from clausebook.config.credential_table import credential_table

        return credential_table(
            self.document,
            {} if self.makes_provider else self.sources,
            os.environ,
            has_certificate=self.asked.client_cert is not None,
            hide=self._hide,
        )

    @cached_property
    def sources(self) -> dict[str, CredentialSource]:
        """Where the credentials by security scheme come from."""
        from clausebook.config.credential_table import sources_of

        return sources_of(self.settings, self.asked)

    @cached_property
    def secrets(self) -> Secrets:
        """What must not be shown: those headers, credentials, owners' ones, the proxy's password.

        Also each token that the run has fetched by now.
        """
        from clausebook.config.credential_table import values_of

        given = [*self.headers.values(), *values_of(self.sources.values(), os.environ)]
        others = [*self.facts.secrets(), *self.route.secrets()]
        return Secrets([*given, *others, *self._tokens])

    def _hide(self, token: str) -> None:
        self._tokens.append(token)
        self.__dict__.pop("secrets", None)


def run_options(config: pytest.Config) -> RunOptions:
    """The one `RunOptions` of a pytest run."""
    if _KEY not in config.stash:
        config.stash[_KEY] = RunOptions(config)
    return config.stash[_KEY]
