"""Each clause of a document has a mutant, or an outcome with the reason why not."""

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
OUTCOMES = list(mutants_of(NOTES, FACTS))


@pytest.fixture(scope="module")
def ours() -> list[EditOutcome]:
    """The outcomes for this repository's document."""
    from clausebook.openapi import load

    return list(mutants_of(load(OURS.spec), OURS.facts))


def test_every_clause_of_our_document_has_an_outcome(
    ours: list[EditOutcome],
) -> None:
    from clausebook.openapi import load

    keys = {clause.key for clause in clauses_of(load(OURS.spec))}

    assert keys - {outcome.clause for outcome in ours} == set()
    assert sum(isinstance(outcome, Mutant) for outcome in ours) >= 120


def test_an_equivalent_names_the_proof() -> None:
    equivalents = [outcome for outcome in OUTCOMES if isinstance(outcome, Equivalent)]

    assert equivalents
    assert all(equivalent.proof.detail for equivalent in equivalents)


def test_document_and_mutant_judge_the_witness_differently() -> None:
    original = Judge(NOTES)
    for mutant in OUTCOMES:
        if not isinstance(mutant, Mutant) or mutant.effect or mutant.request is None:
            continue
        if " security " in mutant.clause:  # the request here always has a credential
            continue
        request = mutant.request.request({"X-Token": "x"})
        mutated = Judge(mutant.edited)

        assert bool(original.request(request)) != bool(mutated.request(request)), mutant.mutation


def test_each_edit_has_one_outcome() -> None:
    edits = [(outcome.clause, outcome.mutation) for outcome in OUTCOMES]

    assert len(edits) == len(set(edits))


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
def test_a_delimited_style_comes_with_explode_false(style: str, tmp_path: Path) -> None:
    """Delimited lists are never written as several parameters (OAS 3.1, 4.8.12.3)."""
    outcomes = mutants_of(written(tmp_path, WRITTEN), FACTS, {"GET /a query q /style"})

    (mutant,) = (
        it for it in outcomes if isinstance(it, Mutant) and it.mutation == f"style {style}"
    )
    (parameter,) = mutant.edited.operations[0].parameters
    assert (parameter.style, parameter.explode) == (style, False)


def test_a_witness_has_no_text_that_a_header_cannot_carry(tmp_path: Path) -> None:
    outcomes = list(
        mutants_of(written(tmp_path, WRITTEN), FACTS, {"GET /a response 200 header X /pattern"})
    )

    newline = "pattern that accepts a final newline"
    assert [type(it) for it in outcomes if it.mutation == newline] == [Equivalent]
    texts = [
        dict(it.response.headers)["X"] for it in outcomes if isinstance(it, Mutant) and it.response
    ]
    assert texts
    assert all(text.isprintable() and text == text.strip() for text in texts)
