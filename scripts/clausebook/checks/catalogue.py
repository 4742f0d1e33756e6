"""The entries of the catalogue that this room registers: lint rules, client and provider checks."""

from __future__ import annotations

from collections.abc import Iterable

from clausebook.checks.configured import ConfiguredCheck, configured_checks
from clausebook.checks.registry import Kind
from clausebook.config.settings import Settings
from clausebook.report.catalogue import CatalogueEntry


def catalogue(settings: Settings) -> list[CatalogueEntry]:
    """The entries of all checks, kind by kind, as this repository's configuration has them.

    Raises:
        CannotRun: the configuration or a plugin is wrong.
    """
    checks = configured_checks(settings)
    return [entry for kind in Kind for entry in entries_of(checks, kind)]


def entries_of(checks: Iterable[ConfiguredCheck], kind: Kind) -> list[CatalogueEntry]:
    """The entries of the checks of one kind, in their order."""
    return [
        CatalogueEntry(
            id=it.check.id,
            kind=it.check.kind,
            level=it.level or it.check.level,
            asks=it.check.asks,
            source=it.check.source,
            enabled=it.level is not None,
        )
        for it in checks
        if it.check.kind is kind
    ]
