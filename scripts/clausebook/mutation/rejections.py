"""Which checks no provider can pass, because the document names no refusal to answer them with.

An answer that is not documented breaks the document, and so does taking what it forbids. Such a
check proves nothing; that there is one is a gap of the document, and told as that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clausebook.auth.refusals import CREDENTIAL_REFUSALS
from clausebook.checks.provider.listing import ProviderCheck
from clausebook.checks.provider.probe_checks import ConformanceCheck
from clausebook.clauses import ClauseKey
from clausebook.openapi import Operation
from clausebook.resources import Expect

_WHY = {
    Expect.REJECTED: (
        "not judged: what it forbids cannot be refused, for no client error is documented; "
        "document a 4xx (`400`, `4XX`) or a `default` answer"
    ),
    Expect.UNAUTHENTICATED: (
        "not judged: a stranger cannot be refused, for neither 401 nor 403 is documented; "
        "document one of them, a `4XX` or a `default` answer"
    ),
}


def is_unanswerable(check: ProviderCheck) -> bool:
    """Whether the check asks for a refusal of a kind that its operation does not document."""
    if not isinstance(check, ConformanceCheck) or check.probes[0].expects not in _WHY:
        return False
    wanted = CREDENTIAL_REFUSALS if check.probes[0].expects is Expect.UNAUTHENTICATED else ()
    return not _documents(check.probes[0].draft.operation, wanted)


def unanswerable(checks: Iterable[ProviderCheck]) -> Mapping[tuple[str, Expect], tuple[str, str]]:
    """What to say of each operation and kind of refusal: the clause's key, and why.

    The kinds are those of what a probe expects.
    """
    found = {}
    for check in checks:
        if isinstance(check, ConformanceCheck) and is_unanswerable(check):
            operation, expects = check.probes[0].draft.operation, check.probes[0].expects
            found[operation.label, expects] = _statuses(operation), _WHY[expects]
    return found


def _statuses(operation: Operation) -> str:
    return str(ClauseKey.of(operation, "responses"))


def kind_of(clause: str) -> Expect:
    """Which kind of refusal a request gets that breaks the clause of this key."""
    return Expect.UNAUTHENTICATED if ClauseKey.parse(clause).is_security else Expect.REJECTED


def _documents(operation: Operation, codes: Iterable[int]) -> bool:
    """Whether one of these statuses is documented; any client error where none is named."""
    names = {status.upper() for status in operation.responses}
    wanted = {str(code) for code in codes} or {name for name in names if name.startswith("4")}
    return bool(names & {*wanted, "4XX", "DEFAULT"})
