"""Documents and sites shared by the documentation tests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from clausebook.config.settings import Settings
from clausebook.docs.example_runner import RAN, ExampleOutcome
from clausebook.docs.programs import Program
from clausebook.docs.site import site_files, write_site
from clausebook.openapi import Document, load

SCRIPT = "<script>window.harmed=1</script><img src=x onerror=window.harmed=1>"
PICTURE = "![p](https://pictures.invalid/p.png)"


def settings_of(document: Document, folder: Path) -> Settings:
    """Settings of a project with this document only."""
    return Settings(folder, document.path, folder / "generated", folder / "contract_tests")


def write_document(folder: Path, data: dict[str, Any]) -> Document:
    """Writes the document as JSON and loads it."""
    path = folder / "things.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return load(path)


def make_site(document: Document, folder: Path, programs: Sequence[Program] = ()) -> Path:
    """Writes the site of a document into `folder`, with the given programs."""
    files = site_files(document, settings_of(document, folder), programs)
    write_site(files, folder / "site")
    return folder / "site"


def ran(document: Document, text: str) -> list[Program]:
    """A program with this text for each operation, with the outcome "ran"."""
    outcome = ExampleOutcome(RAN, "", text)
    return [Program(it, text, "sh", text, "here", (), outcome) for it in document.operations]


def hostile() -> dict[str, Any]:
    """A document with a script and an image in every text, name and example."""
    harm = f"{SCRIPT} {PICTURE} [x](javascript:window.harmed=1) `</code>{SCRIPT}`"
    schema = {
        "type": "object",
        "description": harm,
        "required": [SCRIPT],
        "properties": {SCRIPT: {"type": "string", "description": harm, "enum": [SCRIPT]}},
    }
    answer = {
        "description": harm,
        "headers": {"X-Harm": {"description": harm, "schema": {"type": "string"}}},
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Harm"},
                "examples": {"one": {"summary": harm, "value": {SCRIPT: SCRIPT}}},
            }
        },
    }
    parameter = {
        "name": SCRIPT,
        "in": "query",
        "description": harm,
        "schema": {"type": "string", "pattern": "</td><script>"},
        "example": SCRIPT,
    }
    operation = {
        "operationId": "harm",
        "summary": SCRIPT,
        "description": f"# {harm}\n\n{harm}\n\n<div>{harm}</div>\n\n    {harm}",
        "parameters": [parameter],
        "responses": {"200": answer, "400": {**answer, "x-advice": harm}},
        "tags": ["harm"],
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": SCRIPT, "version": SCRIPT, "description": harm},
        "tags": [{"name": "harm", "description": harm}],
        "paths": {"/harm": {"get": operation}},
        "components": {"schemas": {"Harm": schema}},
    }


def large(count: int = 60) -> dict[str, Any]:
    """A document with `count` operations, each with a body, a list and errors."""
    member = {"type": "string", "minLength": 1, "maxLength": 80, "description": "A word."}
    names = [f"member_{number}" for number in range(8)]
    schema = {
        "type": "object",
        "description": "A thing.",
        "required": names[:3],
        "properties": dict.fromkeys(names, member),
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    paths: dict[str, Any] = {}
    for number in range(count // 2):
        post = {
            "operationId": f"createThing{number}",
            "summary": f"Create thing {number}",
            "requestBody": {"required": True, "content": content},
            "responses": {"201": {"description": "Made.", "content": content}},
        }
        get = {
            "operationId": f"listThings{number}",
            "summary": f"List things {number}",
            "parameters": [
                {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": number}}
            ],
            "responses": {"200": {"description": "Them.", "content": content}},
        }
        paths[f"/things{number}"] = {"post": post, "get": get}
    info = {"title": "Large", "version": "1.0.0"}
    components = {"schemas": {"Thing": schema}}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": components}


class Page(HTMLParser):
    """Collects the links, anchors and elements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Records one element."""
        given = dict(attrs)
        self.elements.append((tag, given))
        self.links += [given[name] or "" for name in ("href", "src") if given.get(name)]
        self.anchors += [given["id"] or ""] if given.get("id") else []


def broken_links(site: Path) -> Iterator[str]:
    """Each link to a file or anchor that the site does not have."""
    pages = {path.name: Page(path.read_text("utf-8")) for path in site.glob("*.html")}
    for name, page in pages.items():
        if len(set(page.anchors)) != len(page.anchors):
            yield f"{name} has an anchor twice"
        for link in page.links:
            if re.match(r"https?://|mailto:|data:", link):
                continue
            file, _, anchor = link.partition("#")
            target = file or name
            found = (site / target).is_file() and (
                not anchor or "=" in anchor or anchor in pages[target].anchors
            )
            if not found:
                yield f"{name}: {link}"
