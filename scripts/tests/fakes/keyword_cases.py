"""The schemas of `keyword_cases.yaml`, and documents made from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from clausebook.openapi import Document, load

_TABLE = yaml.safe_load((Path(__file__).parent / "keyword_cases.yaml").read_text("utf-8"))


@dataclass(frozen=True)
class KeywordCase:
    """One row of the table; comments in the file describe the columns."""

    keyword: str
    schema: Mapping[str, Any]
    good: Any
    bad: Any = None
    path: str = ""
    name: str = ""
    version: str = "3.1.0"
    inside: str = ""
    added: Sequence[str] = ("breaking", "compatible")
    removed: Sequence[str] = ("compatible", "breaking")

    @property
    def id(self) -> str:
        """The id in the tests; with a slash before it, the path in the documents."""
        return (self.name or self.keyword) + ("-in-3.0" if self.version == "3.0.3" else "")

    def stripped(self) -> dict[str, Any]:
        """The schema without the keyword."""
        return {name: value for name, value in self.schema.items() if name != self.keyword}


KEYWORDS = frozenset(_TABLE["keywords"])
CASES = [KeywordCase(**row) for row in _TABLE["cases"]]
ANNOTATIONS = [KeywordCase(**row) for row in _TABLE["annotations"]]


def document_of(
    cases: Sequence[KeywordCase], folder: Path, schemas: Mapping[str, Any] | None = None
) -> Document:
    """A document with a POST for each case; request and response have a `value` of its schema.

    `schemas` replaces the schemas of some cases by their id. All cases are of one version.
    """
    paths = {}
    for case in cases:
        value = (schemas or {}).get(case.id, case.schema)
        schema = {"type": "object", "required": ["value"], "properties": {"value": value}}
        content = {"application/json": {"schema": schema, "example": {"value": case.good}}}
        paths[f"/{case.id}"] = {
            "post": {
                "summary": case.id,
                "requestBody": {"required": True, "content": content},
                "responses": {
                    "200": {"description": "Accepted.", "content": content},
                    "400": {"description": "Rejected."},
                },
            }
        }
    data = {
        "openapi": cases[0].version,
        "info": {"title": "Keywords", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": paths,
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "openapi.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return load(path, relative_to=folder)
