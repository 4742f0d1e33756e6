"""The mark of a value that is not there; JSON's null is a value."""

from __future__ import annotations


class _Nothing:
    """Stands where no value is; None is a value."""

    def __repr__(self) -> str:
        return "NOTHING"

    def __reduce__(self) -> str:
        """By its name, so that it is the same one in another process."""
        return "NOTHING"


NOTHING = _Nothing()
