"""What is only like a known name is tried; what a right provider may hold to be it is not."""

from __future__ import annotations

from typing import Any

import pytest
from clausebook.checks.provider.near_miss_names import near_miss_values
from clausebook.config.facts import Facts, Same
from clausebook.http.parameter_writing import encoded

UUID = "123e4567-e89b-12d3-a456-426614174000"
TEXT = {"type": "string"}


def like(name: str, schema: Any = TEXT, *same: Same) -> list[str]:
    """What is tried as only like this name of a shop."""
    return near_miss_values(Facts(known=({"shop": name},), same=same), "shop", name, schema)


def test_a_name_is_ended_in_the_ways_that_a_careless_query_takes_for_an_end() -> None:
    assert like("main")[-3:] == ["main\0x", "main' --", "x' or '1'='1"]


@pytest.mark.parametrize(
    ("name", "written"), [("main", "%256dain"), ("äh", "%25c3%25a4h")], ids=["ASCII", "beyond"]
)
def test_the_first_character_of_a_name_is_encoded_twice(name: str, written: str) -> None:
    assert written in [encoded(text) for text in like(name)]


@pytest.mark.parametrize(
    ("schema", "name", "same", "tried"),
    [
        (TEXT, "main", (), True),
        (TEXT, UUID, (), True),
        ({"type": "string", "format": "uuid"}, UUID, (), False),
        ({"anyOf": [{"type": "string", "format": "uuid"}, {"type": "integer"}]}, UUID, (), False),
        (TEXT, "main", (Same("shop", ("MAIN", "main")),), False),
        (TEXT, "2024", (), False),
    ],
    ids=["a text", "a text like a UUID", "a UUID", "maybe a UUID", "the same", "no letter"],
)
def test_a_name_in_other_case_is_another_unless_it_is_read_the_same(
    schema: Any, name: str, same: tuple[Same, ...], tried: bool
) -> None:
    assert (name.swapcase() in like(name, schema, *same)) is tried


@pytest.mark.parametrize(
    ("facts", "value"),
    [(Facts(), "main"), (Facts(known=({"shop": "m"},)), "m"), (Facts(known=({"shop": "1"},)), 12)],
    ids=["not known", "one character", "no text"],
)
def test_nothing_is_like_what_is_not_known_or_too_short(facts: Facts, value: Any) -> None:
    assert near_miss_values(facts, "shop", value, TEXT) == []
