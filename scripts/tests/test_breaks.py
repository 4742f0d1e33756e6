"""Breaks: each clause of a document is broken, or listed with the reason why nothing can tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.breaks import Break, Equivalent, breaks_of
from clausebook.clauses import clauses_of
from clausebook.judge import Judge
from clausebook.settings import find_settings
from noted import FACTS, NOTES

ROOT = Path(__file__).resolve().parents[2]
OURS = find_settings(ROOT)
FOUND = {"notes": list(breaks_of(NOTES, FACTS))}


@pytest.fixture(scope="module")
def ours() -> list[Break | Equivalent]:
    """The breaks of this repository's document."""
    from clausebook.document import load

    return list(breaks_of(load(OURS.spec), OURS.facts))


def test_every_clause_of_our_document_is_broken_or_listed(
    ours: list[Break | Equivalent],
) -> None:
    from clausebook.document import load

    keys = {clause.key for clause in clauses_of(load(OURS.spec))}

    assert keys - {found.clause for found in ours} == set()
    assert sum(isinstance(found, Break) for found in ours) >= 120


def test_an_equivalent_says_why() -> None:
    equivalents = [found for found in FOUND["notes"] if isinstance(found, Equivalent)]

    assert equivalents
    assert all(found.reason for found in equivalents)


def test_a_break_is_shown_by_a_witness() -> None:
    """A request or an answer on which the true and the edited document differ."""
    true = Judge(NOTES)
    for found in FOUND["notes"]:
        if not isinstance(found, Break) or found.effect or found.request is None:
            continue
        if " security " in found.clause:  # seen in what a credential opens, not in the request
            continue
        request = found.request.request({"X-Token": "x"})
        edited = Judge(found.edited)

        assert bool(true.request(request)) != bool(edited.request(request)), found.what


def test_each_break_is_made_once() -> None:
    named = [(found.clause, found.what) for found in FOUND["notes"]]

    assert len(named) == len(set(named))
