"""Texts that are unlikely to be there already."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from clausebook.schema.canonical import Schema
from clausebook.schema.validation import SchemaValidator
from clausebook.values.unique import respelled, with_unique_texts

SCHEMAS = {
    "free": ({"type": "string"}, "a"),
    "short": ({"type": "string", "maxLength": 5}, "a"),
    "pattern": ({"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"}, "AAA-0000"),
    "e-mail by pattern": ({"type": "string", "pattern": r"^[^@\s]+@[^@\s]+$"}, "!@!"),
    "e-mail": ({"type": "string", "format": "email"}, "a@example.com"),
    "uuid": ({"type": "string", "format": "uuid"}, "123e4567-e89b-42d3-a456-426614174000"),
    "merged": ({"allOf": [{"type": "string"}, {"maxLength": 30}]}, "a"),
    "nullable": ({"anyOf": [{"type": "string", "maxLength": 30}, {"type": "null"}]}, "a"),
}


@pytest.mark.parametrize(("schema", "text"), SCHEMAS.values(), ids=SCHEMAS.keys())
def test_a_text_is_another_one_that_its_schema_allows(schema: dict[str, Any], text: str) -> None:
    source = Random(1)
    texts = {with_unique_texts(schema, text, source) for _ in range(50)}

    assert len(texts) > 40
    validator = SchemaValidator(Schema(schema, {}, {}), "")
    assert all(validator.accepts(other) for other in texts)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "enum": ["a", "b"]}, "a"),
        ({"type": "string", "format": "date"}, "2024-02-29"),
        ({"type": "integer"}, 4),
        ({}, None),
    ],
    ids=["one of a list", "a date", "a number", "null"],
)
def test_what_is_no_free_text_stays(schema: dict[str, Any], value: Any) -> None:
    assert with_unique_texts(schema, value, Random(1)) == value


def test_texts_inside_of_objects_and_lists_change() -> None:
    text = {"type": "string"}
    schema = {"properties": {"tags": {"items": text}, "owner": {"properties": {"name": text}}}}
    value = {"tags": ["a"], "owner": {"name": "b"}, "other": "c"}

    changed = with_unique_texts(schema, value, Random(1))

    assert changed["tags"] != ["a"]
    assert changed["owner"] != {"name": "b"}
    assert changed["other"] == "c"


def test_a_text_is_respelled_in_its_kinds_of_character() -> None:
    assert respelled("aé-7A", Random(1))[2:4] == "-7"
    assert len(respelled("éééé", Random(1)).encode()) == 8
