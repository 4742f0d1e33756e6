"""`prove` on three unrelated documents: every mutant is killed."""

from __future__ import annotations

import pytest
from clausebook.config.facts import Facts
from clausebook.mutation import Unproven, mutants_of, runner
from clausebook.mutation.proof import prove
from clausebook.openapi import load
from clausebook.report import Proof
from fakes.paths import DOCUMENTS

# The least number of mutants; the slowest sides come first, for several workers.
MUTANTS = {
    ("warehouse", "client"): 700,
    ("clinic", "client"): 580,
    ("radio", "client"): 400,
    ("warehouse", "provider"): 580,
    ("clinic", "provider"): 550,
    ("radio", "provider"): 370,
}
# Edits with neither a witness nor a proof, without those of undocumented methods.
UNPROVEN: dict[str, set[tuple[str, str]]] = {
    "clinic": {
        ("/properties/hours/type", "type that accepts null"),
        ("/properties/hours/minItems", "minItems removed"),
        ("/properties/hours/minItems", "minItems 0"),
        ("/explode", "explode inverted"),
    },
    "warehouse": {
        ("/explode", "explode inverted"),
        ("4XX", "4XX removed"),
        ("effect", "everything is deleted"),
    },
    "radio": {("/properties/size/type", "type number")},
}


def proven(name: str, side: str) -> Proof:
    proof = prove(load(DOCUMENTS / f"proved-{name}.yaml"), Facts(), (side,), workers=1).proof
    assert proof is not None
    assert [(it.clause, it.mutation) for it in proof.mutants if not it.killed] == []
    assert all(mutant.witness for mutant in proof.mutants)
    return proof


@pytest.mark.slow(reason="generates some 1700 clients and judges 1500 providers: five minutes")
@pytest.mark.parametrize(("name", "side"), MUTANTS, ids=map(" ".join, MUTANTS))
def test_every_mutant_is_killed(name: str, side: str) -> None:
    assert proven(name, side).score["mutants"] >= MUTANTS[name, side]


@pytest.mark.parametrize(("name", "side"), MUTANTS, ids=map(" ".join, MUTANTS))
def test_of_every_tenth_clause_each_mutant_is_killed(
    name: str, side: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys_of_part = runner._keys_of_part
    monkeypatch.setattr(runner, "_keys_of_part", lambda document, *_: keys_of_part(document, 0, 10))

    assert proven(name, side).score["mutants"] >= MUTANTS[name, side] / 20


@pytest.mark.parametrize("name", UNPROVEN)
def test_an_edit_without_a_witness_is_equivalent_or_listed(name: str) -> None:
    unproven = {
        (edit.clause.rpartition(" ")[2], edit.mutation)
        for edit in mutants_of(load(DOCUMENTS / f"proved-{name}.yaml"), Facts())
        if isinstance(edit, Unproven) and not edit.clause.endswith(" methods")
    }

    assert unproven == UNPROVEN[name]
