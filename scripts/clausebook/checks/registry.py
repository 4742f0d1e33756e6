"""The registry of checks, and the decorators that add to it.

A lint rule is a function from a document to findings. A check of one's own is a function of a
session with the provider, or of a driver of the client. A family is a function that yields the
built-in checks of one operation.
Which checks are on is the business of `configured`; which modules register some, of `plugins`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, TypeVar

from clausebook.errors import CannotRun, Level
from clausebook.openapi import Document
from clausebook.report.finding import Finding

LintCheck = Callable[[Document], Iterable[Finding]]
_Lint = TypeVar("_Lint", bound=LintCheck)
_Function = TypeVar("_Function", bound=Callable[..., Any])

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*")
_FIRST_SENTENCE = re.compile(r".+?[.?!](?=\s|$)")
_BUILT_IN = "clausebook.checks."


class Kind(StrEnum):
    """What is judged: the document, the generated client, or the provider."""

    LINT = "lint"
    CLIENT = "client"
    PROVIDER = "provider"


# What a check of one's own is given, by its stage.
_TAKES = {Kind.PROVIDER: "a session", Kind.CLIENT: "a client"}


class Phase(IntEnum):
    """When checks of a provider run. Within a phase they go operation by operation."""

    CONFORMANCE = 1
    LIFECYCLE = 2
    DELETION = 3  # deletes what the checks in between leave alone
    FACTS = 4
    MALFORMED_REQUESTS = 5
    PERSISTENCE = 6  # reads again what was deleted in DELETION
    OWN = 7
    FUZZ = 8  # random exploration, which is listed by itself


@dataclass(frozen=True, slots=True)
class RegisteredCheck:
    """A lint rule, a check of one's own, or a family of built-in checks.

    `asks` is the first sentence of the docstring of `function`, `place` its FILE:LINE. `level` is
    that of its findings, unless the configuration says another. `default` tells whether it is on
    where the configuration says nothing.

    Checks run by `phase` and `order`. `guards` is the place, within an operation, of the clause
    that a check of one's own guards; empty for others, which name their clauses themselves.
    """

    id: str
    kind: Kind
    level: Level
    default: bool
    source: str
    asks: str
    function: Callable[..., Any]
    place: str
    phase: Phase = Phase.OWN
    order: int = 0
    guards: str = ""

    @property
    def is_built_in(self) -> bool:
        """Whether it comes with clausebook."""
        return self.function.__module__.startswith(_BUILT_IN)


_registered: list[RegisteredCheck] = []


def lint_rule(
    *, id: str, level: Level = Level.ERROR, default: bool = True, source: str = ""
) -> Callable[[_Lint], _Lint]:
    """Registers the function below it as a lint rule; the function itself stays as it is.

    `id` is a family and a name in kebab-case, such as `style/summary`. `source` is where the rule
    comes from, such as a section of the OpenAPI Specification or an RFC.

    Raises:
        ValueError: the id is not of that form, the level is none, or the function has no docstring.
    """
    wanted = _checked(id, level)

    def register(function: _Lint) -> _Lint:
        _add(
            RegisteredCheck(
                *(id, Kind.LINT, wanted, default, source),
                *(_asks(function, id), function, _place_of(function)),
            )
        )
        return function

    return register


def check(
    *,
    stage: str,
    id: str,
    level: Level = Level.ERROR,
    default: bool = True,
    source: str = "",
    guards: str = "operation",
) -> Callable[[_Function], _Function]:
    """Registers a check of one's own: the function below it, which stays as it is.

    At the stage "provider" the function takes a `ProviderSession`, at "client" the `ClientDriver`
    of the generated client; where it takes an operation too, it is called for each. It yields or
    returns findings, or fails an assertion. `guards` is the place of the clause that it guards,
    such as "operation" or "security".

    Raises:
        ValueError: there is no such stage, the function takes something else, or as `lint_rule`.
    """
    if stage not in _TAKES:
        known = " and ".join(map(repr, _TAKES))
        raise ValueError(f"the stage of the check {id!r} is {stage!r}; known are {known}")
    kind, wanted = Kind(stage), _checked(id, level)

    def register(function: _Function) -> _Function:
        if parameter_count(function) not in (1, 2):
            takes = _TAKES[kind]
            raise ValueError(f"the check {id!r} takes {takes}, or {takes} and an operation")
        _add(
            RegisteredCheck(
                *(id, kind, wanted, default, source),
                *(_asks(function, id), function, _place_of(function)),
                guards=guards,
            )
        )
        return function

    return register


def check_family(
    *, stage: Kind, id: str, source: str = "", phase: Phase = Phase.CONFORMANCE, order: int = 0
) -> Callable[[_Function], _Function]:
    """Registers a family of built-in checks: a function that yields those of one operation.

    It takes a `Planner` (of a provider) or a `ClientPlan` (of a client), and the operation.
    Families of one phase take turns at each operation, by `order`.

    Raises:
        ValueError: as `lint_rule`.
    """
    wanted = _checked(id, Level.ERROR)

    def register(function: _Function) -> _Function:
        _add(
            RegisteredCheck(
                *(id, stage, wanted, True, source, _asks(function, id), function),
                *(_place_of(function), phase, order),
            )
        )
        return function

    return register


def registered_checks(*kinds: Kind) -> tuple[RegisteredCheck, ...]:
    """The checks of the modules that have been imported, by id; of all kinds where none is named.

    Raises:
        CannotRun: two checks have one id, whatever their kinds.
    """
    checks: dict[str, RegisteredCheck] = {}
    for it in sorted(_registered, key=lambda it: it.id):
        if it.id in checks:
            raise CannotRun(
                f"two checks have the id {it.id!r}: {checks[it.id].place} and {it.place}; "
                "rename one"
            )
        checks[it.id] = it
    return tuple(it for it in checks.values() if it.kind in (kinds or tuple(Kind)))


def in_order(checks: Iterable[RegisteredCheck]) -> tuple[RegisteredCheck, ...]:
    """The checks in the order in which they run."""
    return tuple(sorted(checks, key=lambda it: (it.phase, it.order, it.id)))


def parameter_count(function: Callable[..., Any]) -> int:
    """How many parameters a function takes."""
    return len(inspect.signature(function).parameters)


def _checked(id: str, level: Level) -> Level:
    if not _ID.fullmatch(id):
        raise ValueError(f"the id of a check is FAMILY/NAME in kebab-case, not {id!r}")
    return Level(level)


def _asks(function: Callable[..., Any], id: str) -> str:
    asks = _first_sentence(inspect.getdoc(function) or "")
    if not asks:
        raise ValueError(f"the check {id!r} has no docstring; its first sentence is shown")
    return asks


def _place_of(function: Callable[..., Any]) -> str:
    code = inspect.unwrap(function).__code__
    return f"{code.co_filename}:{code.co_firstlineno}"


def _add(added: RegisteredCheck) -> None:
    # A module that is imported twice, under two names, registers the same checks again.
    same = (added.id, added.place)
    _registered[:] = [it for it in _registered if (it.id, it.place) != same]
    _registered.append(added)


def _first_sentence(text: str) -> str:
    paragraph = " ".join(text.split("\n\n")[0].split())
    sentence = _FIRST_SENTENCE.match(paragraph)
    return sentence[0] if sentence else paragraph
