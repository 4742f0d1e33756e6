"""Counts the cases of a test: the requests it sent, or the examples its property drew."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_SENT = pytest.StashKey[int]()
_DRAWN = pytest.StashKey[int]()


def count_sent(config: pytest.Config) -> None:
    """One more request was sent in this run."""
    config.stash[_SENT] = config.stash.get(_SENT, 0) + 1


def cases_of(item: pytest.Item) -> int:
    """How many cases the test tried since it was called; a test is one case at least."""
    return max(1, *item.stash.get(_COUNTS, (0, 0)))


_COUNTS = pytest.StashKey[tuple[int, int]]()


@contextmanager
def counted_examples(item: pytest.Item) -> Iterator[None]:
    """Counts while the test runs. A property's body is reached through Hypothesis's own handle."""
    before = item.config.stash.get(_SENT, 0)
    item.stash[_DRAWN] = 0
    handle = getattr(getattr(item, "obj", None), "hypothesis", None)
    inner = getattr(handle, "inner_test", None)
    if handle is not None and inner is not None:
        handle.inner_test = _counted(inner, item)
    try:
        yield
    finally:
        if handle is not None and inner is not None:
            handle.inner_test = inner
        item.stash[_COUNTS] = (item.config.stash.get(_SENT, 0) - before, item.stash[_DRAWN])


def _counted(inner: Callable[..., Any], item: pytest.Item) -> Callable[..., Any]:
    @functools.wraps(inner)
    def counted(*arguments: Any, **named: Any) -> Any:
        item.stash[_DRAWN] += 1
        return inner(*arguments, **named)

    return counted
