"""What keeps a run from judging, as exceptions with data, and how much a finding weighs."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """How much a finding weighs: an error breaks the contract, the others are only shown."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class CannotRun(Exception):
    """Something the user must mend before anything can be judged: exit 2, one line on stderr.

    The message says what, where, which value and what to do.
    """


class CouldNotJudge(Exception):
    """A rule or check that failed of itself: exit 2, and the others go on.

    Never a finding: it says nothing about what is judged. The message names the rule, what it
    raised, and where.
    """


class NotJudged(Exception):
    """A check that could say nothing here, and why; never the same as a clause that was kept."""


class NotSent(NotJudged):
    """A request that must not go out to the deployment that is judged, and why."""
