"""Everything that belongs into `generated/`: the client package and the editions of CONTRACT.md."""

from __future__ import annotations

from clausebook.codegen import render
from clausebook.docs import contract_files
from clausebook.openapi import Document


def generated_files(document: Document) -> dict[str, bytes]:
    """Relative path to content, sorted by path; the same bytes on every run.

    Raises:
        GenerationError: no complete client can be made from the document.
        CannotRun: the sources or the translations beside the document cannot be read.
    """
    return dict(sorted({**render(document), **contract_files(document)}.items()))
