"""The process that generates requests: one that dies, or sends what cannot be read, costs one."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from clausebook.checks.provider.generator_process import GeneratorProcess
from clausebook.errors import CouldNotJudge
from clausebook.resources import Draft
from fakes.notes_api import NOTES

DRAFT = Draft(NOTES.operations[0])


def generates() -> Sequence[Draft]:
    return [DRAFT]


def is_killed() -> Sequence[Draft]:
    os.kill(os.getpid(), signal.SIGKILL)  # as the kernel does where memory runs out
    raise AssertionError


def is_killed_once(mark: Path) -> Sequence[Draft]:
    if mark.exists():
        return [DRAFT]
    mark.touch()
    return is_killed()


def raises() -> Sequence[Draft]:
    raise Strange(1, 2)


class Strange(Exception):
    """An exception that cannot be unpickled."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} of {two}")


class OneWay(str):
    """A text that can be pickled and not unpickled, as schemathesis has them."""

    __slots__ = ()

    def __new__(cls, one: str, two: str) -> OneWay:
        """Takes two parts, of which pickle knows none."""
        return super().__new__(cls, one + two)


def sends_what_cannot_be_read() -> Sequence[Draft]:
    return [replace(DRAFT, values={("query", "a"): OneWay("a", "b")})]


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        pytest.param(is_killed, "died twice", id="killed"),
        pytest.param(raises, "Strange: 1 of 2", id="raises"),
    ],
)
def test_what_fails_for_one_operation_leaves_the_others(
    bad: Callable[[], Sequence[Draft]], message: str
) -> None:
    with GeneratorProcess() as process:
        first, failing, last = (process.submit(it) for it in (generates, bad, generates))

        assert first() == [DRAFT]
        with pytest.raises(CouldNotJudge, match=message):
            failing()
        assert last() == [DRAFT]
        assert process.submit(generates)() == [DRAFT]


def test_requests_that_cannot_be_read_cost_their_operation_alone() -> None:
    with GeneratorProcess() as process:
        failing, last = process.submit(sends_what_cannot_be_read), process.submit(generates)

        with pytest.raises(TypeError):
            failing()
        assert last() == [DRAFT]


def test_a_process_that_is_killed_once_is_replaced(tmp_path: Path) -> None:
    with GeneratorProcess() as process:
        result: Any = process.submit(partial(is_killed_once, tmp_path / "mark"))

        assert result() == [DRAFT]
