"""Style rules about summaries, descriptions and tags; all are off by default."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausebook.checks.registry import lint_rule
from clausebook.errors import Level
from clausebook.openapi import Document
from clausebook.openapi.pointers import join, split
from clausebook.openapi.walk import objects
from clausebook.report.finding import Finding, finding_at

_LONGEST_SUMMARY = 50


@lint_rule(
    id="style/summary", level=Level.WARNING, default=False, source="Redocly operation-summary"
)
def summaries_are_short(document: Document) -> Iterator[Finding]:
    """Each operation has a summary of at most 50 characters without a full stop."""
    for operation in document.operations:
        summary = str(operation.raw.get("summary") or "").strip()
        pointer = join(operation.pointer, "summary")
        if not summary:
            problem = f"{operation.label} has no summary"
            yield finding_at(
                document, operation.pointer, problem, expected="what it does, in a few words"
            )
        elif len(summary) > _LONGEST_SUMMARY:
            expected = f"at most {_LONGEST_SUMMARY}; the rest belongs in description"
            yield finding_at(
                document,
                pointer,
                f"the summary has {len(summary)} characters",
                expected=expected,
                actual=summary,
            )
        elif summary.endswith("."):
            yield finding_at(document, pointer, "the summary ends with a full stop", actual=summary)


@lint_rule(
    id="style/description",
    level=Level.WARNING,
    default=False,
    source="Spectral oas3-parameter-description",
)
def parameters_properties_and_responses_are_described(document: Document) -> Iterator[Finding]:
    """Every parameter, property and response has a description."""
    for located in objects(document):
        if located.kind in ("parameter", "response"):
            described = _has_text(located.value)
        elif located.kind == "schema" and located.role == "properties":
            described = isinstance(located.value, bool) or _is_described(document, located.value)
        else:
            continue
        if not described:
            name = split(located.pointer)[-1]
            if located.kind == "parameter":
                name = f"{located.value['in']} {located.value['name']}"
            what = "property" if located.kind == "schema" else located.kind
            problem = f"the {what} {name} has no description"
            yield finding_at(document, located.pointer, problem, expected="a description")


@lint_rule(
    id="style/tags",
    level=Level.WARNING,
    default=False,
    source="Spectral operation-tag-defined; OAS 3.1, 4.8.22",
)
def tags_are_declared(document: Document) -> Iterator[Finding]:
    """Every tag of an operation is declared in the document's `tags`."""
    declared = [tag.get("name") for tag in document.data.get("tags", [])]
    for operation in document.operations:
        for index, tag in enumerate(operation.raw.get("tags", [])):
            if tag not in declared:
                pointer = join(operation.pointer, "tags", str(index))
                problem = f"the tag {tag!r} of {operation.label} is not declared"
                expected = (
                    f"one of {', '.join(map(repr, declared))}" if declared else "a list `tags`"
                )
                yield finding_at(document, pointer, problem, expected=expected)


def _has_text(value: Any) -> bool:
    return bool(str(value.get("description") or "").strip())


def _is_described(document: Document, schema: dict[str, Any]) -> bool:
    """Whether the schema, its `$ref` target or a part of its `allOf` has a description."""
    if _has_text(schema):
        return True
    target = document.resolve(schema)
    parts = target.get("allOf", []) if isinstance(target, dict) else []
    return any(
        _has_text(document.resolve(part)) for part in (target, *parts) if isinstance(part, dict)
    )
