"""Mutation testing of the checks: each clause is changed alone, and a check must fail.

`mutants_of` makes the mutants of a document, each with a witness: an exchange that the document and
the mutant judge differently. `prove` in `mutation.proof` runs the checks against every mutant.
"""

from __future__ import annotations

from clausebook.mutation.model import EditOutcome, Equivalent, Mutant, Unproven
from clausebook.mutation.mutants import mutants_of

__all__ = ["EditOutcome", "Equivalent", "Mutant", "Unproven", "mutants_of"]
