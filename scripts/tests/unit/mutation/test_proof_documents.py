"""The proof on three documents it was not made for: what survives is listed here by name."""

from __future__ import annotations

import pytest
from clausebook.config.facts import Facts
from clausebook.mutation import Unproven, mutants_of
from clausebook.mutation import runner as breaking
from clausebook.mutation.proof import prove
from clausebook.openapi import load
from clausebook.report import Proof
from fakes.paths import DOCUMENTS

# How many breaks there are at least; the sides that take longest come first, for several workers.
BREAKS = {
    ("warehouse", "consumer"): 700,
    ("clinic", "consumer"): 580,
    ("radio", "consumer"): 400,
    ("warehouse", "provider"): 580,
    ("clinic", "provider"): 550,
    ("radio", "provider"): 370,
}
# Clause and break of whatever no check notices; an entry that is caught after all is an error.
SURVIVORS: dict[tuple[str, str], set[tuple[str, str]]] = {asked: set() for asked in BREAKS}
# Found by witnesses that no probe led to: a fraction with an exponent, an id that reads as null.
SURVIVORS["radio", "consumer"] = {
    ("GET /shows{}/{}/tracks{} query where /properties/year/type", "type number")
}
SURVIVORS["radio", "provider"] = {
    ("GET /shows{}/{}/tracks{} query where /properties/year/type", "type number"),
    ("PUT /comments/{} path 1 /type", "type that takes null"),
    ("PATCH /comments/{} path 1 /type", "type that takes null"),
}
# Edits for which neither a witness nor a proof is known, but for methods that are judged by effect.
UNPROVEN: dict[str, set[tuple[str, str]]] = {
    "clinic": {
        ("/properties/hours/type", "type that takes null"),
        ("/properties/hours/minItems", "minItems gone"),
        ("/properties/hours/minItems", "minItems 0"),
        ("/explode", "explode the other way"),
    },
    "warehouse": {
        ("/explode", "explode the other way"),
        ("4XX", "4XX gone"),
        ("effect", "everything is deleted"),
    },
    "radio": {("/properties/size/type", "type number")},
}


def proven(name: str, side: str) -> Proof:
    proof = prove(load(DOCUMENTS / f"proved-{name}.yaml"), Facts(), (side,), workers=1).proof
    assert proof is not None
    assert {(b.clause, b.broken) for b in proof.breaks if not b.caught} <= SURVIVORS[name, side]
    assert all(b.witness for b in proof.breaks)
    return proof


@pytest.mark.slow(reason="generates some 1700 clients and judges 1500 providers: five minutes")
@pytest.mark.parametrize(("name", "side"), BREAKS, ids=map(" ".join, BREAKS))
def test_nearly_every_break_is_noticed_and_what_survives_is_known_by_name(
    name: str, side: str
) -> None:
    proof = proven(name, side)

    assert {(b.clause, b.broken) for b in proof.breaks if not b.caught} == SURVIVORS[name, side]
    assert proof.score["mutants"] >= BREAKS[name, side]
    assert proof.score["killed"] >= 0.98 * proof.score["mutants"]


@pytest.mark.parametrize(("name", "side"), BREAKS, ids=map(" ".join, BREAKS))
def test_of_every_tenth_clause_each_break_is_noticed(
    name: str, side: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_keys = breaking._own_keys
    monkeypatch.setattr(breaking, "_own_keys", lambda document, *_: own_keys(document, 0, 10))

    assert proven(name, side).score["mutants"] >= BREAKS[name, side] / 20


@pytest.mark.parametrize("name", UNPROVEN)
def test_an_edit_without_a_witness_is_proven_to_change_nothing_or_known_by_name(name: str) -> None:
    unproven = {
        (edit.clause.rpartition(" ")[2], edit.what)
        for edit in mutants_of(load(DOCUMENTS / f"proved-{name}.yaml"), Facts())
        if isinstance(edit, Unproven) and not edit.clause.endswith(" methods")
    }

    assert unproven == UNPROVEN[name]
