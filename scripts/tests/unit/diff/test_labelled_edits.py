"""Every labelled edit gets its label: no breaking change missed, no false alarm."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from clausebook.diff import Change, compare
from clausebook.report.comparison import rank
from fakes.labelled_edits import COURIER, FOLDER, SHOP, edited, labelled, unedited


def highest_level(changes: Sequence[Change]) -> str:
    return max((change.level for change in changes), key=rank, default="nothing")


ROWS = [(SHOP, *row) for row in labelled()]
ROWS += [(COURIER, *row) for row in labelled(FOLDER / "labelled_courier.yaml")]


@pytest.mark.parametrize(
    ("original", "label", "operations"),
    [pytest.param(path, label, rest, id=name) for path, label, name, rest in ROWS],
)
def test_an_edit_gets_its_label(
    original: Path, label: str, operations: tuple[Any, ...], tmp_path: Path
) -> None:
    changes = compare(unedited(original), edited(original, operations, tmp_path))

    assert highest_level(changes) == label, "\n".join(
        f"{c.level} {c.clause}: {c.why}" for c in changes
    )
