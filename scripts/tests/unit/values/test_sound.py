"""What is shown or made is held against its schema; what does not fit is left out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from clausebook.schema.bounds import oversized
from clausebook.values.nothing import NOTHING
from clausebook.values.patterns import matching_texts
from clausebook.values.sample import sample_value
from clausebook.values.sound import first_valid, not_empty, sound_value, with_members
from clausebook.values.texts import matches
from clausebook.values.unicode_classes import readable

PAINT = {
    "type": "object",
    "required": ["colour"],
    "properties": {"colour": {"type": "string"}, "coats": {"type": "integer"}},
}


def test_the_first_value_that_obeys_is_taken() -> None:
    assert first_valid({"type": "integer"}, ["two", NOTHING, 2, 3]) == 2
    assert first_valid({"type": "integer"}, ["two"]) is NOTHING


def test_an_optional_member_that_breaks_the_schema_is_left_out() -> None:
    members = {"colour": "red", "coats": "two"}

    assert with_members(PAINT, members, ["colour"]) == {"colour": "red"}


def test_an_object_whose_required_member_is_wrong_is_none() -> None:
    assert with_members(PAINT, {"colour": 7, "coats": 1}, ["colour"]) is NOTHING


def test_a_branch_of_a_union_is_taken_that_fits_it_alone() -> None:
    schema: dict[str, Any] = {
        "oneOf": [{"type": "string"}, {"enum": ["example"]}, {"type": "integer"}]
    }

    assert sound_value(schema) == 0


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (PAINT, {}, {"colour": "example"}),
        ({"type": "array", "items": {"enum": ["x"]}}, [], ["x"]),
        ({"type": "array", "maxItems": 0}, [], []),
        ({"type": "string"}, "a", "a"),
    ],
    ids=["an object", "a list", "a list that must be empty", "a text"],
)
def test_what_would_be_written_as_nothing_gets_a_part(
    schema: dict[str, Any], value: Any, expected: Any
) -> None:
    assert not_empty(schema, value) == expected


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "minLength": 10**12},
        {"type": "array", "minItems": 10**9, "items": {"type": "integer"}},
        {"type": "object", "minProperties": 10**9},
        {"type": "string", "pattern": "^a{100000000}$"},
    ],
    ids=["a text", "a list", "an object", "a pattern"],
)
def test_a_size_in_a_document_never_sizes_a_value(schema: dict[str, Any]) -> None:
    assert sample_value(schema) is NOTHING


def test_an_optional_part_of_a_size_out_of_reach_is_seen() -> None:
    blob = {"properties": {"blob": {"type": "string", "minLength": 70_000}}}

    assert oversized({"type": "array", "items": blob})
    assert not oversized({"type": "array", "maxItems": 10**9, "items": {"minLength": 5}})


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[\p{L}]+([ '-][\p{L}]+){0,2}$",
        r"^\p{Lu}\p{Ll}{2,5}$",
        r"^\P{L}+$",
        r"^[\p{L}\d /?:().,'+-]{1,70}$",
        r"^\p{Script=Greek}+$",
        r"^\p{Sc}\d+$",
        r"^\u{1F600}$",
        r"^[^\p{L}]\p{N}$",
    ],
)
def test_a_text_is_made_for_a_class_of_unicode(pattern: str) -> None:
    text = sample_value({"type": "string", "pattern": pattern})

    assert text is not NOTHING
    assert matches(pattern, text)


@pytest.mark.parametrize("pattern", [r"\p{L}", r"[\p{L}\p{N}]", r"\P{Nd}", r"[^\P{L}]", r"\\p{2}"])
def test_what_stands_for_a_class_is_one_character_still(pattern: str) -> None:
    assert re.compile(readable(pattern))
    assert matching_texts(pattern)
