"""Documents for the tests of code generation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from clausebook.codegen import package_name, render
from clausebook.openapi import Document, load

PETS: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1.2.3"},
    "paths": {
        "/pets/{id}": {
            "get": {
                "operationId": "showPet",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "kind", "in": "query", "schema": {"enum": ["cat", "Cat"]}},
                ],
                "responses": {"204": {"description": "Nobody."}},
            }
        }
    },
}


def saved(folder: Path, data: dict[str, Any], name: str = "pets.yaml") -> Document:
    """Writes the data to a file and loads it as a document."""
    path = folder / name
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return load(path)


def unpacked(document: Document, folder: Path) -> Path:
    """Generates the client into the folder, and returns its package."""
    for path, content in render(document).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder / package_name(document)


def operation(**changes: Any) -> dict[str, Any]:
    """A document with one operation, GET /x, with these members."""
    made = {"operationId": "getX", "responses": {"200": {"description": "Fine."}}, **changes}
    return {**PETS, "paths": {"/x": {"get": made}}}
