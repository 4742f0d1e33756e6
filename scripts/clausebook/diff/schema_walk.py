"""The interface by which comparisons of single keywords compare subschemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from clausebook.diff.direction import KeywordChange
from clausebook.schema.keywords.comparing import Witness


class SchemaWalk(Protocol):
    """Compares subschemas; `diff.schemas` has the implementation."""

    def compare(self, old: Any, new: Any, old_path: str, new_path: str) -> list[KeywordChange]:
        """The changes from `old` to `new`, which are at these paths."""

    def contained(self, inner: Any, outer: Any) -> bool:
        """Whether `outer` of the new document allows every value that `inner` of the old allows."""

    def contained_before(self, inner: Any, outer: Any) -> bool:
        """Whether `outer` of the old document allows every value that `inner` of the new allows."""

    def witness(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Witness:
        """Values that only one of both schemas allows."""
