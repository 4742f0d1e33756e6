"""Formats that are obeyed when sending: what is sent is what ordinary libraries take."""

from __future__ import annotations

import pytest
from clausebook.schema.sent_formats import SENT_FORMATS, samples_of
from clausebook.values.placement import is_valid
from clausebook.values.sample import sample_value


@pytest.mark.parametrize("name", SENT_FORMATS)
def test_each_sample_obeys_its_format(name: str) -> None:
    assert [text for text in samples_of(name, 40) if not SENT_FORMATS[name].obeys(text)] == []


@pytest.mark.parametrize("name", SENT_FORMATS)
def test_a_value_of_each_format_is_made(name: str) -> None:
    schema = {"type": "string", "format": name}

    assert is_valid(schema, sample_value(schema))


@pytest.mark.parametrize(
    ("name", "limits"),
    [
        ("email", {"maxLength": 8}),
        ("email", {"minLength": 30}),
        ("email", {"pattern": r"^[^@\s]+@[^@\s]+$"}),
        ("uri", {"minLength": 60}),
        ("hostname", {"maxLength": 6}),
        ("password", {"minLength": 20}),
    ],
    ids=["short", "long", "pattern", "long-uri", "short-host", "long-password"],
)
def test_a_format_and_a_limit_are_obeyed_together(name: str, limits: dict[str, object]) -> None:
    schema = {"type": "string", "format": name, **limits}

    assert is_valid(schema, sample_value(schema))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("email", "!@!"),
        ("email", "a..b@example.com"),
        ("hostname", "-"),
        ("uri", "/relative"),
        ("uri", "https://a b"),
        ("url", "!"),
        ("time", "12:00"),
        ("duration", "P"),
        ("byte", "a"),
        ("json-pointer", "a"),
        ("regex", "("),
        ("slug", "-"),
    ],
)
def test_what_ordinary_libraries_refuse_obeys_no_format(name: str, text: str) -> None:
    assert not SENT_FORMATS[name].obeys(text)


@pytest.mark.parametrize(
    "pattern", ["^[-a-zA-Z0-9_]+$", "^[a-z ]{3,}$", "^[A-Z]+$", "^.+$"], ids=str
)
def test_a_plain_word_is_preferred_where_the_pattern_allows_one(pattern: str) -> None:
    assert str(sample_value({"type": "string", "pattern": pattern})).lower() == "example"
