"""The type of the wrapped service, for annotations of defects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wrong_providers.listing import FaultyService as FaultyLike
else:
    FaultyLike = Any

__all__ = ["FaultyLike"]
