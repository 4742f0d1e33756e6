"""Lists the checks of a provider in a fixed order: of every family, and a user's own."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clausebook.checks.discovery import import_modules
from clausebook.checks.provider.fuzz import FuzzCheck, FuzzConfig
from clausebook.checks.provider.own_checks import OwnCheck, own_checks
from clausebook.checks.provider.probe_checks import ConformanceCheck, NoValidRequest
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.stateful_check import StatefulCheck
from clausebook.checks.registry import Kind, Phase, RegisteredCheck, in_order, registered_checks
from clausebook.clauses import ClauseKey
from clausebook.config.facts import Facts
from clausebook.judge import Judge
from clausebook.openapi import Document

ProviderCheck = ConformanceCheck | StatefulCheck | NoValidRequest | OwnCheck


@dataclass(frozen=True)
class ListedCheck:
    """One check, and what registered it."""

    registered: RegisteredCheck
    check: ProviderCheck


@dataclass(frozen=True)
class ListedFuzzCheck:
    """One fuzz check, and what registered it."""

    registered: RegisteredCheck
    check: FuzzCheck


def built_in_families() -> tuple[RegisteredCheck, ...]:
    """The families of checks that come with clausebook."""
    import_modules("clausebook.checks.provider")
    return tuple(
        it for it in registered_checks(Kind.PROVIDER) if it.is_built_in and not it.is_finding_rule
    )


def provider_checks(
    document: Document, facts: Facts, registered: Iterable[RegisteredCheck] | None = None
) -> list[ProviderCheck]:
    """The checks of a provider, except fuzz checks.

    `registered` are the families and the user's own checks; None means the built-in families.
    """
    return [it.check for it in listed_checks(document, facts, registered)]


def listed_checks(
    document: Document, facts: Facts, registered: Iterable[RegisteredCheck] | None = None
) -> list[ListedCheck]:
    """The checks of a provider, except fuzz checks, each with what registered it."""
    planner = Planner(document, facts, Judge(document))
    wanted = in_order(built_in_families() if registered is None else registered)
    listed: list[ListedCheck] = []
    for phase, families in itertools.groupby(wanted, key=lambda it: it.phase):
        if phase != Phase.FUZZ:
            listed += _checks_of_phase(planner, tuple(families))
    return _without_operations_not_judged(listed)


def _checks_of_phase(planner: Planner, families: Sequence[RegisteredCheck]) -> list[ListedCheck]:
    """The checks of each operation, family by family, after those of the whole API."""
    own = [it for it in families if it.phase == Phase.OWN]
    listed = [ListedCheck(it, check) for it in own for check in own_checks(it, planner.document)]
    built_in = [it for it in families if it.phase != Phase.OWN]
    for operation in planner.document.operations:
        for family in built_in:
            listed += [ListedCheck(family, check) for check in family.function(planner, operation)]
    return listed


def _without_operations_not_judged(listed: Sequence[ListedCheck]) -> list[ListedCheck]:
    """Leaves out the other checks of an operation without a valid request."""
    not_judged = {
        ClauseKey.parse(it.check.clauses[0]).operation_key
        for it in listed
        if isinstance(it.check, NoValidRequest)
    }
    return [
        it
        for it in listed
        if isinstance(it.check, NoValidRequest)
        or ClauseKey.parse(it.check.clauses[0]).operation_key not in not_judged
    ]


def listed_fuzz_checks(
    config: FuzzConfig, registered: Iterable[RegisteredCheck] | None = None
) -> list[ListedFuzzCheck]:
    """The fuzz checks of each operation."""
    wanted = built_in_families() if registered is None else registered
    families = [it for it in in_order(wanted) if it.phase == Phase.FUZZ]
    return [
        ListedFuzzCheck(family, check)
        for operation in config.document.operations
        for family in families
        for check in family.function(config, operation)
    ]
