"""Hypothesis strategies for the values that a canonical schema allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample, Unsatisfiable

from clausebook.openapi import Parameter
from clausebook.schema.annotations import is_one_way
from clausebook.schema.bounds import MOST_CHARACTERS, MOST_ITEMS
from clausebook.schema.canonical import Schema
from clausebook.schema.ecma_patterns import python_pattern
from clausebook.schema.merging import roughly_merged
from clausebook.schema.unions import selectable_branches
from clausebook.schema.validation import SchemaValidator
from clausebook.values.formats import FORMAT_STRATEGIES
from clausebook.values.nothing import NOTHING

Strategy = st.SearchStrategy[Any]

# Where a schema sets no limit: long enough for every kind of character, short enough to be quick.
_MAX_TEXT_LENGTH = 100
_MAX_ITEMS = 5
_HEADER_CHARACTERS = "".join(chr(code) for code in range(0x21, 0x7F))


def values_of(schema: Schema, place: str = "body") -> Strategy:
    """Values that the schema accepts and HTTP can carry at `place` (path, query, body ...)."""
    strategy = _Builder(schema, place).build(schema.value)
    accepts = SchemaValidator(schema, "").accepts
    return strategy.filter(lambda value: accepts(value) and is_writable(value, place))


def one_of(schema: Schema, place: str = "body") -> Any:
    """One simple value that the schema accepts: not empty if possible, and always the same.

    NOTHING where none is found.
    """
    find_settings = settings(
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],  # begins with the simplest; shrinking would take seconds
        suppress_health_check=list(HealthCheck),  # also asked for while a property runs
    )
    strategy = values_of(schema, place)
    for is_wanted in (lambda value: value not in ("", [], {}, None), lambda value: True):
        with suppress(NoSuchExample, Unsatisfiable):
            return find(strategy, is_wanted, settings=find_settings)
    return NOTHING


def is_writable(value: Any, place: str) -> bool:
    """Whether HTTP can carry the value at this place."""
    if not isinstance(value, str):
        return True
    if place == "path":
        # A segment of dots means another path (RFC 3986, 5.2.4), and an empty one is no value.
        return value not in ("", ".", "..")
    if place == "header":
        return value != "" and set(value) <= {*_HEADER_CHARACTERS, " "} and value == value.strip()
    return True


def is_unambiguous(parameter: Parameter, value: Any) -> bool:
    """Whether the value can be parsed back from its serialization in the parameter's style.

    Nothing is written for an empty list or object, one empty item looks like none, and blanks and
    bars between the items are encoded like those within (OAS 3.1, 4.8.12.3).
    """
    if value in ([], {}):
        return False
    if not isinstance(value, list) or parameter.explode or parameter.media_type is not None:
        return True
    glue = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(parameter.style)
    return value != [""] and not any(glue and glue in str(item) for item in value)


class _Builder:
    """Builds strategies for one schema; a recursive member is built when it is drawn."""

    def __init__(self, schema: Schema, place: str) -> None:
        self._definitions: Mapping[str, Any] = schema.value.get("$defs", {})
        self._characters: Strategy = {
            "header": st.sampled_from(_HEADER_CHARACTERS),
        }.get(place, st.characters(exclude_categories=["Cs"]))

    def build(self, schema: Any) -> Strategy:
        if _rejects_everything(schema):
            return st.nothing()
        if not isinstance(schema, dict):
            schema = {}
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        if isinstance(schema.get("$ref"), str):
            name = schema["$ref"].rpartition("/")[2]
            return st.deferred(lambda: self.build(self._definitions.get(name, {})))
        for keyword in ("anyOf", "oneOf"):
            if schema.get(keyword):
                rest = {k: v for k, v in schema.items() if k not in (keyword, "discriminator")}
                branches = selectable_branches(schema, keyword)
                return st.one_of(*(self.build(roughly_merged(rest, b)) for b in branches))
        if schema.get("allOf"):
            rest = {key: value for key, value in schema.items() if key != "allOf"}
            for branch in schema["allOf"]:
                rest = roughly_merged(rest, branch)
            return self.build(rest)
        if "if" in schema:
            rest = {k: v for k, v in schema.items() if k not in ("if", "then", "else")}
            then_schema = roughly_merged(roughly_merged(rest, schema["if"]), schema.get("then", {}))
            return st.one_of(
                self.build(then_schema), self.build(roughly_merged(rest, schema.get("else", {})))
            )
        for trigger, required_schema in _dependencies(schema):
            rest = _without_dependency(schema, trigger)
            with_trigger = roughly_merged(
                roughly_merged(rest, required_schema), {"required": [trigger]}
            )
            return st.one_of(self.build(_without_member(rest, trigger)), self.build(with_trigger))
        declared = schema.get("type", ["string", "integer", "boolean"])
        makers: Mapping[str, Callable[[Mapping[str, Any]], Strategy]] = {
            "string": self._text,
            "integer": _integers,
            "number": _numbers,
            "boolean": lambda _: st.booleans(),
            "null": lambda _: st.none(),
            "array": self._list,
            "object": self._object,
        }
        names = [declared] if isinstance(declared, str) else declared
        return st.one_of(*(makers[name](schema) for name in names))

    def _text(self, schema: Mapping[str, Any]) -> Strategy:
        if schema.get("minLength", 0) > MOST_CHARACTERS:
            return st.nothing()
        if schema.get("format") in FORMAT_STRATEGIES:
            return FORMAT_STRATEGIES[schema["format"]]()
        if "pattern" in schema:
            # A pattern that Python cannot express as ECMA-262 means it is drawn as it is written;
            # the filter of `values_of` removes what the judge rejects.
            pattern = python_pattern(schema["pattern"]) or schema["pattern"]
            return st.from_regex(pattern, alphabet=self._characters)
        least = schema.get("minLength", 0)
        most = min(schema.get("maxLength", least + _MAX_TEXT_LENGTH), least + _MAX_TEXT_LENGTH)
        return st.text(self._characters, min_size=least, max_size=most)

    def _list(self, schema: Mapping[str, Any]) -> Strategy:
        if max(schema.get("minItems", 0), schema.get("minContains", 0)) > MOST_ITEMS:
            return st.nothing()
        items = schema.get("items", schema.get("unevaluatedItems", {}))
        if "prefixItems" in schema:
            return self._tuple(schema, items)
        if "contains" in schema and schema.get("minContains", 1) > 0:
            return self._containing(schema, items)
        least = schema.get("minItems", 0)
        if _rejects_everything(items):
            return st.nothing() if least > 0 else st.just([])
        # One more at most where the schema is recursive, lest the lists grow without end.
        most = least + (1 if isinstance(items, dict) and "$ref" in items else _MAX_ITEMS)
        return st.lists(
            self.build(items),
            min_size=least,
            max_size=min(schema.get("maxItems", most), most),
            unique_by=repr if schema.get("uniqueItems") else None,
        )

    def _tuple(self, schema: Mapping[str, Any], items: Any) -> Strategy:
        """A prefix of the `prefixItems`, or all of them followed by further items."""
        prefix_items = [self.build(item) for item in schema["prefixItems"]]
        least, most = (
            schema.get("minItems", 0),
            schema.get("maxItems", len(prefix_items) + _MAX_ITEMS),
        )
        shorter = [
            st.tuples(*prefix_items[:count]).map(list) for count in range(least, len(prefix_items))
        ]
        rest = {k: schema[k] for k in ("contains", "minContains", "maxContains") if k in schema}
        rest |= {"items": items, "minItems": max(least - len(prefix_items), 0)}
        rest["maxItems"] = most - len(prefix_items)
        longer = (
            [_joined(st.tuples(*prefix_items).map(list), self._list(rest))]
            if most >= len(prefix_items)
            else []
        )
        return st.one_of(*shorter, *longer)

    def _containing(self, schema: Mapping[str, Any], items: Any) -> Strategy:
        """The minimum of items that fit `contains`, mixed with others."""
        least = schema.get("minContains", 1)
        # What is contained counts as evaluated, whatever `unevaluatedItems` says.
        described = schema.get("items", {})
        contained_items = {
            "items": False if described is False else roughly_merged(described, schema["contains"])
        }
        other_items = {"items": items, "minItems": max(schema.get("minItems", 0) - least, 0)}
        if "maxItems" in schema:
            other_items["maxItems"] = schema["maxItems"] - least
        contained = self._list({**contained_items, "minItems": least, "maxItems": least})
        return _joined(contained, self._list(other_items)).flatmap(st.permutations).map(list)

    def _object(self, schema: Mapping[str, Any]) -> Strategy:
        described = schema.get("properties", {}).items()
        members = {name: self.build(m) for name, m in described if not is_one_way(m)}
        required = list(schema.get("required", []))
        others = [name for name in members if name not in required]
        required += others[: max(schema.get("minProperties", 0) - len(required), 0)]
        return st.fixed_dictionaries(
            {name: members.get(name, st.text(max_size=5)) for name in required},
            optional={
                name: member_strategy
                for name, member_strategy in members.items()
                if name not in required
            },
        )


def _joined(left: Strategy, right: Strategy) -> Strategy:
    return st.tuples(left, right).map(lambda lists: [*lists[0], *lists[1]])


def _rejects_everything(schema: Any) -> bool:
    return schema is False or (isinstance(schema, dict) and schema.get("not") == {})


def _dependencies(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each member with a dependency, and the schema that the object must then match."""
    for trigger, names in schema.get("dependentRequired", {}).items():
        yield trigger, {"required": names}
    yield from schema.get("dependentSchemas", {}).items()


