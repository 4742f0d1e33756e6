"""The ids of resources that a run created, by kind: what it may change, and what surely exists."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class MadeIds:
    """Kind of resource -> its ids as text. Grows during a run."""

    _created: dict[str, set[str]] = field(default_factory=dict)
    _listed: dict[str, set[str]] = field(default_factory=dict)

    def add(self, kind: str, value: object) -> None:
        """Remembers an id that this run created."""
        self._created.setdefault(kind, set()).add(str(value))

    def list(self, kind: str, value: object) -> None:
        """Remembers an id that a list showed: it exists, and is not this run's to change."""
        self._listed.setdefault(kind, set()).add(str(value))

    def is_own(self, kind: str, value: object) -> bool:
        """Whether this run created it."""
        return str(value) in self._created.get(kind, ())

    def has_any(self, kind: str) -> bool:
        """Whether this run created one of this kind."""
        return bool(self._created.get(kind))

    def has(self, kind: str, value: object) -> bool:
        """Whether it is known to exist; each of several in a list."""
        if isinstance(value, list | tuple):
            return all(self.has(kind, item) for item in value)
        return self.is_own(kind, value) or str(value) in self._listed.get(kind, ())
