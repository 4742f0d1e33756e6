"""What one run of the checks is to do, as it travels from guard to pytest: one object, one file.

Holds no value of a credential, only the names of the environment variables that have them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clausebook.errors import CannotRun

if TYPE_CHECKING:
    from clausebook.http.transport.route import RouteOptions

_PATHS = ("spec", "facts_file", "ca_file", "client_cert", "client_key", "add_checks_to", "events")
_OWNER_ALONE = 0o600


@dataclass(frozen=True, slots=True)
class RunConfig:
    """What one run of the checks is to do. None leaves the choice to the settings or the run.

    `header_variables` are the headers sent with every request to `url`, each with the environment
    variable that has its value; `credential_variables` are likewise those of security schemes, and
    `proxy_variable` names the one with the URL of a proxy. `rate` is
    in requests a second, `budget` in requests, `max_response_time` in seconds. With `one_by_one`,
    requests are never under way together; with `strict`, what a provider leniently accepts is an
    error. Where `stages` are named, only their tests are run.

    guard alone sets the others: the folder of contract tests that the built-in checks are added to,
    the file that `events` are appended to, and the number of its process, the `parent`.
    """

    spec: Path | None = None
    facts_file: Path | None = None
    url: str | None = None
    header_variables: Mapping[str, str] = field(default_factory=dict)
    credential_variables: Mapping[str, str] = field(default_factory=dict)
    proxy_variable: str | None = None
    ca_file: Path | None = None
    client_cert: Path | None = None
    client_key: Path | None = None
    allow_writes: bool = False
    disposable: bool = False
    strict: bool = False
    one_by_one: bool = False
    seed: int | None = None
    max_examples: int | None = None
    max_response_time: float | None = None
    rate: float | None = None
    budget: int | None = None
    stages: tuple[str, ...] = ()
    add_checks_to: Path | None = None
    events: Path | None = None
    parent: int | None = None

    def headers(self, environment: Mapping[str, str]) -> dict[str, str]:
        """The headers with their values. Raises CannotRun where a variable is not set."""
        return {
            name: _value_of(variable, name, environment)
            for name, variable in self.header_variables.items()
        }

    def route(self, environment: Mapping[str, str]) -> RouteOptions:
        """How the deployment is reached. Raises CannotRun where the proxy's variable is not set."""
        from clausebook.http.transport.route import RouteOptions  # pytest loads this in every run

        variable = self.proxy_variable
        proxy = _value_of(variable, "the proxy", environment) if variable else None
        return RouteOptions(proxy, self.ca_file, self.client_cert, self.client_key)

    def write(self, path: Path) -> None:
        """Writes a new file that nobody but its owner can read."""
        text = json.dumps(asdict(self), default=str, indent=2)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ALONE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)

    @classmethod
    def read(cls, path: Path) -> RunConfig:
        """The configuration that `write` wrote. Raises CannotRun for any other file."""
        cure = "guard writes this file; leave --clausebook-config to it"
        try:
            data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            paths = {name: Path(data[name]) for name in _PATHS if data[name] is not None}
            return cls(**{**data, **paths, "stages": tuple(data["stages"])})
        except OSError as error:
            raise CannotRun(f"cannot read {path}: {error.strerror}; {cure}") from error
        except (ValueError, LookupError, TypeError) as error:
            raise CannotRun(f"{path} is no configuration of a run: {error!r}; {cure}") from error


def _value_of(variable: str, purpose: str, environment: Mapping[str, str]) -> str:
    if variable not in environment:
        raise CannotRun(
            f"the environment variable {variable!r} for {purpose} is not set; set it, or name "
            "another"
        )
    return environment[variable]
