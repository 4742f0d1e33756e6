"""A message carries one media type, and what can be read of it decides what can be judged."""

from __future__ import annotations

from typing import Any

import pytest
from clausebook.http.concrete_types import can_carry, concrete_type, is_json
from clausebook.http.media_types import best_match, is_readable, read_body
from clausebook.schema.canonical import Schema
from clausebook.schema.validation import SchemaValidator

ANY_TYPE = ("*/*", "application/*", "image/*", "text/*", "audio/*", "application/*+json", "x/*")


@pytest.mark.parametrize("documented", ANY_TYPE)
def test_the_type_for_a_range_is_one_that_it_covers(documented: str) -> None:
    concrete = concrete_type(documented)

    assert "*" not in concrete
    assert best_match(concrete, [documented]) == documented


@pytest.mark.parametrize(
    ("documented", "expected"),
    [
        ("application/json", True),
        ("text/json", True),
        ("application/problem+json; charset=utf-8", True),
        ("application/*+json", False),
        ("image/*", False),
        ("application/xml", False),
    ],
)
def test_json_is_told_by_the_type(documented: str, expected: bool) -> None:
    assert is_json(documented) is (expected or documented.endswith("+json"))
    assert is_json(concrete_type("image/*")) is False


@pytest.mark.parametrize(
    ("media_type", "value", "expected"),
    [
        ("application/json", {"a": 1}, True),
        ("*/*", [1], True),
        ("application/xml", {"a": 1}, False),
        ("application/xml", "<a/>", True),
        ("multipart/form-data", {"a": 1}, True),
        ("application/x-www-form-urlencoded", "a", False),
        ("image/*", "bytes", True),
    ],
)
def test_structure_is_written_as_json_or_a_form_alone(
    media_type: str, value: Any, expected: bool
) -> None:
    assert can_carry(media_type, value) is expected


@pytest.mark.parametrize(
    ("media_type", "schema", "expected"),
    [
        ("application/xml", {"type": "object"}, False),
        ("text/plain", {"type": "array"}, False),
        ("text/event-stream", {"type": "object"}, False),
        ("application/xml", {"type": "string"}, True),
        ("application/xml", {}, True),
        ("text/json", {"type": "object"}, True),
        ("application/x-www-form-urlencoded", {"type": "object"}, True),
    ],
)
def test_structure_in_a_type_without_a_reader_is_not_judged(
    media_type: str, schema: dict[str, Any], expected: bool
) -> None:
    assert is_readable(media_type, SchemaValidator(Schema(schema, {}, {}), "")) is expected


def test_a_number_in_a_plain_text_is_read_as_one() -> None:
    schema = SchemaValidator(Schema({"type": "integer"}, {}, {}), "")

    assert read_body(b"7", "text/plain", schema) == 7
