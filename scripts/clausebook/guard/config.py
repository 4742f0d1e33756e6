"""What one run of guard is to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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

    def route(self) -> RouteOptions:
        """How the deployment is reached."""
        return self.checks.route(self.credentials)

    def secrets(self) -> Secrets:
        """What must not be shown: the values of headers, of owners, the proxy's password."""
        headers = self.checks.headers(self.credentials)
        return Secrets([*headers.values(), *self.facts.secrets(), *self.route().secrets()])
