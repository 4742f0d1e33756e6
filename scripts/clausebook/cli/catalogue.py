"""Renders the catalogue of all checks and rules, joined, and as text, JSON and Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from clausebook.report.inert import inert

if TYPE_CHECKING:
    from clausebook.config.settings import Settings
    from clausebook.report.catalogue import CatalogueEntry

_COLUMNS = ("id", "kind", "level", "on", "asks", "source")
KINDS = ("lint", "client", "provider", "diff")


def whole_catalogue(settings: Settings, kind: str | None = None) -> list[CatalogueEntry]:
    """Every check and rule of that kind, or of all, as this repository's configuration has them.

    Raises:
        CannotRun: the configuration or a plugin is wrong.
    """
    from clausebook.checks.catalogue import catalogue
    from clausebook.diff import catalogue as diff_catalogue

    entries = [*catalogue(settings), *diff_catalogue(settings.diff.levels)]
    return [entry for entry in entries if kind in (None, entry.kind)]


def catalogue_as_text(entries: Sequence[CatalogueEntry], *, quiet: bool = False) -> str:
    """Two lines for each entry and a count; `quiet` omits the count."""
    width = max((len(entry.id) for entry in entries), default=0)
    lines = []
    for entry in entries:
        source = f" ({entry.source})" if entry.source else ""
        about = f"{entry.id:<{width}}  {entry.kind:<8}  {entry.level:<7}"
        lines.append(f"{about}  {_on(entry)}")
        lines.append(f"    {inert(entry.asks + source)}")
    if not quiet:
        enabled = sum(entry.enabled for entry in entries)
        lines.append(f"{len(entries)} checks, {enabled} on")
    return "".join(f"{line}\n" for line in lines)


def catalogue_as_json(entries: Iterable[CatalogueEntry]) -> str:
    """A JSON list with an object for each entry."""
    return json.dumps([asdict(entry) for entry in entries], indent=2, ensure_ascii=False) + "\n"


def catalogue_as_markdown(entries: Iterable[CatalogueEntry]) -> str:
    """One Markdown table."""
    rows = [_COLUMNS, ("---",) * len(_COLUMNS)]
    rows += [
        (
            *(f"`{entry.id}`", entry.kind, entry.level, _on(entry)),
            *(_cell(entry.asks), _cell(entry.source)),
        )
        for entry in entries
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _cell(text: str) -> str:
    """A docstring as a cell; it is Markdown, only bars must be escaped."""
    return text.replace("|", "\\|")


def _on(entry: CatalogueEntry) -> str:
    return "on" if entry.enabled else "off"
