"""The proof on three documents it was not made for: what survives is listed here by name."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from clausebook.document import load
from clausebook.facts import Facts
from clausebook.proof import prove
from clausebook.report import Proof

DOCUMENTS = Path(__file__).parent / "documents"

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
# Edits that nothing was found to tell from the true document, and no other clause is named for.
# The shapes of `handling` exclude one another by `kind`; both parts of `billed` demand an object.
UNEXPLAINED = {
    "clinic": set[tuple[str, str]](),
    "warehouse": {
        ("/properties/handling/oneOf", "oneOf become anyOf"),
        *(
            (f"/properties/billed/allOf/{part}/type", what)
            for part in (0, 1)
            for what in ("type gone", "type that takes null")
        ),
    },
    "radio": set[tuple[str, str]](),
}


@lru_cache(maxsize=len(BREAKS))
def proven(name: str, side: str) -> Proof:
    document = load(DOCUMENTS / f"proved-{name}.yaml")
    proof = prove(document, Facts(), (side,), workers=1).proof
    assert proof is not None
    return proof


@pytest.mark.parametrize(("name", "side"), BREAKS, ids=map(" ".join, BREAKS))
def test_nearly_every_break_is_noticed_and_what_survives_is_known_by_name(
    name: str, side: str
) -> None:
    proof = proven(name, side)

    assert {(b.clause, b.broken) for b in proof.breaks if not b.caught} == SURVIVORS[name, side]
    assert all(b.witness for b in proof.breaks)
    assert proof.score["broken"] >= BREAKS[name, side]
    assert proof.score["caught"] >= 0.98 * proof.score["broken"]


@pytest.mark.parametrize("name", UNEXPLAINED)
def test_an_edit_without_a_witness_has_a_reason(name: str) -> None:
    unexplained = {
        (clause.rpartition(" ")[2], what)
        for clause, what, reason in proven(name, "provider").equivalents
        if reason.startswith("no witness")
    }

    assert unexplained == UNEXPLAINED[name]
