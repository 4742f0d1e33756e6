"""JSON values compared as JSON Schema compares them: 1 is 1.0 and is not true."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any


def identity(value: Any) -> str:
    """Serializes the value so that two texts are equal exactly if the JSON values are."""
    return json.dumps(_normalized(value), sort_keys=True, ensure_ascii=False)


def same(left: Any, right: Any) -> bool:
    """Whether two values are the same JSON value."""
    if left is right:
        return True
    if isinstance(left, dict) and isinstance(right, dict):
        if left.keys() != right.keys():
            return False
        pairs = [(left[key], right[key]) for key in left]
    elif isinstance(left, list | tuple) and isinstance(right, list | tuple):
        if len(left) != len(right):
            return False
        pairs = list(zip(left, right, strict=True))
    else:
        return (type(left) is type(right) and bool(left == right)) or _same_number(left, right)
    for left_value, right_value in pairs:  # noqa: SIM110  (a generator here would halve the depth)
        if not same(left_value, right_value):
            return False
    return True


def _same_number(left: Any, right: Any) -> bool:
    numbers = all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in (left, right)
    )
    return numbers and bool(left == right)


def distinct(values: Iterable[Any]) -> list[Any]:
    """The values in order, without duplicates."""
    return list({identity(value): value for value in values}.values())


def without(values: Iterable[Any], others: Iterable[Any]) -> list[Any]:
    """The values that do not occur in `others`."""
    excluded = {identity(value) for value in others}
    return [value for value in values if identity(value) not in excluded]


def shown(value: Any, max_length: int = 80) -> str:
    """The value as JSON for a message, shortened to `max_length`."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= max_length else text[: max_length - 4] + " ..."


def _normalized(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {str(key): _normalized(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_normalized(item) for item in value]
    return value
