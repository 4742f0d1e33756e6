"""Makes a small value that a canonical schema probably allows, without search."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.schema.annotations import is_one_way
from clausebook.schema.bounds import MOST_CHARACTERS, MOST_ITEMS, why_not_probed
from clausebook.schema.keywords import TYPE_OF
from clausebook.schema.keywords.formats import SAMPLES
from clausebook.schema.merging import roughly_merged
from clausebook.schema.sent_formats import SENT_FORMATS, samples_of
from clausebook.schema.unions import selectable_branches
from clausebook.values.nothing import NOTHING
from clausebook.values.patterns import matching_texts
from clausebook.values.texts import matches, shortest_text, texts_of_length

_WORD = "example"
# What a pattern often asks for, in the order in which it is tried.
_WORDS = (_WORD, "Example", "EXAMPLE", "user@example.com", "https://example.com/page")


def sample_value(schema: Any) -> Any:
    """A small value that the schema allows; NOTHING if finding one takes a search."""
    if not isinstance(schema, dict) or "$ref" in schema or is_one_way(schema):
        return NOTHING
    if schema.get("enum"):
        return schema["enum"][0]
    for keyword in ("allOf", "anyOf", "oneOf"):
        if schema.get(keyword):
            rest = {own: v for own, v in schema.items() if own not in (keyword, "discriminator")}
            return _of_branches(keyword, selectable_branches(schema, keyword), rest)
    kind = kind_of(schema)
    if kind == "object":
        return _object(schema)
    if kind == "array":
        return _array(schema)
    if kind in ("integer", "number"):
        return next((n for n in _numbers(schema) if _is_allowed(n, schema)), NOTHING)
    return _text(schema) if kind == "string" else kind == "boolean" or None


def kind_of(schema: Mapping[str, Any]) -> str:
    """One type that the schema allows; null only if it allows no other."""
    kinds = schema.get("type")
    if kinds is None:
        return next((TYPE_OF[keyword] for keyword in schema if keyword in TYPE_OF), "string")
    if isinstance(kinds, str):
        return kinds
    return str(next((kind for kind in kinds if kind != "null"), "null"))


def _of_branches(keyword: str, branches: list[Any], rest: dict[str, Any]) -> Any:
    if keyword == "allOf":
        for branch in branches:
            rest = roughly_merged(rest, branch)
        return sample_value(rest)
    values = (sample_value(roughly_merged(rest, branch)) for branch in branches)
    return next((value for value in values if value is not NOTHING), NOTHING)


def _object(schema: Mapping[str, Any]) -> Any:
    if schema.get("minProperties", 0) > MOST_ITEMS:
        return NOTHING
    properties = schema.get("properties", {})
    members = {name: sample_value(properties.get(name, {})) for name in schema.get("required", [])}
    for name in properties:
        if len(members) < schema.get("minProperties", 0) and not is_one_way(properties[name]):
            members.setdefault(name, sample_value(properties[name]))
    additional = schema.get("additionalProperties", {})
    while len(members) < schema.get("minProperties", 0) and additional is not False:
        members[f"member{len(members)}"] = sample_value(additional)
    return NOTHING if NOTHING in members.values() else members


def _array(schema: Mapping[str, Any]) -> Any:
    if schema.get("minItems", 0) > MOST_ITEMS:
        return NOTHING
    leading_items = [sample_value(item) for item in schema.get("prefixItems", [])]
    leading_items += [sample_value(schema["contains"])] if "contains" in schema else []
    item_schema = schema.get("items", {})
    missing = max(schema.get("minItems", 0) - len(leading_items), 0)
    items = (leading_items + list(several(item_schema, missing)))[
        : max(schema.get("minItems", 0), len(leading_items))
    ]
    return NOTHING if NOTHING in items else items


def several(schema: Any, count: int) -> Iterator[Any]:
    """`count` values of one schema, different ones as far as possible."""
    values = list(itertools.islice(variants_of(schema), count)) if count > 0 else []
    yield from (values[index % len(values)] for index in range(count) if values)


def variants_of(schema: Any) -> Iterator[Any]:
    """Values of a schema: the smallest first, then others."""
    value = sample_value(schema)
    yield value
    if value is NOTHING:
        return
    for keyword in ("oneOf", "anyOf"):
        if schema.get(keyword):
            rest = {own: kept for own, kept in schema.items() if own != keyword}
            yield from (sample_value(roughly_merged(rest, branch)) for branch in schema[keyword])
    if schema.get("enum"):
        yield from schema["enum"][1:]
    elif isinstance(value, dict):
        for name in schema.get("properties", {}):
            members = itertools.islice(variants_of(schema["properties"][name]), 1, 20)
            yield from ({**value, name: member} for member in members if member is not NOTHING)
    elif isinstance(value, str) and "pattern" in schema:
        least, most = schema.get("minLength", 0), schema.get("maxLength", math.inf)
        matching = [
            text for text in matching_texts(schema["pattern"]) if least <= len(text) <= most
        ]
        lengths = range(least, int(min(most, least + 20)) + 1) if len(matching) < 20 else ()
        texts_by_length = (text for n in lengths for text in texts_of_length(schema["pattern"], n))
        others = (text for text in itertools.chain(matching, texts_by_length) if text != value)
        yield from itertools.islice(others, 20)
    elif isinstance(value, str) and "format" not in schema:
        yield from (value[:-1] + letter for letter in "bcdefghijklmnopqrst")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        numbers = (value + index * schema.get("multipleOf", 1) for index in range(1, 20))
        yield from (number for number in numbers if _is_allowed(number, schema))


def _numbers(schema: Mapping[str, Any]) -> Iterator[Any]:
    step = schema.get("multipleOf", 1)
    yield from (0, 1, step)
    if any(why_not_probed(keyword, limit) for keyword, limit in schema.items()):
        return
    for keyword in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"):
        limit = schema.get(keyword)
        if limit is not None:
            near = math.floor(limit / step) * step
            yield from (limit, near, near + step, near - step, limit + 0.5, limit - 0.5)


def _is_allowed(number: Any, schema: Mapping[str, Any]) -> bool:
    step = schema.get("multipleOf")
    return (
        number >= schema.get("minimum", -math.inf)
        and number > schema.get("exclusiveMinimum", -math.inf)
        and number <= schema.get("maximum", math.inf)
        and number < schema.get("exclusiveMaximum", math.inf)
        and (step is None or math.isclose(number / step, round(number / step)))
        and (kind_of(schema) != "integer" or number == int(number))
    )


def _text(schema: Mapping[str, Any]) -> Any:
    least, most = schema.get("minLength", 0), schema.get("maxLength", math.inf)
    if least > MOST_CHARACTERS:
        return NOTHING
    pattern = schema.get("pattern")
    for text in _usual_texts(schema.get("format", ""), least, most):
        if least <= len(text) <= most and (pattern is None or matches(pattern, text)):
            return text
    if pattern is not None:
        candidates = (text for text in matching_texts(pattern) if least <= len(text) <= most)
        match = next((text for text in candidates if matches(pattern, text)), None)
        match = shortest_text(pattern, least) if match is None else match
        return match if match is not None and len(match) <= most else NOTHING
    return SAMPLES.get(schema.get("format", ""), _WORD)


def _usual_texts(kind: str, least: int, most: float) -> Iterator[str]:
    """Texts of the format, or else plain words: some services reject what no person writes."""
    if kind in SAMPLES:
        yield SAMPLES[kind]
    yield from samples_of(kind, least)
    if kind not in SAMPLES and kind not in SENT_FORMATS:
        yield from _WORDS
        yield _WORD[: int(min(most, len(_WORD)))]
        yield (_WORD * (least // len(_WORD) + 1))[:least]
