"""Lint rule: examples and defaults are instances of their schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from clausebook.checks.registry import lint_rule
from clausebook.openapi import Document, DocumentError, Side
from clausebook.openapi.pointers import join
from clausebook.openapi.walk import Located, objects
from clausebook.report.finding import Finding, finding_at
from clausebook.schema.canonical import canonical
from clausebook.schema.validation import SchemaValidator

Sample = tuple[str, Any]


@lint_rule(id="document/example", source="OAS 3.1, 4.8.12.2, 4.8.14 and 4.8.24")
def examples_obey_their_schemas(document: Document) -> Iterator[Finding]:
    """Every example and every default is an instance of the schema it illustrates.

    An `externalValue` is not checked; a schema's own example may have readOnly and writeOnly
    members.
    """
    validators: dict[tuple[str, str], SchemaValidator | None] = {}

    def violation(schema: Any, at: str, side: str, value: Any) -> str:
        if (at, side) not in validators:
            validators[at, side] = _validator(document, schema, at, side)
        validator = validators[at, side]
        errors = validator.errors(value) if validator else iter(())
        return next((f"{message} ({path})" for path, message in errors), "")

    for located in objects(document):
        schema_at, samples, sides = _samples(document, located)
        for pointer, value in samples:
            schema = located.value if located.kind == "schema" else located.value["schema"]
            problems = [violation(schema, schema_at, side, value) for side in sides]
            if all(problems):
                message = f"the example violates its schema: {problems[0]}"
                yield finding_at(
                    document,
                    pointer,
                    message,
                    expected=f"an instance of the schema at {document.place(schema_at)}",
                    actual=_shown(value),
                )


def _samples(document: Document, located: Located) -> tuple[str, list[Sample], tuple[str, ...]]:
    """The pointer of an object's schema, its examples, and the sides on which they may be valid."""
    value, pointer = located.value, located.pointer
    if not isinstance(value, dict):
        return "", [], ()
    if located.kind == "schema":
        samples = [
            (join(pointer, key), value[key]) for key in ("example", "default") if key in value
        ]
        listed = value.get("examples")
        if isinstance(listed, list):
            samples += [(join(pointer, "examples", str(i)), item) for i, item in enumerate(listed)]
        return pointer, samples, (Side.REQUEST, Side.RESPONSE)
    if located.kind not in ("parameter", "header", "media type") or "schema" not in value:
        return "", [], ()
    samples = [(join(pointer, "example"), value["example"])] if "example" in value else []
    for name, entry in value.get("examples", {}).items():
        example, at = document.resolve_at(entry, join(pointer, "examples", name))
        if isinstance(example, dict) and "value" in example:
            samples.append((join(at, "value"), example["value"]))
    side = {"parameter": Side.REQUEST, "header": Side.RESPONSE}.get(located.kind, located.side)
    return join(pointer, "schema"), samples, (side,) if side else (Side.REQUEST, Side.RESPONSE)


def _validator(document: Document, schema: Any, pointer: str, side: str) -> SchemaValidator | None:
    """The validator; None if the schema has an invalid pattern, which another rule reports."""
    try:
        return SchemaValidator(
            canonical(document, schema, pointer, side), str(document.place(pointer))
        )
    except DocumentError:
        return None


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}..."
