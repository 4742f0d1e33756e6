"""The errors of client generation."""

from __future__ import annotations

from dataclasses import dataclass

from clausebook.errors import CannotRun


@dataclass(frozen=True, slots=True)
class LostOperation:
    """An operation for which the generator made no importable module, and its reason."""

    label: str
    operation_id: str | None
    reason: str

    def __str__(self) -> str:
        name = f"{self.label} ({self.operation_id})" if self.operation_id else self.label
        return f"{name}: {self.reason}"


class GenerationError(CannotRun):
    """No complete client can be generated; `lost` holds the missing operations."""

    def __init__(self, message: str, lost: tuple[LostOperation, ...] = ()) -> None:
        self.lost = lost
        super().__init__("; ".join([message, *map(str, lost)]))
