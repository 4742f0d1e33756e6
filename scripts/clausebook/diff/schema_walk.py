"""What the comparison of one keyword needs of the comparison of whole schemas around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from clausebook.diff.direction import Step
from clausebook.values.distinguishing import Witness


class SchemaWalk(Protocol):
    """Compares the schemas inside a keyword; `diff.schemas` has the one implementation."""

    def steps(self, old: Any, new: Any, old_path: str, new_path: str) -> list[Step]:
        """What changed from `old` to `new`, which stand at these paths."""

    def contained(self, inner: Any, outer: Any) -> bool:
        """Whether all that `inner` of the old document lets in, `outer` of the new one does."""

    def contained_before(self, inner: Any, outer: Any) -> bool:
        """The same of a schema of the new document in one of the old."""

    def witness(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Witness:
        """Values that only one of both lets in."""
