"""The lint rules of one repository: which are on, at which level, and what each of them finds.

What the rules ask is in `checks.lint` and in plugins; this module knows none of them by name.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass, replace

from clausebook.checks.plugins import import_built_in, import_plugins
from clausebook.checks.registry import LintRule, registered_rules
from clausebook.config.settings import Settings
from clausebook.errors import CannotRun, CouldNotJudge, Level
from clausebook.openapi import Document
from clausebook.report.finding import Finding

_BUILT_IN = "clausebook.checks.lint."


@dataclass(frozen=True, slots=True)
class ConfiguredRule:
    """A rule as the configuration has it: `level` is None where it is off."""

    rule: LintRule
    level: Level | None

    def findings(self, document: Document) -> tuple[Finding, ...]:
        """What the rule finds, with its id and its level.

        Raises:
            CannotRun: a file beside the document cannot be read.
            CouldNotJudge: the rule raised anything else, or yields something that is no finding.
        """
        level = self.level or self.rule.level
        try:
            findings = tuple(self.rule.check(document))
            return tuple(replace(it, level=level, rule=self.rule.id) for it in findings)
        except CannotRun:
            raise
        except Exception as error:
            raise CouldNotJudge(self._failure(error)) from error

    def _failure(self, error: Exception) -> str:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        raised = " ".join(f"{type(error).__name__}: {error}".split())
        return (
            f"the lint rule {self.rule.id} could not be judged: it raised {raised} at "
            f"{frame.filename}:{frame.lineno}; mend the rule at {self.rule.place}, or set it to off"
        )


def built_in_rules() -> tuple[ConfiguredRule, ...]:
    """The rules that come with clausebook, by id, as they are without any configuration."""
    import_built_in()
    rules = [rule for rule in registered_rules() if rule.check.__module__.startswith(_BUILT_IN)]
    return tuple(ConfiguredRule(rule, rule.level if rule.default else None) for rule in rules)


def configured_rules(settings: Settings) -> tuple[ConfiguredRule, ...]:
    """Every rule that is built in or added, by id, with the level that the repository gives it.

    Raises:
        CannotRun: a plugin cannot be imported, two rules have one id, or the configuration names
            a rule that is not there.
    """
    import_built_in()
    import_plugins(settings)
    rules = registered_rules()
    settings.lint.check_known([rule.id for rule in rules])
    return tuple(
        ConfiguredRule(rule, settings.lint.level_of(rule.id, rule.level if rule.default else None))
        for rule in rules
    )


def enabled_rules(settings: Settings) -> tuple[ConfiguredRule, ...]:
    """The rules that are on.

    Raises:
        CannotRun: as `configured_rules`; or none is on, so that nothing would be judged.
    """
    enabled = tuple(rule for rule in configured_rules(settings) if rule.level is not None)
    if not enabled:
        raise CannotRun(f"{settings.lint.where} turns every lint rule off; leave one on")
    return enabled
