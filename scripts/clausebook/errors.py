"""The exceptions of runs and checks that could not judge, and the levels of findings."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """The level of a finding: an error breaks the contract, the others are only reported."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class CannotRun(Exception):
    """The run cannot start until the user corrects an input: exit 2, one line on stderr.

    The message says what is wrong, where, which value, and what to do.
    """


class CouldNotJudge(Exception):
    """A rule or check crashed: the others go on, and the run ends with exit 2.

    This is never a finding. The message names the rule, the exception, and where it was raised.
    """


class NotJudged(Exception):
    """A check could not judge its clause and says why. The clause does not count as kept."""


class NotSent(NotJudged):
    """This run may not send the request to the deployment; the message says why."""
