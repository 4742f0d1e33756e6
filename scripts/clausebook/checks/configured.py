"""The checks of one repository: which are on, and at which level."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass

from clausebook.checks.plugins import import_built_in, import_plugins
from clausebook.checks.registry import Kind, RegisteredCheck, registered_checks
from clausebook.config.settings import Settings
from clausebook.errors import CannotRun, Level


@dataclass(frozen=True, slots=True)
class ConfiguredCheck:
    """A check as the configuration has it: `level` is None where it is off."""

    check: RegisteredCheck
    level: Level | None

    @property
    def is_own(self) -> bool:
        """Whether a plugin registered it."""
        return not self.check.is_built_in


def built_in_checks(*kinds: Kind) -> tuple[ConfiguredCheck, ...]:
    """The checks that come with clausebook, by id, as they are without any configuration."""
    import_built_in(*kinds)
    return tuple(
        ConfiguredCheck(it, _default_level(it))
        for it in registered_checks(*kinds)
        if it.is_built_in
    )


def configured_checks(settings: Settings, *kinds: Kind) -> tuple[ConfiguredCheck, ...]:
    """Every check that is built in or added, by id, with the level that the repository gives it.

    Raises:
        CannotRun: a plugin cannot be imported, two checks have one id, or the configuration names
            a check that is not there.
    """
    import_built_in(*kinds)
    import_plugins(settings)
    known = registered_checks()
    is_any_own = any(not it.is_built_in for it in known)
    if is_any_own or settings.checks.unknown(it.id for it in known):
        # An id may be one of another kind, perhaps twice: importing all of them takes a second.
        import_built_in()
        settings.checks.check_known([it.id for it in registered_checks()])
    return tuple(
        ConfiguredCheck(it, settings.checks.level_of(it.id, _default_level(it)))
        for it in registered_checks(*kinds)
    )


def enabled_checks(settings: Settings, kind: Kind) -> tuple[ConfiguredCheck, ...]:
    """The checks of a kind that are on.

    Raises:
        CannotRun: as `configured_checks`; or none is on, so that nothing would be judged.
    """
    enabled = tuple(it for it in configured_checks(settings, kind) if it.level is not None)
    if not enabled:
        raise CannotRun(f"{settings.checks.where} turns every {kind} check off; leave one on")
    return enabled


def failure_of(check: RegisteredCheck, error: BaseException) -> str:
    """One line about a check that raised something: what, where, and what to do."""
    frame: Sequence[traceback.FrameSummary] = traceback.extract_tb(error.__traceback__)[-1:]
    where = f" at {frame[0].filename}:{frame[0].lineno}" if frame else ""
    raised = " ".join(f"{type(error).__name__}: {error}".split())
    return (
        f"the check {check.id} could not be judged: it raised {raised}{where}; "
        f"mend the check at {check.place}, or set it to off"
    )


def _default_level(check: RegisteredCheck) -> Level | None:
    return check.level if check.default else None
