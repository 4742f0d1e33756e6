"""The checks of a provider: those of every family and of one's own, in a fixed order."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clausebook.checks.discovery import import_modules
from clausebook.checks.provider.fuzz import Drawing, Property
from clausebook.checks.provider.own_checks import OwnCheck, own_checks
from clausebook.checks.provider.probe_checks import ConformanceCheck, WithoutExample
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.stateful_check import StatefulCheck
from clausebook.checks.registry import Kind, Phase, RegisteredCheck, in_order, registered_checks
from clausebook.clauses import ClauseKey
from clausebook.config.facts import Facts
from clausebook.judge import Judge
from clausebook.openapi import Document

ProviderCheck = ConformanceCheck | StatefulCheck | WithoutExample | OwnCheck


@dataclass(frozen=True)
class ListedCheck:
    """One check, and what registered it."""

    registered: RegisteredCheck
    check: ProviderCheck


@dataclass(frozen=True)
class DrawnCheck:
    """One property, and what registered it."""

    registered: RegisteredCheck
    drawn: Property


def built_in_families() -> tuple[RegisteredCheck, ...]:
    """The families of checks that come with clausebook."""
    import_modules("clausebook.checks.provider")
    return tuple(it for it in registered_checks(Kind.PROVIDER) if it.is_built_in)


def provider_checks(
    document: Document, facts: Facts, registered: Iterable[RegisteredCheck] | None = None
) -> list[ProviderCheck]:
    """Everything that a provider is held to, random exploration aside.

    `registered` are the families and checks of one's own; the built-in ones where it is None.
    """
    return [it.check for it in listed_checks(document, facts, registered)]


def listed_checks(
    document: Document, facts: Facts, registered: Iterable[RegisteredCheck] | None = None
) -> list[ListedCheck]:
    """The same, each with what registered it."""
    planner = Planner(document, facts, Judge(document))
    wanted = in_order(built_in_families() if registered is None else registered)
    listed: list[ListedCheck] = []
    for phase, families in itertools.groupby(wanted, key=lambda it: it.phase):
        if phase != Phase.DRAWN:
            listed += _of_phase(planner, tuple(families))
    return _without_unjudged(listed)


def _of_phase(planner: Planner, families: Sequence[RegisteredCheck]) -> list[ListedCheck]:
    """The checks of each operation, family by family; a check of the whole API goes first."""
    own = [it for it in families if it.phase == Phase.OWN]
    listed = [ListedCheck(it, check) for it in own for check in own_checks(it, planner.document)]
    built_in = [it for it in families if it.phase != Phase.OWN]
    for operation in planner.document.operations:
        for family in built_in:
            listed += [ListedCheck(family, check) for check in family.function(planner, operation)]
    return listed


def _without_unjudged(listed: Sequence[ListedCheck]) -> list[ListedCheck]:
    """Leaves out further checks of an operation for which there is no valid request."""
    without = {
        ClauseKey.parse(it.check.clauses[0]).operation_key
        for it in listed
        if isinstance(it.check, WithoutExample)
    }
    return [
        it
        for it in listed
        if isinstance(it.check, WithoutExample)
        or ClauseKey.parse(it.check.clauses[0]).operation_key not in without
    ]


def drawn_checks(
    drawing: Drawing, registered: Iterable[RegisteredCheck] | None = None
) -> list[DrawnCheck]:
    """The properties of each operation, whose requests are drawn at random."""
    wanted = built_in_families() if registered is None else registered
    families = [it for it in in_order(wanted) if it.phase == Phase.DRAWN]
    return [
        DrawnCheck(family, drawn)
        for operation in drawing.document.operations
        for family in families
        for drawn in family.function(drawing, operation)
    ]
