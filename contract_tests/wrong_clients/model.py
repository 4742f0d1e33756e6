"""A wrong client: a copy of the generated client with one defect, an edit of its source.

A defect that no longer applies is an error, not a pass.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

DELETE = "api/checkpoint_management/delete_checkpoint.py"
REQUEST = "_request.py"
ANSWER = "_answer.py"
WRITTEN = '            try:\n                if parameter.where == "path":'
QUERY = "DELETE /v2/{}/checkpoints query"


@dataclass(frozen=True)
class WrongClient:
    """One defect; `test` is the id of the test that must notice, `clause` what it must name."""

    name: str
    file: str
    old: str
    new: str
    test: str
    clause: str

    def make(self, right: Path, folder: Path) -> Path:
        """A copy of the package `right` below `folder` with this defect; returns its folder."""
        package = folder / right.name
        shutil.copytree(right, package, ignore=shutil.ignore_patterns("__pycache__"))
        path = package / self.file
        text = path.read_text(encoding="utf-8")
        # The last place, because sync comes before async: what is in both is edited in async alone.
        before, found, after = text.rpartition(self.old)
        assert found, f"{self.name}: {self.file} no longer holds {self.old!r}"
        path.write_text(before + self.new + after, encoding="utf-8")
        return package


def sends(name: str, file: str, edit: tuple[str, str], call: str, clause: str) -> WrongClient:
    """A defect in what is sent; the call of that name must show it."""
    return WrongClient(name, file, *edit, f"test_a_call_sends_its_arguments[{call}]", clause)


def reads(name: str, file: str, edit: tuple[str, str], answer: str, clause: str) -> WrongClient:
    """A defect in what is made of an answer."""
    return WrongClient(name, file, *edit, f"test_a_documented_response_is_parsed[{answer}]", clause)


def lets(name: str, file: str, edit: tuple[str, str], call: str, clause: str) -> WrongClient:
    """A client that accepts an invalid call."""
    test = f"test_an_invalid_call_is_rejected_before_a_request_is_sent[{call}]"
    return WrongClient(name, file, *edit, test, clause)


def swallows(name: str, file: str, edit: tuple[str, str], answer: str, clause: str) -> WrongClient:
    """A defect that swallows a wrong answer."""
    return WrongClient(name, file, *edit, f"test_an_invalid_response_is_rejected[{answer}]", clause)


def shows(name: str, file: str, edit: tuple[str, str], place: str) -> WrongClient:
    """A defect in how the client proves itself."""
    test = f"test_a_call_sends_its_credential[deleteCheckpoint: security {place}, sync]"
    return WrongClient(name, file, *edit, test, f"DELETE /v2/{{}}/checkpoints security {place}")


def value(name: str, statement: str) -> tuple[str, str]:
    """An edit that does something else with one parameter's value, after it was judged."""
    return (
        WRITTEN,
        f"            if parameter.name == {name!r}:\n                {statement}\n{WRITTEN}",
    )
