"""The catalogue: everything that clausebook can ask, with its id, its level and its source.

Each kind of check has one function here that lists its entries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clausebook.checks.lint_run import ConfiguredRule, configured_rules
from clausebook.config.settings import Settings
from clausebook.errors import Level


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One check. `kind` is what is judged, such as "lint" for the document itself.

    `level` is that of its findings, by configuration or else by default, also where the check is
    not `enabled`. `source` is where it comes from, such as an RFC.
    """

    id: str
    kind: str
    level: Level
    asks: str
    source: str
    enabled: bool


def catalogue(settings: Settings) -> tuple[CatalogueEntry, ...]:
    """All entries, as this repository's configuration has them.

    Raises:
        CannotRun: the configuration or a plugin is wrong.
    """
    return lint_entries(configured_rules(settings))


def lint_entries(rules: Iterable[ConfiguredRule]) -> tuple[CatalogueEntry, ...]:
    """The entries of these lint rules, in their order."""
    return tuple(
        CatalogueEntry(
            id=configured.rule.id,
            kind="lint",
            level=configured.level or configured.rule.level,
            asks=configured.rule.asks,
            source=configured.rule.source,
            enabled=configured.level is not None,
        )
        for configured in rules
    )
