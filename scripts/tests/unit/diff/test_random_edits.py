"""Random edits of random schemas: a value that only one allows is never missed."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest
from clausebook.diff.direction import classify
from clausebook.diff.rules import RULES
from clausebook.diff.schema_rules import SIDES, schema_rule_id
from clausebook.diff.schemas import SchemaComparison
from clausebook.schema.acceptance import compile_schema
from clausebook.schema.keywords.comparing import Impact
from clausebook.schema.normal import normal
from clausebook.values.edge_samples import edge_samples
from clausebook.values.patterns import matching_texts

Schema = dict[str, Any]
_PAIRS = 400
_VALUES = ["a", "b", "ab", 1, 2, None, True, 1.5]
_TYPES = ["string", "integer", "null", "array", "object", "boolean"]


def drawn(random: random.Random, depth: int = 0) -> Schema:
    """A schema of a few keywords."""
    kinds = [_string, _number, _object, _array, _values, _union, _types, _negation, _condition]
    return random.choice(kinds[:2] + kinds[4:5] if depth > 2 else kinds)(random, depth)


def _some(random: random.Random, keywords: dict[str, Any]) -> Schema:
    return {key: value for key, value in keywords.items() if random.random() < 0.35}


def _string(random: random.Random, depth: int) -> Schema:
    pattern = random.choice(["^a", "^[a-c]+$", "b$", "^(x|y)$"])
    limits = {"minLength": random.randint(1, 3), "maxLength": random.randint(2, 5)}
    return {"type": "string", **_some(random, {**limits, "pattern": pattern})}


def _number(random: random.Random, depth: int) -> Schema:
    names = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
    limits = {name: random.randint(-2, 6) for name in names}
    change = {"multipleOf": random.randint(1, 4)}
    return {"type": random.choice(["integer", "number"]), **_some(random, {**limits, **change})}


def _object(random: random.Random, depth: int) -> Schema:
    members = {name: drawn(random, depth + 1) for name in "abc" if random.random() < 0.6}
    rest = random.choice([False, drawn(random, depth + 1)])
    required = [name for name in "abcd" if random.random() < 0.5] or ["a"]
    more = _some(random, {"required": required, "additionalProperties": rest})
    return {"type": "object", **({"properties": members} if members else {}), **more}


def _array(random: random.Random, depth: int) -> Schema:
    limits = {"minItems": random.randint(1, 2), "maxItems": random.randint(1, 3)}
    more = {"items": drawn(random, depth + 1), "uniqueItems": True, **limits}
    return {"type": "array", **_some(random, more)}


def _values(random: random.Random, depth: int) -> Schema:
    return {"enum": random.sample(_VALUES, random.randint(1, 4))}


def _union(random: random.Random, depth: int) -> Schema:
    branches = [drawn(random, depth + 1) for _ in range(random.randint(1, 3))]
    beside = {"type": random.choice(["object", "string", "integer"])}
    return {random.choice(["anyOf", "oneOf", "allOf"]): branches, **_some(random, beside)}


def _types(random: random.Random, depth: int) -> Schema:
    return {"type": sorted(random.sample(_TYPES, random.randint(2, 3)))}


def _negation(random: random.Random, depth: int) -> Schema:
    return {"not": drawn(random, depth + 1)}


def _condition(random: random.Random, depth: int) -> Schema:
    consequences = {
        "then": drawn(random, depth + 1),
        "else": drawn(random, depth + 1),
    }
    return {"if": drawn(random, depth + 1), **_some(random, consequences)}


def _inside(schema: Schema) -> Iterator[Schema]:
    yield schema
    for keyword, value in schema.items():
        if keyword == "properties":
            nested = list(value.values())
        else:
            nested = value if keyword in ("anyOf", "oneOf", "allOf") else [value]
        for child in nested:
            if isinstance(child, dict):
                yield from _inside(child)


def edited(random: random.Random, schema: Schema) -> Schema:
    """The schema with one keyword removed, moved or added."""
    schema_with_edit = copy.deepcopy(schema)
    place = random.choice(list(_inside(schema_with_edit)))
    keyword = random.choice(list(place)) if place else ""
    value = place.get(keyword)
    if isinstance(value, int) and not isinstance(value, bool) and random.random() < 0.6:
        place[keyword] = max(1, value + random.choice([-1, 1, 2]))
    elif isinstance(value, list) and len(value) > 1 and random.random() < 0.6:
        random.shuffle(value)
        if random.random() < 0.5:
            value.pop()
    elif keyword and random.random() < 0.5:
        del place[keyword]
    else:
        for name, brought in drawn(random, 2).items():
            place.setdefault(name, brought)
    return schema_with_edit


@pytest.mark.parametrize("seed", range(4))
def test_a_difference_that_a_value_shows_is_never_missed(seed: int) -> None:
    source = random.Random(seed)
    compared = 0
    for _ in range(_PAIRS):
        old = drawn(source)
        new = edited(source, old)
        accepts = compile_schema(old), compile_schema(new)
        values = [*edge_samples(old, {}), *edge_samples(new, {})]
        changes = SchemaComparison({}, {}).compare(normal(old), normal(new), "", "")
        if any(change.impact in (Impact.GAINED, Impact.LOST) for change in changes):
            continue  # declaring a member is compatible on purpose
        compared += 1
        for side, before, after in (("request", *accepts), ("response", *reversed(accepts))):
            harmless = all(classify(side, change.impact)[0] == "compatible" for change in changes)
            shown = [value for value in values if before(value) and not after(value)]
            assert not (harmless and shown), (side, old, new, shown[0])
    assert compared > _PAIRS / 2


@pytest.mark.parametrize("seed", range(4))
def test_every_difference_has_a_rule_on_every_side(seed: int) -> None:
    source = random.Random(200 + seed)
    reported = set()
    for _ in range(_PAIRS):
        old = drawn(source)
        new = edited(source, old) if source.random() < 0.5 else drawn(source)
        for pair in ((old, new), (new, old)):
            changes = SchemaComparison({}, {}).compare(normal(pair[0]), normal(pair[1]), "", "")
            reported |= {(change.keyword, change.impact) for change in changes}

    assert len(reported) > 20
    for keyword, impact in reported:
        for side in SIDES:
            assert schema_rule_id(side, keyword, impact) in RULES


@pytest.mark.parametrize("seed", range(4))
def test_the_form_that_is_compared_means_the_same(seed: int) -> None:
    source = random.Random(100 + seed)
    for _ in range(_PAIRS):
        schema = drawn(source)
        plain, form = compile_schema(schema), compile_schema(normal(schema))
        for value in edge_samples(schema, {}):
            assert plain(value) == form(value), (schema, normal(schema), value)


def test_a_patterns_samples_match_it() -> None:
    for pattern in (r"^[a-z]{2,5}$", r"^(shardId-[0-9]{10}|[0-9]+)$", r"\A\d+-\w\Z", r"^[^/]*x?$"):
        texts = matching_texts(pattern)
        accepts = compile_schema({"pattern": pattern.replace(r"\A", "^").replace(r"\Z", "$")})
        assert sum(map(accepts, texts)) > len(texts) / 2
        assert len(texts) > 3
    assert matching_texts("(") == []
