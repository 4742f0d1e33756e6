"""The name under which defects know the service they are put around; no code runs here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wrong_providers.listing import FaultyService as FaultyLike
else:
    FaultyLike = Any

__all__ = ["FaultyLike"]
