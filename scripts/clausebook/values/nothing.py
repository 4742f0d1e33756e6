"""NOTHING marks an absent value, since JSON's null is a value."""

from __future__ import annotations


class _Nothing:
    """The type of NOTHING."""

    def __repr__(self) -> str:
        return "NOTHING"

    def __reduce__(self) -> str:
        """Pickles by name, so that it is the same object in another process."""
        return "NOTHING"


NOTHING = _Nothing()
