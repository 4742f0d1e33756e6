"""Writes documents for one test, with the files that they refer to."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from clausebook.clauses import Clause, clauses_of
from clausebook.openapi import Document, load
from clausebook.schema.canonical import Schema, canonical

HEAD = "openapi: 3.1.0\ninfo: {title: Things, version: '1'}\n"
PATHS = "paths: {/a: {get: {responses: {'200': {description: ok}}}}}\n"


def written(folder: Path, text: str, version: str = "3.1.0", **others: str) -> Document:
    """Loads `text` as things.yaml, after two lines of HEAD; `others` are files by stem."""
    for name, other in others.items():
        (folder / f"{name}.yaml").write_text(dedent(other), "utf-8")
    path = folder / "things.yaml"
    path.write_text(HEAD.replace("3.1.0", version) + dedent(text), "utf-8")
    return load(path, relative_to=folder)


def clauses(document: Document) -> dict[str, Clause]:
    """The document's clauses by key, which must be unique."""
    document_clauses = clauses_of(document)
    assert len({clause.key for clause in document_clauses}) == len(document_clauses)
    return {clause.key: clause for clause in document_clauses}


def canonical_schema(
    folder: Path, schema: str, version: str = "3.1.0", side: str = "request", others: str = ""
) -> Schema:
    """The canonical form of `schema`, the component A beside a string N and `others`."""
    members = f"A: {schema}, N: {{type: string}}, {others}"
    document = written(folder, f"paths: {{}}\ncomponents: {{schemas: {{{members}}}}}\n", version)
    return canonical(document, {"$ref": "#/components/schemas/A"}, "", side)
