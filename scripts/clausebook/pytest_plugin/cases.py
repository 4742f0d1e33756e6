"""One test for each case that a fixture stands for, and none at all where it has no case.

pytest itself shows a skipped test there, as if something had not been judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest


def one_test_each(
    metafunc: pytest.Metafunc, fixture: str, cases: Sequence[object], ids: Iterable[str]
) -> None:
    """Makes the test function one test for each case; without any, one that has None for it."""
    metafunc.parametrize(fixture, cases or [None], ids=list(ids) or ["none"])


def has_no_case(node: object) -> bool:
    """Whether a test stands where a fixture of ours has no case: there is nothing to run."""
    parameters = getattr(getattr(node, "callspec", None), "params", {})
    return any(it is None for name, it in parameters.items() if name.startswith("clausebook_"))
