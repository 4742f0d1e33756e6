"""Ctrl-C in a run of guard: no further request, then what is owed is put back, then the end.

guard gets the signal of the terminal and passes it on as SIGTERM, once. The run ends between two
requests: an exception in the middle of one would lose what it created.
"""

from __future__ import annotations

import signal
from dataclasses import dataclass
from types import FrameType

import pytest

_KEY = pytest.StashKey["Interruption"]()


@dataclass
class Interruption:
    """Whether the run is to end, and whether it puts back by now what it owes."""

    requested: bool = False
    is_cleaning: bool = False

    def check(self) -> None:
        """Raises KeyboardInterrupt, which ends pytest, for a request that comes too late."""
        if self.requested and not self.is_cleaning:
            raise KeyboardInterrupt


def interruption_of(config: pytest.Config) -> Interruption:
    """That of this run of pytest."""
    return config.stash.setdefault(_KEY, Interruption())


def end_on_request(config: pytest.Config) -> None:
    """Lets SIGTERM end the run between two requests."""

    def end(number: int, frame: FrameType | None) -> None:
        interruption_of(config).requested = True
        session = config.pluginmanager.getplugin("session")
        if session is not None:
            session.shouldstop = "interrupted"

    signal.signal(signal.SIGTERM, end)
