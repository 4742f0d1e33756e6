"""Hypothesis strategies for canonical schemas: the source of values for witnesses.

Nothing here is shared with the values of the checks, or mutants that the checks miss would lack a
witness too. Strategies may be wider than their schema; callers filter by the judge. The same schema
gives the same values every time.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException, NoSuchExample

from clausebook.openapi import DocumentError
from clausebook.schema.bounds import MOST_CHARACTERS, MOST_ITEMS
from clausebook.schema.canonical import Schema
from clausebook.schema.keywords import TYPE_OF
from clausebook.schema.merging import roughly_merged
from clausebook.schema.validation import SchemaValidator
from clausebook.values.formats import FORMAT_STRATEGIES
from clausebook.values.nothing import NOTHING

Strategy = st.SearchStrategy[Any]
_CONDITIONS = ("if", "then", "else")
_LONGER = 20  # characters beyond minLength, where a schema sets no maxLength
_ANYTHING = ("text", 1, 1.5, -7, True, None, ["text"], {"name": "text"})
_NAMES = st.sampled_from(["further_member", "x-other", "a", "B", "9"])


def first_value(schema: Any, definitions: Mapping[str, Any], *, along: Sequence[str] = ()) -> Any:
    """A simple value that the schema allows; NOTHING if none is found.

    `along` is a keyword path: the value then has the part to which that keyword applies.
    """
    written = json.dumps([schema, definitions], sort_keys=True)
    return _first(written, tuple(along))


def distinct_values(schema: Any, definitions: Mapping[str, Any], count: int) -> list[Any]:
    """Up to `count` different values that the schema allows."""
    return list(_others(json.dumps([schema, definitions], sort_keys=True)))[:count]


def first_drawn(strategy: Strategy, predicate: Callable[[Any], bool], most: int) -> Any:
    """The first of up to `most` drawn values that fulfils `predicate`; NOTHING if none does."""
    quiet = settings(
        database=None,
        derandomize=True,
        deadline=None,
        max_examples=most,
        phases=[Phase.generate],  # begins with the simplest; shrinking would take seconds
        suppress_health_check=list(HealthCheck),
    )
    try:
        return find(strategy, predicate, settings=quiet, random=random.Random(0))
    except (NoSuchExample, HypothesisException, RecursionError):
        return NOTHING


def values_along(
    schema: Any, definitions: Mapping[str, Any], along: Sequence[str] = ()
) -> Strategy:
    """A strategy for values of roughly the schema, which have the part that `along` leads to."""
    return _Builder(definitions).build(schema, tuple(along))


def validity_check(schema: Any, definitions: Mapping[str, Any]) -> Callable[[Any], bool]:
    """A function: does the judge accept a value? It rejects all if it cannot use the schema."""
    if not isinstance(schema, Mapping):
        return lambda value: bool(schema)
    whole = {**schema, "$defs": definitions} if definitions else dict(schema)
    try:
        return SchemaValidator(Schema(whole, {}, {}), "").accepts
    except DocumentError:
        return lambda value: False


@lru_cache(maxsize=4096)
def _first(written: str, along: tuple[str, ...]) -> Any:
    schema, definitions = json.loads(written)
    accepts, strategy = (
        validity_check(schema, definitions),
        values_along(schema, definitions, along),
    )
    value = first_drawn(strategy, lambda value: value not in ("", [], {}) and accepts(value), 60)
    return first_drawn(strategy, accepts, 60) if value is NOTHING else value


@lru_cache(maxsize=4096)
def _others(written: str) -> tuple[Any, ...]:
    schema, definitions = json.loads(written)
    accepts, values = validity_check(schema, definitions), dict[str, Any]()

    def has_enough(value: Any) -> bool:
        if accepts(value):
            values.setdefault(json.dumps(value, sort_keys=True), value)
        return len(values) >= 20

    first_drawn(values_along(schema, definitions), has_enough, 80)
    return tuple(values.values())


def inline_references(schema: Any, definitions: Mapping[str, Any], levels: int = 2) -> Any:
    """The schema with references replaced by their targets, `levels` deep, then by {}."""
    if isinstance(schema, list):
        return [inline_references(item, definitions, levels) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    target = schema.get("$ref")
    if isinstance(target, str):
        referenced = definitions.get(target.rpartition("/")[2], {})
        return inline_references(referenced, definitions, levels - 1) if levels else {}
    return {key: inline_references(value, definitions, levels) for key, value in schema.items()}


class _Builder:
    """Builds strategies; `along` is the rest of the keyword path that must apply to a value."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions

    def build(self, schema: Any, along: tuple[str, ...] = ()) -> Strategy:
        if schema is False or (isinstance(schema, Mapping) and schema.get("not") == {}):
            return st.nothing()
        if not isinstance(schema, Mapping):
            schema = {}
        if not schema and not along:
            return st.sampled_from(_ANYTHING)
        if "enum" in schema:
            return st.sampled_from(schema["enum"]) if schema["enum"] else st.nothing()
        if isinstance(schema.get("$ref"), str):
            target = self._definitions.get(schema["$ref"].rpartition("/")[2], {})
            return st.deferred(lambda: self.build(target, along))
        for keyword in ("allOf", "anyOf", "oneOf"):
            if schema.get(keyword):
                return self._branches(keyword, schema, along)
        if "if" in schema:
            return self._conditional(schema, along)
        if along[:1] == ("dependentSchemas",) and len(along) > 1:
            rest = {k: v for k, v in schema.items() if k != "dependentSchemas"}
            branch = roughly_merged({"required": [along[1]]}, schema["dependentSchemas"][along[1]])
            return self.build(roughly_merged(rest, branch), along[2:])
        return self._of_types(schema, along)

    def _branches(
        self, keyword: str, schema: Mapping[str, Any], along: tuple[str, ...]
    ) -> Strategy:
        rest = {own: value for own, value in schema.items() if own != keyword}
        mine = along[:1] == (keyword,) and len(along) > 1
        if keyword == "allOf":
            for branch in schema[keyword]:
                rest = roughly_merged(rest, branch)
            return self.build(rest, along[2:] if mine else along)
        branches = [schema[keyword][int(along[1])]] if mine else schema[keyword]
        deeper = along[2:] if mine else along
        return st.one_of(*(self.build(roughly_merged(rest, branch), deeper) for branch in branches))

    def _conditional(self, schema: Mapping[str, Any], along: tuple[str, ...]) -> Strategy:
        plain = {own: value for own, value in schema.items() if own not in _CONDITIONS}
        then = roughly_merged(
            plain, roughly_merged(_as_object(schema["if"]), schema.get("then", {}))
        )
        if along[:1] == ("then",):
            return self.build(then, along[1:])
        otherwise = roughly_merged(plain, schema.get("else", {}))
        if along[:1] == ("else",):
            return self.build(otherwise, along[1:])
        return st.one_of(*(self.build(branch, along) for branch in (plain, then, otherwise)))

    def _of_types(self, schema: Mapping[str, Any], along: tuple[str, ...]) -> Strategy:
        makers: Mapping[str, Callable[[Mapping[str, Any]], Strategy]] = {
            "string": _texts,
            "integer": _integers,
            "number": lambda inner: st.one_of(_integers(inner), _fractions(inner)),
            "boolean": lambda _: st.booleans(),
            "null": lambda _: st.none(),
            "array": lambda inner: self._list(inner, along),
            "object": lambda inner: self._object(inner, along),
        }
        wanted = TYPE_OF.get(along[0]) if along else None
        declared = schema.get("type")
        if declared is None:
            implied = (TYPE_OF[k] for k in schema if k in TYPE_OF)
            types = list(dict.fromkeys(implied)) or ["string"]
            types = [*types, *(name for name in makers if name not in types)]
        else:
            types = [declared] if isinstance(declared, str) else list(declared)
        fitting = [t for t in types if wanted in (t, "number" if t == "integer" else None)]
        chosen = fitting or sorted(types, key=lambda name: name == "null")
        return st.one_of(*(makers[name](schema) for name in chosen))

    def _list(self, schema: Mapping[str, Any], along: tuple[str, ...]) -> Strategy:
        if schema.get("minItems", 0) > MOST_ITEMS:
            return st.nothing()
        first = schema.get("prefixItems", [])
        into = along[0] if len(along) > 1 else ""
        index = int(along[1]) if into == "prefixItems" else -1
        fixed = [
            self.build(item, along[2:] if number == index else ())
            for number, item in enumerate(first)
        ]
        items = self.build(schema.get("items", {}), along[1:] if into == "items" else ())
        if "contains" in schema:
            items = st.one_of(self.build(schema["contains"]), items)
        least = max(schema.get("minItems", 0) - len(first), 1 if into == "items" else 0)
        further = 1 if "$ref" in json.dumps(schema.get("items", {})) else 4
        most = max(
            least, min(schema.get("maxItems", least + further) - len(first), least + further)
        )
        unique = (
            (lambda item: json.dumps(item, sort_keys=True)) if "uniqueItems" in schema else None
        )
        rest = st.lists(items, min_size=least, max_size=most, unique_by=unique)
        return st.tuples(st.tuples(*fixed), rest).map(lambda both: [*both[0], *both[1]])

    def _object(self, schema: Mapping[str, Any], along: tuple[str, ...]) -> Strategy:
        if schema.get("minProperties", 0) > MOST_ITEMS:
            return st.nothing()
        into, name = (along[0], along[1]) if len(along) > 1 else ("", "")
        described = {
            own: self.build(child, along[2:] if (into, own) == ("properties", name) else ())
            for own, child in schema.get("properties", {}).items()
        }
        further = schema.get("additionalProperties", {})
        other = self.build(further, along[1:] if into == "additionalProperties" else ())
        required = {*schema.get("required", []), *([name] if into == "properties" else [])}
        needed = {own: described.get(own, other) for own in sorted(required)}
        optional = {own: values for own, values in described.items() if own not in required}
        known = st.fixed_dictionaries(needed, optional=optional)
        named = schema.get("propertyNames")
        names = self.build(roughly_merged({"type": "string"}, named)) if named else _NAMES
        missing = max(schema.get("minProperties", 0) - len(described), 0)
        if into == "patternProperties":
            child = self.build(schema[into][name], along[2:])
            extra = st.dictionaries(_matching(name), child, min_size=1, max_size=2)
        elif further is False:
            return known
        else:
            least = max(missing, 1 if into == "additionalProperties" else 0)
            extra = st.dictionaries(names, other, min_size=least, max_size=least + 2)
        return st.tuples(extra, known).map(lambda both: {**both[0], **both[1]})


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _as_object(schema: Any) -> Mapping[str, Any]:
    return schema if isinstance(schema, Mapping) else {}


