"""Compares two schemas keyword by keyword: which values only one of them allows.

Takes normal forms and knows no side; the caller decides whether narrowing or widening breaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.diff.conditions import change_by_witness
from clausebook.diff.direction import KeywordChange
from clausebook.diff.finite import finite_values
from clausebook.diff.keywords import keyword_differences
from clausebook.diff.members import object_changes
from clausebook.diff.unions import union_changes, union_kind_changes, used_unions
from clausebook.openapi.pointers import join
from clausebook.schema.acceptance import compile_schema
from clausebook.schema.allowed_types import types_of
from clausebook.schema.equality import identity, same, shown, without
from clausebook.schema.keywords.comparing import (
    Impact,
    KeywordDifference,
    Witness,
    changed,
    impact_of,
)
from clausebook.schema.normal import NOTHING
from clausebook.values.distinguishing import of_schemas

_Defined = tuple[Mapping[str, Any], Any]
# Covariant: a narrower part makes the whole narrower.
_COUNTING = ("type", "items", "contains", "minContains", "maxContains")
_PARTS = ("items", "contains", "propertyNames", "unevaluatedProperties", "unevaluatedItems")


class SchemaComparison:
    """Compares the schemas of one place; follows each recursive reference once."""

    def __init__(
        self,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        assumed: frozenset[tuple[int, str, int, str]] = frozenset(),
    ) -> None:
        self.old_definitions = old
        self.new_definitions = new
        self._assumed = assumed
        self._seen: set[tuple[str, str]] = set()

    def compare(self, old: Any, new: Any, old_path: str, new_path: str) -> list[KeywordChange]:
        """The changes from `old` to `new`, which are at these paths."""
        if same(old, new) and not self._refers(old):
            return []
        pair = tuple(s.get("$ref") for s in (old, new))
        if pair != (None, None):
            return self._followed(old, new, old_path, new_path)
        return list(self._different(old, new, old_path, new_path))

    def contained(self, inner: Any, outer: Any) -> bool:
        """Whether `outer` of the new document allows every value that `inner` of the old allows."""
        return self._contained((self.old_definitions, inner), (self.new_definitions, outer))

    def contained_before(self, inner: Any, outer: Any) -> bool:
        """Whether `outer` of the old document allows every value that `inner` of the new allows."""
        return self._contained((self.new_definitions, inner), (self.old_definitions, outer))

    def _contained(self, inner: _Defined, outer: _Defined) -> bool:
        """Whether a comparison proves that `outer` allows every value that `inner` allows.

        For recursive schemas it assumes inside what it is about to prove (coinduction).
        """
        pair = (id(inner[0]), identity(inner[1]), id(outer[0]), identity(outer[1]))
        if pair in self._assumed:
            return True
        trial = SchemaComparison(inner[0], outer[0], self._assumed | {pair})
        proved = (Impact.WIDENS, Impact.LOST)
        return all(change.impact in proved for change in trial.compare(inner[1], outer[1], "", ""))

    def witness(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Witness:
        """Values that only one of both schemas allows."""
        return of_schemas(old, new, self.old_definitions, self.new_definitions)

    def _refers(self, schema: Any) -> bool:
        return isinstance(schema.get("$ref"), str) and self.old_definitions != self.new_definitions

    def _followed(self, old: Any, new: Any, old_path: str, new_path: str) -> list[KeywordChange]:
        key = (str(old.get("$ref", id(old))), str(new.get("$ref", id(new))))
        if key in self._seen:
            return []
        self._seen.add(key)
        before = self._target(old, self.old_definitions)
        after = self._target(new, self.new_definitions)
        return self.compare(before, after, old_path, new_path)

    @staticmethod
    def _target(schema: Any, definitions: Mapping[str, Any]) -> Any:
        reference = schema.get("$ref")
        return definitions.get(reference.removeprefix("#/$defs/"), {}) if reference else schema

    def _different(
        self, old: Any, new: Any, old_path: str, new_path: str
    ) -> Iterator[KeywordChange]:
        if NOTHING in (old, new):
            impact = Impact.NARROWS if new == NOTHING else Impact.WIDENS
            message = "no value is allowed now" if new == NOTHING else "values are allowed now"
            at = [join(path, "not") for path in (old_path, new_path)]
            yield KeywordChange("not", impact, at[0], at[1], old, new, message)
            return
        if "enum" in old or "enum" in new:
            yield from self._enumerated(old, new, old_path, new_path)
            return
        if not types_of(old) & types_of(new):
            difference = next(keyword_differences(_typed(old), _typed(new)))
            yield _keyword_change(difference, old_path, new_path)
            return
        if used_unions(old) != used_unions(new):
            yield from union_kind_changes(self, old, new, old_path, new_path)
            return
        for difference in keyword_differences(old, new):
            yield _keyword_change(difference, old_path, new_path)
        yield from object_changes(self, old, new, old_path, new_path)
        yield from self._parts(old, new, old_path, new_path)
        yield from union_changes(self, old, new, old_path, new_path)

    def _enumerated(
        self, old: Any, new: Any, old_path: str, new_path: str
    ) -> Iterator[KeywordChange]:
        """Compares an enum value by value."""
        before, after = finite_values(old), finite_values(new)
        lost = without(before, after) if before and after is not None else []
        gained = without(after, before) if after and before is not None else []
        if before is not None and after is None:
            accepts = compile_schema({**new, "$defs": self.new_definitions})
            lost = [value for value in before if not accepts(value)]
        if before is None and after is not None:
            accepts = compile_schema({**old, "$defs": self.old_definitions})
            gained = [value for value in after if not accepts(value)]
        narrows, widens = bool(lost) or before is None, bool(gained) or after is None
        if not narrows and not widens:
            return
        impact = impact_of(narrows, widens)
        at = [join(path, "enum") for path in (old_path, new_path)]
        yield KeywordChange(
            "enum", impact, at[0], at[1], before, after, _enum_message(before, after, lost, gained)
        )

    def _parts(self, old: Any, new: Any, old_path: str, new_path: str) -> Iterator[KeywordChange]:
        for keyword in _PARTS:
            if keyword not in old and keyword not in new:
                continue
            at = [join(path, keyword) for path in (old_path, new_path)]
            before, after = old.get(keyword, True), new.get(keyword, True)
            if (
                keyword == "contains"
                and keyword in old
                and keyword in new
                and _is_counted(old, new)
            ):
                if not same(before, after):
                    counted = _counting(old), _counting(new)
                    message = "the contained items that count changed"
                    yield change_by_witness(self, keyword, counted, (old_path, new_path), message)
            elif isinstance(before, dict) and isinstance(after, dict):
                yield from self.compare(before, after, at[0], at[1])
            elif before != after:
                narrows = after is False or before is True
                impact = Impact.NARROWS if narrows else Impact.WIDENS
                message = changed(keyword, *(None if v is True else v for v in (before, after)))
                yield KeywordChange(keyword, impact, at[0], at[1], before, after, message)
        firsts = old.get("prefixItems", []), new.get("prefixItems", [])
        for index in range(max(map(len, firsts))):
            at = [join(path, "prefixItems", str(index)) for path in (old_path, new_path)]
            ends = [_item(s, f, index) for s, f in zip((old, new), firsts, strict=True)]
            yield from self.compare(ends[0], ends[1], at[0], at[1])


def _is_counted(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether a narrower `contains` may allow more: with `maxContains`, or `minContains` 0."""
    return any("maxContains" in schema or schema.get("minContains") == 0 for schema in (old, new))


def _counting(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {keyword: schema[keyword] for keyword in _COUNTING if keyword in schema}


def _item(schema: Mapping[str, Any], fixed: list[Any], index: int) -> Any:
    if index < len(fixed):
        return fixed[index]
    rest = schema.get("items", {})
    return NOTHING if rest is False else rest


def _typed(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": schema["type"]}


def _keyword_change(difference: KeywordDifference, old_path: str, new_path: str) -> KeywordChange:
    at = [join(path, difference.keyword) for path in (old_path, new_path)]
    return KeywordChange(
        *(difference.keyword, difference.impact, at[0], at[1]),
        *(difference.old, difference.new, difference.message),
    )


def _enum_message(old: Any, new: Any, lost: list[Any], gained: list[Any]) -> str:
    if old is None:
        return f"the enum {_listed(new)} was added"
    if new is None:
        return f"the enum {_listed(old)} was removed"
    parts = [f"enum {_listed(gained)} added"] if gained else []
    return " and ".join([*parts, f"enum {_listed(lost)} removed"] if lost else parts)


def _listed(values: list[Any]) -> str:
    return ", ".join(map(shown, values[:6])) + (" and others" if len(values) > 6 else "")
