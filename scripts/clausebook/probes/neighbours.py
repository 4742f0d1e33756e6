"""Values just inside and just outside of what one schema keyword allows.

Proposals only: `plan` keeps those about which the judge agrees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Proposal = tuple[str, Any, bool]  # what it is, the value, whether it is meant to be allowed


def neighbours(
    keyword: str, limit: Any, schema: Mapping[str, Any], good: Any
) -> Iterator[Proposal]:
    """Proposals around `keyword: limit` of `schema`, made from a value that is good."""
    propose = _KEYWORDS.get(keyword)
    if propose:
        yield from propose(limit, schema, good)


def _stretched(good: Any, length: int, filler: str = "a") -> str:
    text = good if isinstance(good, str) and good else filler
    return (text + text[-1] * length)[:length]


def _max_length(limit: int, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    yield f"{limit} characters", _stretched(good, limit), True
    yield f"{limit} characters of several bytes", "\u00e9" * limit, True
    yield f"{limit + 1} characters", _stretched(good, limit + 1), False
    yield f"{limit + 1} letters", "a" * (limit + 1), False
    yield f"{4 * limit + 1} characters", _stretched(good, 4 * limit + 1), False


def _min_length(limit: int, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    yield f"{limit} characters", _stretched(good, limit), True
    yield f"{limit - 1} characters", _stretched(good, limit - 1), False


def _enum(limit: list[Any], schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    for member in limit:
        yield f"the member {member!r}", member, True
    for member in limit:
        if isinstance(member, str):
            yield f"{member!r} in other case", member.swapcase(), False
            yield f"a blank behind {member!r}", f"{member} ", False
            yield f"a blank before {member!r}", f" {member}", False
            yield f"the beginning of {member!r}", member[:-1], False
            yield f"more than {member!r}", f"{member}X", False
        elif isinstance(member, int | float) and not isinstance(member, bool):
            yield f"one more than {member!r}", member + 1, False
    yield "an unknown member", "NO_SUCH_MEMBER", False
    yield "an empty value", "", False


def _pattern(limit: str, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    text = good if isinstance(good, str) and good else "a"
    wide = "".join(chr(0x0660 + int(c)) if c.isdecimal() and c.isascii() else c for c in text)
    yield "as it should be", text, True
    yield "something before it", f"x{text}", False
    yield "something behind it", f"{text}x", False
    yield "a newline behind it", f"{text}\n", False
    yield "a blank before it", f" {text}", False
    yield "a blank behind it", f"{text} ", False
    yield "a sign before it", f"-{text}", False
    yield "a plus before it", f"+{text}", False
    yield "its end missing", text[:-1], False
    yield "its beginning missing", text[1:], False
    yield "other case", text.swapcase(), False
    yield "digits of another script", wide, False
    yield "a number with a fraction", "1.5", False
    yield "an empty value", "", False


def _bound(outside: int) -> Callable[[Any, Mapping[str, Any], Any], Iterator[Proposal]]:
    def propose(limit: Any, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
        step = schema.get("multipleOf", 1)
        yield f"{limit}", limit, True
        yield f"{limit + outside * step}", limit + outside * step, False

    return propose


def _exclusive(outside: int) -> Callable[[Any, Mapping[str, Any], Any], Iterator[Proposal]]:
    def propose(limit: Any, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
        step = schema.get("multipleOf", 1)
        yield f"{limit - outside * step}", limit - outside * step, True
        yield f"{limit}", limit, False

    return propose


def _multiple_of(limit: Any, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    if isinstance(good, int | float):
        yield f"{good + limit / 2}", good + limit / 2, False
        yield f"{good + 1}", good + 1, False


def _format(limit: str, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    proposals: dict[str, tuple[Any, ...]] = {
        "date": ("2024-02-30", "2024-2-3", "not-a-date", "2024-02-29T00:00:00Z"),
        "date-time": ("2024-02-29", "2024-02-29T25:00:00Z", "2024-02-29 12:00", "not-a-time"),
        "uuid": ("123e4567-e89b-12d3-a456-42661417400", "not-a-uuid"),
        "ipv4": ("256.1.1.1", "1.2.3", "1.2.3.4.5"),
        "ipv6": ("12345::", "1.2.3.4", "not-an-address"),
        "int32": (2**31, -(2**31) - 1),
        "int64": (2**63, -(2**63) - 1),
    }
    for value in proposals.get(limit, ()):
        yield f"{value!r}", value, False


def _type(limit: Any, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    for name, value in (
        ("text", "abc"),
        ("a number with a fraction", 1.5),
        ("a whole number", 7),
        ("true", True),
        ("null", None),
        ("a list", []),
        ("an object", {}),
        ("an empty text", ""),
    ):
        yield f"{name} in place of {limit}", value, False


def _other_items(schema: Mapping[str, Any], good: list[Any]) -> list[Any]:
    """Some items unlike those of a good list, for a list in which none may come twice."""
    described = schema.get("items", {})
    if isinstance(described, Mapping) and described.get("enum"):
        return list(described["enum"])
    last = good[-1]
    if isinstance(last, str):
        return [last[:-1] + letter for letter in "bcdefghijklmnop"]
    whole = isinstance(last, int) and not isinstance(last, bool)
    return [last + step for step in range(1, 16)] if whole else []


def _items(extra: int) -> Callable[[Any, Mapping[str, Any], Any], Iterator[Proposal]]:
    def propose(limit: int, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
        if isinstance(good, list) and good and limit + extra >= 0:
            count = limit + extra
            items = [item for item in _other_items(schema, good) if item not in good]
            yield f"{count} items", [*good, *items, *good * count][:count], False

    return propose


def _unique(limit: bool, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    if isinstance(good, list) and good:
        yield "an item twice", [*good[:1], *good], False


def _no_more_members(limit: Any, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    if limit is False and isinstance(good, dict):
        yield "a member too many", {**good, "clausebook_unknown": "x"}, False


_KEYWORDS: Mapping[str, Callable[[Any, Mapping[str, Any], Any], Iterator[Proposal]]] = {
    "maxLength": _max_length,
    "minLength": _min_length,
    "enum": _enum,
    "pattern": _pattern,
    "maximum": _bound(1),
    "minimum": _bound(-1),
    "exclusiveMaximum": _exclusive(1),
    "exclusiveMinimum": _exclusive(-1),
    "multipleOf": _multiple_of,
    "format": _format,
    "type": _type,
    "maxItems": _items(1),
    "minItems": _items(-1),
    "uniqueItems": _unique,
    "additionalProperties": _no_more_members,
}
