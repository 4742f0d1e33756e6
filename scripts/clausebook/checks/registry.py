"""The registry of lint rules, and the decorator that adds to it.

A rule is a function from a document to findings. Which rules are on is `linting`'s business, and
which modules register some is that of `plugins` and of the package `checks.lint`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from clausebook.errors import CannotRun, Level
from clausebook.openapi import Document
from clausebook.report.finding import Finding

LintCheck = Callable[[Document], Iterable[Finding]]
_Check = TypeVar("_Check", bound=LintCheck)

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*")
_FIRST_SENTENCE = re.compile(r".+?[.?!](?=\s|$)")


@dataclass(frozen=True, slots=True)
class LintRule:
    """One rule: `asks` is the first sentence of the docstring, `place` is FILE:LINE of `check`.

    `level` is that of its findings, unless the configuration says another. `default` tells whether
    it is on where the configuration says nothing.
    """

    id: str
    level: Level
    default: bool
    source: str
    asks: str
    check: LintCheck
    place: str


_registered: list[LintRule] = []


def lint_rule(
    *, id: str, level: Level = Level.ERROR, default: bool = True, source: str = ""
) -> Callable[[_Check], _Check]:
    """Registers the function below it as a lint rule; the function itself stays as it is.

    `id` is a family and a name in kebab-case, such as `style/summary`. `source` is where the rule
    comes from, such as a section of the OpenAPI Specification or an RFC.

    Raises:
        ValueError: the id is not of that form, the level is none, or the function has no docstring.
    """
    if not _ID.fullmatch(id):
        raise ValueError(f"the id of a lint rule is FAMILY/NAME in kebab-case, not {id!r}")
    checked = Level(level)

    def register(check: _Check) -> _Check:
        asks = _first_sentence(inspect.getdoc(check) or "")
        if not asks:
            raise ValueError(f"the lint rule {id!r} has no docstring; its first sentence is shown")
        code = inspect.unwrap(check).__code__
        place = f"{code.co_filename}:{code.co_firstlineno}"
        # A module that is imported twice, under two names, registers the same rules again.
        _registered[:] = [rule for rule in _registered if (rule.id, rule.place) != (id, place)]
        _registered.append(LintRule(id, checked, default, source, asks, check, place))
        return check

    return register


def registered_rules() -> tuple[LintRule, ...]:
    """Every rule of the modules that have been imported, by id.

    Raises:
        CannotRun: two of them have one id.
    """
    rules: dict[str, LintRule] = {}
    for rule in sorted(_registered, key=lambda rule: rule.id):
        if rule.id in rules:
            raise CannotRun(
                f"two lint rules have the id {rule.id!r}: {rules[rule.id].place} and {rule.place}; "
                "rename one"
            )
        rules[rule.id] = rule
    return tuple(rules.values())


def _first_sentence(text: str) -> str:
    paragraph = " ".join(text.split("\n\n")[0].split())
    sentence = _FIRST_SENTENCE.match(paragraph)
    return sentence[0] if sentence else paragraph
