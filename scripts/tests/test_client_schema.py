"""The schema checks that generated clients carry agree with the judge's, which are a library's."""

from __future__ import annotations

from typing import Any

import pytest
from clausebook.clauses import Schema as Canonical
from clausebook.generate.described import with_python_patterns
from clausebook.generate.patterns import python_pattern
from clausebook.generate.runtime._schema import Schema, inside
from clausebook.judge.schemas import SchemaJudge
from hypothesis import given, settings
from hypothesis import strategies as st

TEXT = st.text(st.sampled_from("ab0-. \n\u0660éA"), max_size=4)
VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from([1.0, 0.5, -2.5, 2**31]), TEXT
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["a", "b", "x-a"]), inner)
    ),
    max_leaves=6,
)
PLAIN: list[dict[str, Any]] = [
    {"type": "string", "minLength": 1, "maxLength": 2},
    {"type": ["string", "null"], "pattern": "^a.?$"},
    {"pattern": "^[0-9]+$"},
    {"pattern": r"^\d\w\s?$"},
    {"type": "integer", "minimum": -1, "exclusiveMaximum": 2},
    {"type": "number", "multipleOf": 0.5, "maximum": 1},
    {"type": "boolean"},
    {"enum": [1, "a", None, True, [1], {"a": 0}]},
    {"type": "array", "minItems": 1, "maxItems": 2, "uniqueItems": True},
    {"type": "object", "required": ["a"], "maxProperties": 1},
    {"format": "int32"},
    {"format": "date"},
    {"dependentRequired": {"a": ["b"]}},
    {"not": {}},
    {},
]


def _choice(keyword: str, branches: list[dict[str, Any]]) -> dict[str, Any]:
    return {keyword: branches}


def _nested(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        inner.map(lambda schema: {"type": "array", "items": schema}),
        st.tuples(inner, inner).map(
            lambda two: {
                "properties": {"a": two[0]},
                "patternProperties": {"^x-": two[1]},
                "additionalProperties": False,
            }
        ),
        inner.map(lambda schema: {"additionalProperties": schema}),
        inner.map(lambda schema: {"contains": schema, "minContains": 1, "maxContains": 2}),
        inner.map(lambda schema: {"propertyNames": schema}),
        st.tuples(inner, inner, inner).map(
            lambda three: {"if": three[0], "then": three[1], "else": three[2]}
        ),
        st.builds(_choice, st.sampled_from(["anyOf", "oneOf", "allOf"]), several),
        inner.map(lambda schema: {"not": schema}),
    )


@settings(max_examples=1500, deadline=None)
@given(schema=st.recursive(st.sampled_from(PLAIN), _nested, max_leaves=5), value=VALUES)
def test_both_say_the_same(schema: dict[str, Any], value: Any) -> None:
    judge = SchemaJudge(Canonical(schema, {}, {}), "")
    found = Schema(with_python_patterns(schema), {}).faults(value)

    assert (found == []) == judge.accepts(value)


@pytest.mark.parametrize(
    ("pattern", "taken", "refused"),
    [
        ("^a$", ["a"], ["a\n", "ba"]),
        (r"^\d+$", ["0"], ["\u0660", ""]),
        (r"^\w$", ["_"], ["é"]),
        (r"^\S$", ["a"], ["\ufeff"]),
        ("^.$", ["a", "\x85"], ["\n", "\u2028"]),
        ("^[a-z[&&]$", ["[", "&"], ["A"]),
        (r"^\u0061\x62\/$", ["ab/"], ["abc"]),
        (r"^(?<year>[0-9]{4})-\k<year>$", ["2026-2026"], ["2026-2025"]),
        ("^[^]$", ["\n"], [""]),
        (r"^\cJ$", ["\n"], ["J"]),
    ],
)
def test_a_pattern_means_what_ecma_262_says(
    pattern: str, taken: list[str], refused: list[str]
) -> None:
    schema = Schema({"pattern": [pattern, python_pattern(pattern)]}, {})

    assert all(map(schema.accepts, taken))
    assert not any(map(schema.accepts, refused))


@pytest.mark.parametrize("pattern", [r"\p{L}", "(", r"[\D]", r"(?<=a*)b"])
def test_a_pattern_that_python_cannot_express_is_left_unchecked(pattern: str) -> None:
    assert python_pattern(pattern) is None
    assert with_python_patterns({"type": "string", "pattern": pattern}) == {"type": "string"}


def test_the_part_that_is_wrong_is_named() -> None:
    assert inside("/properties/lines/items/properties/count/minimum") == ".lines[].count"
    assert inside("/maxLength") == ""
