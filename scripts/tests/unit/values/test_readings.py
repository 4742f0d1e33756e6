"""What a lenient reader takes a value for."""

from __future__ import annotations

from typing import Any

import pytest
from clausebook.values.nothing import NOTHING
from clausebook.values.readings import Leniency, Reading, readings


@pytest.mark.parametrize(
    ("value", "leniency", "reading"),
    [
        (True, Leniency.TYPE, 1),
        (7, Leniency.TYPE, "7"),
        (1, Leniency.TYPE, True),
        (1.5, Leniency.ROUNDING, 1),
        (1.0, Leniency.SPELLING, 1),
        ("12", Leniency.TYPE, 12),
        ("true", Leniency.TYPE, True),
        ("0x14", Leniency.SPELLING, 20),
        ("15e-1", Leniency.ROUNDING, 1),
        ("1.5e0", Leniency.TYPE, 1.5),
        ("2024-02-29T00:00:00Z", Leniency.SPELLING, "2024-02-29"),
        ("2024-2-3", Leniency.SPELLING, "2024-02-03"),
        ("2024-02-29 12:00", Leniency.SPELLING, "2024-02-29T12:00:00Z"),
        (["a"], Leniency.TYPE, "a"),
        ("a", Leniency.TYPE, ["a"]),
        (None, Leniency.OMISSION, NOTHING),
        ("", Leniency.OMISSION, NOTHING),
        ("null", Leniency.OMISSION, NOTHING),
    ],
    ids=repr,
)
def test_a_value_has_the_reading(value: Any, leniency: Leniency, reading: Any) -> None:
    assert repr(Reading(leniency, reading)) in [repr(it) for it in readings(value)]


@pytest.mark.parametrize("text", ["last_read", " LAST_READ", "LAST_READ\n", "last-read", "1"])
def test_a_member_of_an_enum_is_meant_in_other_case_with_blanks_or_by_its_number(text: str) -> None:
    members = ["FIRST", "LAST_READ"]

    assert Reading(Leniency.SPELLING, "LAST_READ") in list(readings(text, members))


@pytest.mark.parametrize(
    "text", ["LAST_REA", "XLAST_READ", "NO_SUCH_MEMBER", "", "LAST_READ,", "_"]
)
def test_another_word_is_no_member_of_an_enum(text: str) -> None:
    assert "LAST_READ" not in [it.value for it in readings(text, ["FIRST", "LAST_READ"])]


@pytest.mark.parametrize("value", ["abc", "7abc", [], [1, 2], {}], ids=repr)
def test_what_reads_as_nothing_else_has_no_scalar_reading(value: Any) -> None:
    assert [it for it in readings(value) if not isinstance(it.value, list)] == []


@pytest.mark.parametrize("value", ["9" * 5_000, "1e999", float("inf"), float("nan"), 2**64, -1, ""])
def test_no_number_is_too_large_to_read(value: Any) -> None:
    assert all(it is not None for it in readings(value))
