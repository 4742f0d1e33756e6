"""What one run of guard is to do."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clausebook.config.credential_table import sources_of, values_of
from clausebook.config.credentials import CredentialSource
from clausebook.config.facts import Facts
from clausebook.config.run_config import RunConfig
from clausebook.config.settings import Settings
from clausebook.http.redaction import Secrets
from clausebook.http.transport.route import RouteOptions
from clausebook.report import STAGES


@dataclass(frozen=True, slots=True)
class GuardConfig:
    """What one run of guard is to do: the `stages`, and how its checks are carried out in pytest.

    `credentials` are environment variables that the checks are given besides guard's own, and that
    `checks` names: they never stand in a file or on a command line. `workers` are processes of
    pytest; 0 leaves the choice to the run. With `strict`, a run that is incomplete fails.
    """

    settings: Settings
    facts: Facts
    stages: Sequence[str] = STAGES
    checks: RunConfig = field(default_factory=RunConfig)
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    workers: int = 0
    strict: bool = False

    @property
    def judges_service(self) -> bool:
        """Whether a deployment or an application is judged, not a mock made from the document."""
        return self.checks.url is not None or bool(self.settings.application)

    def route(self) -> RouteOptions:
        """How the deployment is reached."""
        return self.checks.route(self.credentials)

    def sources(self) -> dict[str, CredentialSource]:
        """Where the credentials of the document's security schemes come from."""
        return sources_of(self.settings, self.checks)

    def secrets(self) -> Secrets:
        """What must not be shown: headers, credentials, those of owners, the proxy's password."""
        headers = self.checks.headers(self.credentials)
        given = values_of(self.sources().values(), os.environ)
        return Secrets([*headers.values(), *given, *self.facts.secrets(), *self.route().secrets()])
