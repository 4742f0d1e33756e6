"""The validator of canonical schemas: keywords that JSON Schema 2020-12 lacks."""

from __future__ import annotations

import pytest
from clausebook.schema.canonical import Schema
from clausebook.schema.keywords import KEYWORDS, Keyword
from clausebook.schema.validation import SchemaValidator


def test_a_keyword_that_json_schema_lacks_is_validated_by_its_own_entry(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    even = Keyword(
        name="x-even",
        source="OAS 3.1, 4.9",
        rank=1_000,
        is_valid=lambda enabled, value: not enabled or value % 2 == 0,
    )
    monkeypatch.setitem(KEYWORDS, "x-even", even)
    schema = {"properties": {"count": {"x-even": True}}}

    validator = SchemaValidator(Schema(schema, {}, {}), "")

    assert validator.accepts({"count": 4})
    assert list(validator.errors({"count": 5})) == [
        ("/properties/count/x-even", "5 does not obey x-even: true")
    ]
