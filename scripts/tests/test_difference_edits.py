"""Every labelled edit gets its label: no breaking change missed, no false alarm."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from clausebook.difference import Change, compare, rank
from clausebook.document import load
from labelled_edits import SHOP, edited, labelled


def gravest(changes: Sequence[Change]) -> str:
    return max((change.level for change in changes), key=rank, default="nothing")


@pytest.mark.parametrize(
    ("label", "operations"), [pytest.param(row[0], row[2], id=row[1]) for row in labelled()]
)
def test_an_edit_gets_its_label(label: str, operations: tuple[Any, ...], tmp_path: Path) -> None:
    changes = compare(load(SHOP), edited(SHOP, operations, tmp_path))

    assert gravest(changes) == label, "\n".join(f"{c.level} {c.clause}: {c.why}" for c in changes)