def _matching(pattern: str) -> Strategy:
    try:
        # Python's `$` matches before a final newline, ECMA-262's does not: callers filter.
        strategy = st.from_regex(pattern)
        strategy.validate()
    except Exception:  # the parser or Hypothesis fails: not a regular expression of Python
        return st.text(max_size=_LONGER)
    return strategy


def _texts(schema: Mapping[str, Any]) -> Strategy:
    if schema.get("minLength", 0) > MOST_CHARACTERS:
        return st.nothing()
    if schema.get("format") in FORMAT_STRATEGIES:
        return FORMAT_STRATEGIES[schema["format"]]()
    if "pattern" in schema:
        return _matching(schema["pattern"])
    least = schema.get("minLength", 0)
    most = max(least, min(schema.get("maxLength", least + _LONGER), least + _LONGER))
    letters = st.characters(exclude_categories=["Cs"])
    return st.one_of(
        st.text("abcXYZ019-_ .", min_size=min(max(least, 1), most), max_size=most),
        st.text(letters, min_size=least, max_size=most),
    )


def _integers(schema: Mapping[str, Any]) -> Strategy:
    least, most = schema.get("minimum"), schema.get("maximum")
    if "exclusiveMinimum" in schema:
        least = max(schema["exclusiveMinimum"] + 1, -(2**63) if least is None else least)
    if "exclusiveMaximum" in schema:
        most = min(schema["exclusiveMaximum"] - 1, 2**63 if most is None else most)
    step = schema.get("multipleOf", 1)
    whole = step if isinstance(step, int) and step > 0 else 1
    low = None if least is None else -(-int(least) // whole)
    high = None if most is None else int(most) // whole
    if low is not None and high is not None and low > high:
        return st.nothing()
    if low is None and high is None:
        low, high = -(2**53) + 1, 2**53 - 1  # RFC 8259, 6: exact in every implementation
    return st.integers(low, high).map(lambda number: number * whole)


def _fractions(schema: Mapping[str, Any]) -> Strategy:
    step = schema.get("multipleOf")
    least = schema.get("minimum", schema.get("exclusiveMinimum", -1e9))
    most = schema.get("maximum", schema.get("exclusiveMaximum", 1e9))
    if least > most:
        return st.nothing()
    if step:
        return st.integers(int(least // step), int(most // step)).map(lambda n: n * step)
    return st.floats(least, most, allow_nan=False, allow_infinity=False)
