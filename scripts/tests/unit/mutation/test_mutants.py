"""Breaks: each clause of a document is broken, or listed with the reason why nothing can tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.clauses import clauses_of
from clausebook.config.settings import find_settings
from clausebook.judge import Judge
from clausebook.mutation import EditOutcome, Equivalent, Mutant, mutants_of
from fakes.notes_api import FACTS, NOTES
from fakes.paths import ROOT
from fakes.written_documents import written

OURS = find_settings(ROOT)
FOUND = {"notes": list(mutants_of(NOTES, FACTS))}


@pytest.fixture(scope="module")
def ours() -> list[EditOutcome]:
    """The breaks of this repository's document."""
    from clausebook.openapi import load

    return list(mutants_of(load(OURS.spec), OURS.facts))


def test_every_clause_of_our_document_is_broken_or_listed(
    ours: list[EditOutcome],
) -> None:
    from clausebook.openapi import load

    keys = {clause.key for clause in clauses_of(load(OURS.spec))}

    assert keys - {found.clause for found in ours} == set()
    assert sum(isinstance(found, Mutant) for found in ours) >= 120


def test_an_equivalent_names_the_proof() -> None:
    equivalents = [found for found in FOUND["notes"] if isinstance(found, Equivalent)]

    assert equivalents
    assert all(found.proof.detail for found in equivalents)


def test_a_break_is_shown_by_a_witness() -> None:
    """A request or an answer on which the true and the edited document differ."""
    true = Judge(NOTES)
    for found in FOUND["notes"]:
        if not isinstance(found, Mutant) or found.effect or found.request is None:
            continue
        if " security " in found.clause:  # seen in what a credential opens, not in the request
            continue
        request = found.request.request({"X-Token": "x"})
        edited = Judge(found.edited)

        assert bool(true.request(request)) != bool(edited.request(request)), found.what


def test_each_break_is_made_once() -> None:
    named = [(found.clause, found.what) for found in FOUND["notes"]]

    assert len(named) == len(set(named))


WRITTEN = """
    paths:
      /a:
        get:
          parameters:
            - {name: q, in: query, schema: {type: array, minItems: 2}, example: [b, c]}
          responses:
            '200':
              description: ok
              headers: {X: {schema: {type: string, pattern: '^a$'}, example: a}}
    """


@pytest.mark.parametrize("style", ["pipeDelimited", "spaceDelimited"])
def test_another_style_comes_with_the_only_way_to_write_it(style: str, tmp_path: Path) -> None:
    """Delimited lists are never written as several parameters (OAS 3.1, 4.8.12.3)."""
    found = mutants_of(written(tmp_path, WRITTEN), FACTS, {"GET /a query q /style"})

    (broken,) = (it for it in found if isinstance(it, Mutant) and it.what == f"style {style}")
    (parameter,) = broken.edited.operations[0].parameters
    assert (parameter.style, parameter.explode) == (style, False)


def test_what_no_header_can_carry_shows_no_break(tmp_path: Path) -> None:
    found = list(
        mutants_of(written(tmp_path, WRITTEN), FACTS, {"GET /a response 200 header X /pattern"})
    )

    newline = "pattern that takes a final newline"
    assert [type(it) for it in found if it.what == newline] == [Equivalent]
    texts = [
        dict(it.response.headers)["X"] for it in found if isinstance(it, Mutant) and it.response
    ]
    assert texts
    assert all(text.isprintable() and text == text.strip() for text in texts)
