"""One entry of the catalogue: something that clausebook can ask, wherever it is registered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One check or rule. `kind` is what is judged: lint, client, provider or diff.

    `level` is that of its findings, by configuration or else by default, also where it is not
    `enabled`; of a diff rule it names each level that it may have. `source` is where it comes from,
    such as an RFC.
    """

    id: str
    kind: str
    level: str
    asks: str
    source: str
    enabled: bool
