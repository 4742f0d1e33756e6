"""The schema checks that generated clients carry agree with the judge's, which are a library's."""

from __future__ import annotations

from typing import Any

import pytest
from clausebook.codegen.pattern_spelling import with_python_patterns
from clausebook.codegen.runtime._schema import Schema, inside
from clausebook.schema.canonical import Schema as Canonical
from clausebook.schema.ecma_patterns import python_pattern
from clausebook.schema.validation import SchemaValidator
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
        inner.map(lambda schema: {"contains": schema, "minContains": 0, "maxContains": 1}),
        st.tuples(inner, inner).map(lambda two: {"prefixItems": [two[0]], "items": two[1]}),
        inner.map(lambda schema: {"prefixItems": [schema], "items": False}),
        inner.map(lambda schema: {"dependentSchemas": {"a": schema}}),
        st.builds(_closed, inner, st.sampled_from([False, {"type": "string"}])),
    )


def _closed(schema: dict[str, Any], rest: Any) -> dict[str, Any]:
    """What the schema does not evaluate is forbidden, or a text."""
    return {**schema, "unevaluatedProperties": rest, "unevaluatedItems": rest}


@settings(max_examples=1500, deadline=None)
@given(schema=st.recursive(st.sampled_from(PLAIN), _nested, max_leaves=5), value=VALUES)
def test_both_say_the_same(schema: dict[str, Any], value: Any) -> None:
    judge = SchemaValidator(Canonical(schema, {}, {}), "")
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


LETTERS = {"pattern": r"^\p{L}+$"}  # which Python cannot express
NAME = {"required": ["name"]}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"not": LETTERS}, "1"),
        ({"not": {"not": {"not": LETTERS}}}, "1"),
        ({"oneOf": [LETTERS, {"pattern": "^[0-9]$"}]}, "1"),
        ({"if": LETTERS, "then": {"maxLength": 1}}, "11"),
        ({"if": LETTERS, "else": {"minLength": 2}}, "a"),
        ({"contains": LETTERS, "maxContains": 1}, ["a", "1"]),
        ({"patternProperties": {r"^\p{L}$": {}}, "unevaluatedProperties": False}, {"a": 1}),
        (
            {
                "if": {"properties": {"a": LETTERS}},
                "else": {"properties": {"a": {}, "b": {}}},
                "unevaluatedProperties": False,
            },
            {"a": "1", "b": 1},
        ),
        ({"not": {"$ref": "#/$defs/L"}, "$defs": {"L": LETTERS}}, "1"),
    ],
    ids=["not", "not, three deep", "oneOf", "then", "else", "maxContains", "names", "if", "$ref"],
)
def test_nothing_is_rejected_for_a_pattern_that_is_left_unchecked(
    schema: dict[str, Any], value: Any
) -> None:
    assert SchemaValidator(Canonical(schema, {}, {}), "").accepts(value)
    assert Schema(with_python_patterns(schema), {"L": ""}).accepts(value)


NODE = {
    "properties": {"next": {"$ref": "#/$defs/Node"}},
    "allOf": [{"$ref": "#/$defs/Named"}],
    "unevaluatedProperties": False,
}
NODES = {**NODE, "$defs": {"Node": NODE, "Named": {"properties": {"name": {"type": "string"}}}}}


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        (NODES, {"name": "a", "next": {"name": "b"}}, {"name": "a", "next": {"b": 1}}),
        (
            {"anyOf": [{"properties": {"a": {}}, **NAME}, {"patternProperties": {"^x-": {}}}]}
            | {"unevaluatedProperties": False},
            {"x-a": 1},
            {"x-a": 1, "a": 1},
        ),
        (
            {"dependentSchemas": {"a": {"properties": {"a": {}, "b": {}}}}}
            | {"unevaluatedProperties": {"type": "integer"}},
            {"a": "", "b": ""},
            {"b": ""},
        ),
        (
            {"if": {"properties": {"a": {"enum": [1]}}, "required": ["a"]}}
            | {"else": {"properties": {"b": {}}}, "unevaluatedProperties": False},
            {"a": 1},
            {"a": 1, "b": 1},
        ),
        (
            {"allOf": [{"prefixItems": [{}]}], "contains": {"type": "string"}}
            | {"unevaluatedItems": {"type": "null"}},
            [1, "a", None],
            [1, "a", 2],
        ),
        ({"allOf": [{"unevaluatedItems": True}], "unevaluatedItems": False}, [1], None),
        ({"not": {"properties": {"a": {}}, "type": "array"}}
         | {"unevaluatedProperties": False}, {}, {"a": 1}),
    ],
    ids=["$ref", "anyOf", "dependentSchemas", "if", "contains", "unevaluatedItems", "not"],
)  # fmt: skip
def test_what_no_keyword_has_evaluated_is_wrong(
    schema: dict[str, Any], right: Any, wrong: Any
) -> None:
    made = Schema(with_python_patterns(schema), {"Node": "", "Named": ""})
    judge = SchemaValidator(Canonical(schema, {}, {"Node": "", "Named": ""}), "")

    assert (made.accepts(right), judge.accepts(right)) == (True, True)
    if wrong is not None:
        assert (made.accepts(wrong), judge.accepts(wrong)) == (False, False)


def test_a_keyword_without_a_check_is_not_dropped_in_silence() -> None:
    with pytest.raises(KeyError, match="maxWords"):
        Schema({"type": "string", "maxWords": 3}, {})


def test_the_part_that_is_wrong_is_named() -> None:
    assert inside("/properties/lines/items/properties/count/minimum") == ".lines[].count"
    assert inside("/maxLength") == ""
