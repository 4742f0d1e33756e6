"""JSON values compared as JSON Schema compares them: 1 is 1.0 and is not true."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any


def identity(value: Any) -> str:
    """A text that two values share exactly where they are the same JSON value."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON value."""
    if one is other:
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        if one.keys() != other.keys():
            return False
        pairs = [(one[key], other[key]) for key in one]
    elif isinstance(one, list | tuple) and isinstance(other, list | tuple):
        if len(one) != len(other):
            return False
        pairs = list(zip(one, other, strict=True))
    else:
        return (type(one) is type(other) and bool(one == other)) or _same_number(one, other)
    for ours, theirs in pairs:  # noqa: SIM110  (a generator here would halve the depth)
        if not same(ours, theirs):
            return False
    return True


def _same_number(one: Any, other: Any) -> bool:
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (one, other))
    return numbers and bool(one == other)


def distinct(values: Iterable[Any]) -> list[Any]:
    """The values in their order, each once."""
    return list({identity(value): value for value in values}.values())


def without(values: Iterable[Any], others: Iterable[Any]) -> list[Any]:
    """The values that are not among the others."""
    known = {identity(value) for value in others}
    return [value for value in values if identity(value) not in known]


def shown(value: Any, most: int = 80) -> str:
    """The value as JSON in a sentence, shortened."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= most else text[: most - 4] + " ..."


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
