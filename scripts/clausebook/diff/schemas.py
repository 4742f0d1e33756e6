"""Two schemas compared keyword by keyword: where one lets in values that the other does not.

Takes normal forms and knows no side: whether less or more is worse is decided by who calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.diff import keywords
from clausebook.diff.conditions import by_witness
from clausebook.diff.direction import Impact, Step
from clausebook.diff.finite import every_value
from clausebook.diff.members import object_steps
from clausebook.diff.unions import reshaped_steps, union_steps, used_unions
from clausebook.openapi.pointers import join
from clausebook.schema.acceptance import accepting
from clausebook.schema.equality import identity, same, shown, without
from clausebook.schema.merging import types_of
from clausebook.values import distinguishing as witness

NOTHING: dict[str, Any] = {"not": {}}

_Defined = tuple[Mapping[str, Any], Any]
# Walked into with the same polarity: a narrower part makes a narrower whole.
_COUNTING = ("type", "items", "contains", "minContains", "maxContains")
_PARTS = ("items", "contains", "propertyNames", "unevaluatedProperties", "unevaluatedItems")


class SchemaComparison:
    """Compares the schemas of one place, following what refers to itself once."""

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

    def steps(self, old: Any, new: Any, old_path: str, new_path: str) -> list[Step]:
        """What changed from `old` to `new`, which stand at these paths."""
        if same(old, new) and not self._refers(old):
            return []
        pair = tuple(s.get("$ref") for s in (old, new))
        if pair != (None, None):
            return self._followed(old, new, old_path, new_path)
        return list(self._different(old, new, old_path, new_path))

    def contained(self, inner: Any, outer: Any) -> bool:
        """Whether all that `inner` of the old document lets in, `outer` of the new one does."""
        return self._contained((self.old_definitions, inner), (self.new_definitions, outer))

    def contained_before(self, inner: Any, outer: Any) -> bool:
        """The same of a schema of the new document in one of the old."""
        return self._contained((self.new_definitions, inner), (self.old_definitions, outer))

    def _contained(self, inner: _Defined, outer: _Defined) -> bool:
        """Whether the comparison proves it; a member that gets named may have been anything before.

        What is being proved is taken as proved further in, where the schemas refer to themselves.
        """
        pair = (id(inner[0]), identity(inner[1]), id(outer[0]), identity(outer[1]))
        if pair in self._assumed:
            return True
        trial = SchemaComparison(inner[0], outer[0], self._assumed | {pair})
        proved = (Impact.WIDENS, Impact.LOST)
        return all(step.effect in proved for step in trial.steps(inner[1], outer[1], "", ""))

    def witness(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> witness.Witness:
        """Values that only one of both lets in."""
        return witness.of_schemas(old, new, self.old_definitions, self.new_definitions)

    def _refers(self, schema: Any) -> bool:
        return isinstance(schema.get("$ref"), str) and self.old_definitions != self.new_definitions

    def _followed(self, old: Any, new: Any, old_path: str, new_path: str) -> list[Step]:
        key = (str(old.get("$ref", id(old))), str(new.get("$ref", id(new))))
        if key in self._seen:
            return []
        self._seen.add(key)
        was = self._target(old, self.old_definitions)
        now = self._target(new, self.new_definitions)
        return self.steps(was, now, old_path, new_path)

    @staticmethod
    def _target(schema: Any, definitions: Mapping[str, Any]) -> Any:
        reference = schema.get("$ref")
        return definitions.get(reference.removeprefix("#/$defs/"), {}) if reference else schema

    def _different(self, old: Any, new: Any, old_path: str, new_path: str) -> Iterator[Step]:
        if NOTHING in (old, new):
            effect = Impact.NARROWS if new == NOTHING else Impact.WIDENS
            said = "no value is let in now" if new == NOTHING else "values are let in now"
            at = [join(path, "not") for path in (old_path, new_path)]
            yield Step("not", effect, at[0], at[1], old, new, said)
            return
        if "enum" in old or "enum" in new:
            yield from self._enumerated(old, new, old_path, new_path)
            return
        if not types_of(old) & types_of(new):
            found = next(keywords.compared(_typed(old), _typed(new)))
            yield _step(found, old_path, new_path)
            return
        if used_unions(old) != used_unions(new):
            yield from reshaped_steps(self, old, new, old_path, new_path)
            return
        for found in keywords.compared(old, new):
            yield _step(found, old_path, new_path)
        yield from object_steps(self, old, new, old_path, new_path)
        yield from self._parts(old, new, old_path, new_path)
        yield from union_steps(self, old, new, old_path, new_path)

    def _enumerated(self, old: Any, new: Any, old_path: str, new_path: str) -> Iterator[Step]:
        """A list of values is finite: what is lost and gained can be told one by one."""
        was, now = every_value(old), every_value(new)
        lost = without(was, now) if was and now is not None else []
        gained = without(now, was) if now and was is not None else []
        if was is not None and now is None:
            accepts = accepting({**new, "$defs": self.new_definitions})
            lost = [value for value in was if not accepts(value)]
        if was is None and now is not None:
            accepts = accepting({**old, "$defs": self.old_definitions})
            gained = [value for value in now if not accepts(value)]
        narrows, widens = bool(lost) or was is None, bool(gained) or now is None
        if not narrows and not widens:
            return
        effect = keywords.effect_of(narrows, widens)
        at = [join(path, "enum") for path in (old_path, new_path)]
        yield Step("enum", effect, at[0], at[1], was, now, _told(was, now, lost, gained))

    def _parts(self, old: Any, new: Any, old_path: str, new_path: str) -> Iterator[Step]:
        for keyword in _PARTS:
            if keyword not in old and keyword not in new:
                continue
            at = [join(path, keyword) for path in (old_path, new_path)]
            was, now = old.get(keyword, True), new.get(keyword, True)
            if (
                keyword == "contains"
                and keyword in old
                and keyword in new
                and _is_counted(old, new)
            ):
                if not same(was, now):
                    counted = _counting(old), _counting(new)
                    said = "what must be contained has changed"
                    yield by_witness(self, keyword, counted, (old_path, new_path), said)
            elif isinstance(was, dict) and isinstance(now, dict):
                yield from self.steps(was, now, at[0], at[1])
            elif was != now:
                narrows = now is False or was is True
                effect = Impact.NARROWS if narrows else Impact.WIDENS
                said = keywords.changed(keyword, *(None if v is True else v for v in (was, now)))
                yield Step(keyword, effect, at[0], at[1], was, now, said)
        firsts = old.get("prefixItems", []), new.get("prefixItems", [])
        for index in range(max(map(len, firsts))):
            at = [join(path, "prefixItems", str(index)) for path in (old_path, new_path)]
            ends = [_item(s, f, index) for s, f in zip((old, new), firsts, strict=True)]
            yield from self.steps(ends[0], ends[1], at[0], at[1])


def _is_counted(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether a narrower `contains` may let in more: for `maxContains`, or where none is needed."""
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


def _step(found: keywords.Found, old_path: str, new_path: str) -> Step:
    keyword, effect, old, new, said = found
    at = [join(path, keyword) for path in (old_path, new_path)]
    return Step(keyword, effect, at[0], at[1], old, new, said)


def _told(was: Any, now: Any, lost: list[Any], gained: list[Any]) -> str:
    if was is None:
        return f"only {_listed(now)} may stand here now, where values were not listed"
    if now is None:
        return f"values are not listed any more and were {_listed(was)}"
    parts = [f"{_listed(gained)} may newly stand here"] if gained else []
    return " and ".join([*parts, f"{_listed(lost)} no longer may"] if lost else parts)


def _listed(values: list[Any]) -> str:
    return ", ".join(map(shown, values[:6])) + (" and others" if len(values) > 6 else "")
