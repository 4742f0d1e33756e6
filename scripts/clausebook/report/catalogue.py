"""One entry of the catalogue of checks and rules, wherever it is registered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One check or rule. `kind` is what is judged: lint, client, provider or diff.

    `level` is the configured or default level of its findings, even if it is not `enabled`; a diff
    rule lists each level that it can have. `source` is the specification behind it, such as an RFC.
    """

    id: str
    kind: str
    level: str
    asks: str
    source: str
    enabled: bool