def _without_dependency(schema: Mapping[str, Any], trigger: str) -> dict[str, Any]:
    """The schema without the first dependency of the member."""
    result = dict(schema)
    for keyword in ("dependentRequired", "dependentSchemas"):
        if trigger in schema.get(keyword, {}):
            result[keyword] = {
                name: dependency for name, dependency in schema[keyword].items() if name != trigger
            }
            break
    return result


def _without_member(schema: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The schema for drawing values without this member."""
    members = {
        other: member for other, member in schema.get("properties", {}).items() if other != name
    }
    return {**schema, "properties": members}


def _integers(schema: Mapping[str, Any]) -> Strategy:
    least, most = schema.get("minimum"), schema.get("maximum")
    if "exclusiveMinimum" in schema:
        least = schema["exclusiveMinimum"] + 1
    if "exclusiveMaximum" in schema:
        most = schema["exclusiveMaximum"] - 1
    step = schema.get("multipleOf", 1)
    if step != 1 and isinstance(step, int):
        low = None if least is None else -(-int(least) // step)
        return st.integers(low, None if most is None else int(most) // step).map(lambda n: n * step)
    # The integers that every JSON parser reads exactly (RFC 8259, 6).
    return st.integers(
        -(2**53) + 1 if least is None else least, 2**53 - 1 if most is None else most
    )


def _numbers(schema: Mapping[str, Any]) -> Strategy:
    return st.floats(
        schema.get("minimum", schema.get("exclusiveMinimum", -1e9)),
        schema.get("maximum", schema.get("exclusiveMaximum", 1e9)),
        allow_nan=False,
    )
