"""What one run of guard is to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clausebook.config.facts import Facts
from clausebook.config.settings import Settings
from clausebook.http.transport.route import RouteOptions
from clausebook.report import STAGES


@dataclass(frozen=True, slots=True)
class GuardConfig:
    """What one run of guard is to do. `headers` are sent with every request to `url`.

    `rate` is in requests a second, `budget` in requests; None leaves the choice to the run.
    """

    settings: Settings
    facts: Facts
    stages: Sequence[str] = STAGES
    url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    facts_file: Path | None = None
    allow_writes: bool = False
    workers: int = 0
    seed: int | None = None
    max_examples: int | None = None
    max_response_time: float | None = None
    rate: float | None = None
    budget: int | None = None
    route: RouteOptions = field(default_factory=RouteOptions)
