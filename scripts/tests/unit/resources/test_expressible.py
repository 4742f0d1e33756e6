"""What a parameter or a form cannot say is neither sent nor asserted."""

from __future__ import annotations

from typing import Any

import pytest
from clausebook.openapi import Parameter
from clausebook.resources.expressible import can_say, form_can_say


def parameter(place: str = "query", style: str = "form", *, explode: bool = False) -> Parameter:
    return Parameter("p", place, False, {}, style, explode, False, None, "", "", {})


@pytest.mark.parametrize(
    ("types", "value", "expected"),
    [
        ({"integer"}, None, False),
        ({"integer", "null"}, "", False),
        ({"integer", "null"}, "null", False),
        ({"integer"}, "", True),
        ({"integer"}, [1], False),
        ({"integer"}, {}, False),
        ({"array"}, ["a,b"], False),
        ({"array"}, ["a", None], False),
        ({"array"}, ["a b"], True),
        ({"array"}, "a", True),
    ],
)
def test_a_query_says_texts_and_lists_of_them(types: set[str], value: Any, expected: bool) -> None:
    assert can_say(parameter(), types, value, allowed=False) is expected


@pytest.mark.parametrize(
    ("place", "style", "explode", "allowed", "expected"),
    [
        ("header", "simple", False, False, False),
        ("path", "simple", False, False, False),
        ("query", "form", True, False, False),
        ("query", "form", False, True, False),
        ("query", "form", False, False, True),
    ],
)
def test_an_empty_list_has_hardly_a_spelling(
    place: str, style: str, explode: bool, allowed: bool, expected: bool
) -> None:
    spelled = parameter(place, style, explode=explode)

    assert can_say(spelled, {"array"}, [], allowed=allowed) is expected


@pytest.mark.parametrize(
    ("style", "item", "expected"),
    [
        ("pipeDelimited", "a|b", False),
        ("pipeDelimited", "a,b", True),
        ("spaceDelimited", "a b", False),
    ],
)
def test_an_item_that_holds_the_delimiter_is_not_told_from_two(
    style: str, item: str, expected: bool
) -> None:
    assert can_say(parameter(style=style), {"array"}, [item], allowed=False) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"name": "x", "tags": ["a"]}, True),
        ({"name": 5}, True),
        ({"name": {}}, False),
        ({"name": None}, False),
        ({"tags": []}, False),
        ({"file": {"a": 1}}, False),
        ("text", False),
    ],
)
def test_a_form_says_named_texts(body: Any, expected: bool) -> None:
    properties = {"name": {"type": "string"}, "tags": {"type": "array"}, "file": {}}

    assert form_can_say({"properties": properties}, body, {"file"}) is expected
