"""Texts that match a pattern and have a length, and the lengths that a pattern allows."""

from __future__ import annotations

import pytest
from clausebook.schema.expressions import Lengths, UnreadablePattern, expression, is_exact
from clausebook.values.boundary import boundary_values
from clausebook.values.sample import sample_value, several
from clausebook.values.texts import (
    longest_text,
    matches,
    shortest_text,
    text_of_length,
    texts_of_length,
)
from hypothesis import given, settings
from hypothesis import strategies as st

CODES = "^[A-Z]{3}(,[A-Z]{3})*$"


def lengths_of(pattern: str, bound: int) -> list[int]:
    bits = Lengths(bound).of_texts(expression(pattern))
    return [length for length in range(bound + 1) if bits >> length & 1]


@pytest.mark.parametrize(
    ("pattern", "bound", "lengths"),
    [
        (CODES, 24, [3, 7, 11, 15, 19, 23]),
        ("^[a-z]{2,4}$", 9, [2, 3, 4]),
        ("abc", 5, [3, 4, 5]),
        ("^abc", 4, [3, 4]),
        ("abc$", 4, [3, 4]),
        ("^(a|bcd)$", 5, [1, 3]),
        ("^a$|^bcd$", 5, [1, 3]),
        ("^ab|c$", 3, [1, 2, 3]),
        ("^((ab){2}c)+$", 16, [5, 10, 15]),
        ("^a(bc)?(def)?$", 9, [1, 3, 4, 6]),
        (r"^\d{4}-\d{2}$", 9, [7]),
        ("^$", 3, [0]),
        ("^a*?b$", 3, [1, 2, 3]),
        ("^(?<year>[0-9]{4})$", 6, [4]),
        ("^(aa)*(aaa)*$", 6, [0, 2, 3, 4, 5, 6]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_pattern_allows_exactly_these_lengths(
    pattern: str, bound: int, lengths: list[int]
) -> None:
    assert lengths_of(pattern, bound) == lengths


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        r"\Aa\Z",
        "(?i)a",
        "[]a]",
        "[^]",
        "a{,3}",
        "a++",
        "(?>a)",
        r"\ud83d\ude00",
        r"\U0001F600",
    ],
)
def test_a_pattern_that_the_dialects_read_differently_is_unreadable(pattern: str) -> None:
    with pytest.raises(UnreadablePattern):
        expression(pattern)


@pytest.mark.parametrize(
    "pattern", ["^(?=a)b$", r"^(a)\1$", r"a\b"], ids=["lookahead", "reference", "boundary"]
)
def test_a_pattern_with_lookaround_or_reference_has_no_exact_lengths(pattern: str) -> None:
    assert not is_exact(expression(pattern))
    assert is_exact(expression(CODES))


@settings(max_examples=60, derandomize=True, database=None, deadline=None)
@given(st.data())
def test_no_matching_text_has_a_length_outside_the_set(data: st.DataObject) -> None:
    """Hypothesis draws the texts independently of our builder."""
    pattern = data.draw(
        st.sampled_from([CODES, "^((ab)+c)*$", "^a(bc)?(d{2}|e)$", "x[0-9]+$", "^(a|bb){2,3}x?$"])
    )
    text = data.draw(st.from_regex(pattern, alphabet=st.characters(codec="ascii")))

    if matches(pattern, text) and len(text) <= 200:
        assert len(text) in lengths_of(pattern, 200)


@pytest.mark.parametrize(
    ("pattern", "length"),
    [
        (CODES, 23),
        ("abc", 9),
        ("^a|b$", 6),
        ("^(a|bb){2,3}x?$", 7),
        ("^((ab)+c)*$", 20),
        (r"^\w+@\w+\.com$", 20),
        (r"^\d{2,4}$", 3),
        ("^[^a-z]+$", 5),
        ("^é+$", 4),
        (r"^[\u0410-\u042F]*$", 6),
        ("^.{1,5}$", 5),
        (r"^(?=.*[0-9])(?=.*[A-Z])[A-Za-z0-9]+$", 12),
        ("^(?!foo)[a-z]+$", 3),
        (r"^(ab|cde)\1$", 6),
        (r"^(['\x22])[a-z]*\1$", 8),
        ("^([A-Z]{3}(,[A-Z]{3})*)$", 3003),
    ],
    ids=lambda value: str(value),
)
def test_a_text_matches_the_pattern_and_has_the_length(pattern: str, length: int) -> None:
    text = text_of_length(pattern, length)

    assert text is not None
    assert len(text) == length
    assert matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "length"),
    [(CODES, 20), ("^[a-z]{2,4}$", 5), ("^(?!)$", 0), ("^$", 1), ("(", 1), ("abc", 2)],
    ids=str,
)
def test_a_length_that_the_pattern_excludes_has_no_text(pattern: str, length: int) -> None:
    assert text_of_length(pattern, length) is None


@pytest.mark.parametrize(
    ("limit", "longest", "shortest"), [(19, 19, 19), (20, 19, 23), (2, None, 3), (24, 23, 27)]
)
def test_the_nearest_possible_lengths_replace_an_excluded_one(
    limit: int, longest: int | None, shortest: int
) -> None:
    below, above = longest_text(CODES, limit), shortest_text(CODES, limit)

    assert (below and len(below)) == longest
    assert above is not None
    assert len(above) == shortest


def test_texts_of_one_length_are_different() -> None:
    texts = list(texts_of_length("^[a-z]{3}$", 3))

    assert len(texts) == len(set(texts)) > 1


@pytest.mark.parametrize(
    ("keyword", "limit", "lengths"),
    [
        ("maxLength", 19, {(19, True), (23, False)}),
        ("maxLength", 20, {(19, True), (23, False)}),
        ("minLength", 7, {(7, True), (3, False)}),
        ("minLength", 8, {(11, True), (7, False)}),
    ],
)
def test_boundary_values_of_a_length_match_the_pattern_on_both_sides(
    keyword: str, limit: int, lengths: set[tuple[int, bool]]
) -> None:
    schema = {"type": "string", "pattern": CODES, keyword: limit}
    proposals = boundary_values(keyword, limit, schema, "FRA")

    kept = {(len(text), allowed) for _, text, allowed in proposals if matches(CODES, text)}
    assert lengths <= kept


def test_near_misses_of_a_pattern_include_some_of_the_only_allowed_length() -> None:
    pattern = "^[A-Z]{3}$"
    schema = {"type": "string", "pattern": pattern, "minLength": 3, "maxLength": 3}
    proposals = boundary_values("pattern", pattern, schema, "FRA")

    misses = {text for _, text, allowed in proposals if not allowed and len(text) == 3}
    assert {"!RA", "FR!"} <= misses


@pytest.mark.parametrize(("least", "most"), [(20, 30), (7, 7), (0, 3)], ids=str)
def test_a_sample_value_matches_pattern_and_lengths(least: int, most: int) -> None:
    schema = {"type": "string", "pattern": CODES, "minLength": least, "maxLength": most}
    texts = [sample_value(schema), *several(schema, 3)]

    assert all(least <= len(text) <= most and matches(CODES, text) for text in texts)
