"""The checks that what is not mutated passes: only those can tell that a mutant is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from clausebook.checks.client import ClientCheck
from clausebook.checks.client.own_checks import OwnClientCheck
from clausebook.checks.provider.listing import ProviderCheck
from clausebook.checks.provider.own_checks import OwnCheck
from clausebook.errors import CannotRun, CouldNotJudge, NotJudged
from clausebook.report.finding import ContractBroken, Finding

_Check = TypeVar("_Check", ProviderCheck, ClientCheck)


def passing_checks(
    checks: Iterable[_Check],
    run: Callable[[_Check], None],
    *,
    side: str,
    unmutated: str,
    cure: str = "",
    left_out: list[str],
) -> list[_Check]:
    """Runs every check, and returns those that `unmutated` passes.

    A check of one's own may require what the document does not: if it fails, a line is added to
    `left_out`.

    Raises:
        CannotRun: a built-in check fails, or a check could not be judged.
    """
    passing: list[_Check] = []
    for check in checks:
        try:
            run(check)
        except NotJudged:
            pass
        except CouldNotJudge as error:
            raise CannotRun(str(error)) from error
        except ContractBroken as error:
            finding = error.findings[0]
            if isinstance(check, OwnCheck | OwnClientCheck):
                left_out.append(_left_out_line(side, check.name, finding))
                continue
            raise CannotRun(
                f"{unmutated}, unmutated, fails {check.name!r} "
                f"({finding.message}: {finding.actual}){cure}"
            ) from error
        passing.append(check)
    return passing


def _left_out_line(side: str, check: str, finding: Finding) -> str:
    return (
        f"{check!r} takes no part in the proof: the {side} made from the document fails it "
        f"({finding.message})"
    )
