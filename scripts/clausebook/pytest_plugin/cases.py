"""One test for each case of a fixture, and no test at all if it has no case.

pytest itself would report a skipped test then, as if a check had not been judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest


def one_test_each(
    metafunc: pytest.Metafunc, fixture: str, cases: Sequence[object], ids: Iterable[str]
) -> None:
    """Makes one test for each case; without cases, one whose case is None."""
    metafunc.parametrize(fixture, cases or [None], ids=list(ids) or ["none"])


def has_no_case(node: object) -> bool:
    """Whether the test exists only because a fixture of ours has no case, so nothing can run."""
    parameters = getattr(getattr(node, "callspec", None), "params", {})
    return any(it is None for name, it in parameters.items() if name.startswith("clausebook_"))
